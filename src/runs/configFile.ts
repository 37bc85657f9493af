/**
 * Reading and writing `config.json`.
 */
import { stat } from 'node:fs/promises';
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
  const { corpus, prompts, questions, heldOut, from } = config;
  const base = from === undefined ? undefined : resolve(from);
  return {
    ...config,
    ...(corpus ? { corpus: anchored(corpus, folder.path) } : {}),
    ...(prompts ? { prompts: { ...prompts, questions: anchored(prompts.questions, folder.path) } } : {}),
    ...(questions ? { questions: anchored(questions, folder.path) } : {}),
    ...(heldOut ? { heldOut: anchored(heldOut, folder.path) } : {}),
    ...(base === undefined ? {} : { from: base, fromRelative: relativePath(folder.path, base) }),
  };
}

/** The configuration of a run with its files and its base where they are now, as far as they can be found. */
export async function withFilesFound(config: RunConfig, folder: RunFolder): Promise<RunConfig> {
  const found = async (path: string, relative: string | undefined) => {
    for (const candidate of candidatePaths({ path, relative }, folder.path)) {
      if (await stat(candidate).catch(() => undefined)) return candidate;
    }
    return path;
  };
  const file = async (reference: FileReference) => ({
    ...reference,
    path: await found(reference.path, reference.relative),
  });
  const { corpus, prompts, questions, heldOut, from } = config;
  return {
    ...config,
    ...(corpus ? { corpus: await file(corpus) } : {}),
    ...(prompts ? { prompts: { ...prompts, questions: await file(prompts.questions) } } : {}),
    ...(questions ? { questions: await file(questions) } : {}),
    ...(heldOut ? { heldOut: await file(heldOut) } : {}),
    ...(from === undefined ? {} : { from: await found(from, config.fromRelative) }),
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
