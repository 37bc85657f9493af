/**
 * Which attention modules a call of the command line would run because a run, a checkpoint or an experiment
 * file names them: those that a person must be asked about. What the call itself names is not among them.
 *
 * It spares people a refusal; it is no guard. Whoever loads a module checks its content: `codeConsent.ts`. A
 * checkpoint that names another module than its run does is refused there.
 */
import { basename, dirname, resolve } from 'node:path';
import { readSmallFile } from '../files/regularFile';
import { hashOfCode, isModule } from '../model/codeConsent';
import { readConfig } from '../runs/configFile';
import { RunFolder } from '../runs/runFolder';
import { copyIn, readExperiment } from './experimentFile';

/** A module that something names. */
export interface NamedCode {
  readonly path: string;
  /** SHA-256 of its content, in hexadecimal. */
  readonly hash: string;
  /** The run, checkpoint or experiment file that names it. */
  readonly namedBy: string;
}

/** Bytes; larger ones are refused when they are loaded. */
const LARGEST_MODULE = 2 ** 20;

/** The modules that a call would run; files that cannot be read name none, and the call says why it fails. */
export async function codeNamedByCall([verb, ...args]: readonly string[]): Promise<readonly NamedCode[]> {
  const valuesOf = (option: string) =>
    args.flatMap((word, index) => {
      if (word.startsWith(`${option}=`)) return word.slice(option.length + 1);
      return word === option ? (args[index + 1] ?? []) : [];
    });
  const resumed = args.includes('--resume') ? valuesOf('--out') : [];
  const runs = [...valuesOf('--run'), ...valuesOf('--from'), ...resumed];
  const experiments = verb === 'experiment' ? experimentsIn(valuesOf('--file'), valuesOf('--out')) : [];
  const named = await Promise.all([...runs.map(codeOfRun), ...experiments.map(codeOfExperiment)]);
  return distinct(named.flat());
}

/** An experiment that names no file goes on from its copy. */
function experimentsIn(files: readonly string[], outs: readonly string[]): readonly string[] {
  return files.length > 0 ? files : outs.map(copyIn);
}

/** The module that the run of a checkpoint names, if any. */
export function codeNamedByCheckpoint(path: string): Promise<readonly NamedCode[]> {
  const folder = dirname(path);
  return codeOfRun(basename(folder) === 'checkpoints' ? dirname(folder) : folder);
}

async function codeOfRun(path: string): Promise<readonly NamedCode[]> {
  const config = await readConfig(new RunFolder(path)).catch(() => undefined);
  return codeOf(path, config ? [config.model.variant] : []);
}

async function codeOfExperiment(path: string): Promise<readonly NamedCode[]> {
  const experiment = await readExperiment(path).catch(() => undefined);
  return codeOf(path, experiment?.variants ?? []);
}

async function codeOf(namedBy: string, variants: readonly string[]): Promise<readonly NamedCode[]> {
  const read = async (variant: string) => {
    const path = resolve(variant);
    const source = await readSmallFile(path, LARGEST_MODULE).catch(() => undefined);
    return source ? [{ path, hash: hashOfCode(source), namedBy }] : [];
  };
  return (await Promise.all(variants.filter(isModule).map(read))).flat();
}

function distinct(code: readonly NamedCode[]): readonly NamedCode[] {
  return [...new Map(code.map((one) => [one.hash, one])).values()];
}
