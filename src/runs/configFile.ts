/**
 * Reading and writing `config.json`.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import * as v from 'valibot';
import { writeAtomically } from '../files/writeAtomically';
import { readSmallFile } from '../files/regularFile';
import type { FileReference } from '../files/fileReference';
import { anchored, candidatePaths, relativePath } from '../files/findFile';
import { parseJson } from '../files/parseJson';
import { RUN_FORMAT_VERSION, type RunConfig, runConfig } from './runConfig';
import { UserError } from '../files/userError';
import type { RunFolder } from './runFolder';

/** The configuration with its files and its base named so that they are found from anywhere. */
export function anchoredConfig(config: RunConfig, folder: RunFolder): RunConfig {
  const base = config.from === undefined ? undefined : resolve(config.from);
  return {
    ...withFiles(config, (file) => anchored(file, folder.path)),
    ...(base === undefined ? {} : { from: base, fromRelative: relativePath(folder.path, base) }),
  };
}

/** The files that a configuration may name. */
type FileName = 'corpus' | 'questions' | 'heldOut' | 'prompts';

/** The configuration with each of its files as `change` returns it. */
export function withFiles(
  config: RunConfig,
  change: (file: FileReference, name: FileName) => FileReference,
): RunConfig {
  const { corpus, questions, heldOut, prompts } = config;
  return {
    ...config,
    ...(corpus ? { corpus: change(corpus, 'corpus') } : {}),
    ...(questions ? { questions: change(questions, 'questions') } : {}),
    ...(heldOut ? { heldOut: change(heldOut, 'heldOut') } : {}),
    ...(prompts ? { prompts: { ...prompts, questions: change(prompts.questions, 'prompts') } } : {}),
  };
}

/** The configuration of a run with its files and its base where they are now, as far as they can be found. */
export function withFilesFound(config: RunConfig, folder: RunFolder): RunConfig {
  const found = (path: string, relative: string | undefined) =>
    candidatePaths({ path, relative }, folder.path).find((candidate) => existsSync(candidate)) ?? path;
  const { from, fromRelative } = config;
  return {
    ...withFiles(config, (file) => ({ ...file, path: found(file.path, file.relative) })),
    ...(from === undefined ? {} : { from: found(from, fromRelative) }),
  };
}

/** Writes a run's configuration. */
export async function writeConfig(folder: RunFolder, config: RunConfig): Promise<void> {
  await writeAtomically(folder.config, [`${JSON.stringify(config, undefined, 2)}\n`]);
}

/** More than any configuration of ours; lists of runs read thousands. */
const MOST_BYTES = 2 ** 20;

/**
 * Reads a run's configuration.
 *
 * @throws UserError when there is none, it is malformed, or another version of the product wrote it.
 */
export async function readConfig(folder: RunFolder): Promise<RunConfig> {
  const bytes = await readSmallFile(folder.config, MOST_BYTES).catch((error: unknown) => {
    throw new UserError(`${folder.path} is not a run folder: it has no readable config.json.`, {
      cause: error,
    });
  });
  return checkConfig(folder.config, parseJson(folder.config, bytes.toString('utf8')));
}

/** Validates a configuration; `where` is named in the message. */
export function checkConfig(where: string, value: unknown): RunConfig {
  const version = v.safeParse(v.object({ version: v.number() }), value);
  if (version.success && version.output.version !== RUN_FORMAT_VERSION) {
    throw new UserError(
      `${where} was written in format ${version.output.version}; this version of Attention Lab reads format ` +
        `${RUN_FORMAT_VERSION}. Train the run again, or open it with the version that made it.`,
    );
  }
  if (v.is(v.looseObject({ model_type: v.string() }), value)) {
    throw new UserError(
      `${where} is that of a Hugging Face model, which brings no corpus and no training to be judged by. ` +
        'Ask it with evaluate, predict, attention or heads.',
    );
  }
  const result = v.safeParse(runConfig, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new UserError(`${where} is not valid at '${v.getDotPath(issue) ?? 'its top'}': ${issue.message}.`);
}
