/**
 * What a run was made from, run by run: a finetuned one starts from a pretrained one. Files are found where
 * they are now.
 */
import { stat } from 'node:fs/promises';
import { candidatePaths, findFile } from '../files/findFile';
import { UserError } from '../files/userError';
import { readConfig } from './configFile';
import type { RunConfig } from './runConfig';
import { RunFolder } from './runFolder';

/** A file and the run whose configuration names it. */
export interface FileOfRun {
  readonly path: string;
  readonly folder: RunFolder;
}

/** A run and its configuration. */
export interface ConfiguredRun {
  readonly folder: RunFolder;
  readonly config: RunConfig;
}

/** More generations than anybody trains; a link into itself may look like endlessly many. */
const MOST_GENERATIONS = 64;

/**
 * A run and those it started from, the run itself first. A base that is gone ends the line: it is no reason
 * to fail.
 *
 * @throws UserError when the run itself is none, or a run of the line starts from itself.
 */
export async function lineageOf(run: RunFolder): Promise<readonly ConfiguredRun[]> {
  const line: ConfiguredRun[] = [{ folder: run, config: await readConfig(run) }];
  const seen = new Set([await identityOf(run)]);
  for (let last = line[0]; last; last = line.at(-1)) {
    const base = await baseOf(last);
    const config = base && (await readConfig(base).catch(() => undefined));
    if (!base || !config) return line;
    const identity = await identityOf(base);
    if (seen.has(identity) || line.length === MOST_GENERATIONS) throw circular(line, base);
    seen.add(identity);
    line.push({ folder: base, config });
  }
  return line;
}

function circular(line: readonly ConfiguredRun[], base: RunFolder): UserError {
  const names = [...line.map(({ folder }) => folder.name), base.name].slice(0, 5).join(' → ');
  const last = line.at(-1)?.folder ?? base;
  return new UserError(
    `${last.config} is wrong at 'from': the runs start from each other in a circle (${names}). ` +
      "Take 'from' out of the one that was trained first.",
  );
}

/** The run that a run started from, where it is now; undefined when there is none, or it is gone. */
export async function baseOf({ folder, config }: ConfiguredRun): Promise<RunFolder | undefined> {
  const { from, fromRelative } = config;
  if (from === undefined) return undefined;
  for (const path of candidatePaths({ path: from, relative: fromRelative }, folder.path)) {
    const candidate = new RunFolder(path);
    if ((await stat(candidate.config).catch(() => undefined))?.isFile()) return candidate;
  }
  return undefined;
}

/** The same for all paths of one folder. */
async function identityOf(folder: RunFolder): Promise<string> {
  const { dev, ino } = await stat(folder.path, { bigint: true });
  return `${dev}:${ino}`;
}

/**
 * The corpus that a run, or the run it started from, was pretrained on, where it is now; undefined when none
 * of them names one.
 *
 * @throws UserError when the corpus is lost or has changed, or the runs start from each other in a circle.
 */
export async function corpusOfRun(run: RunFolder): Promise<FileOfRun | undefined> {
  for (const { folder, config } of await lineageOf(run)) {
    if (!config.corpus) continue;
    const path = await findFile(config.corpus, folder.path, { title: 'the corpus', option: '--corpus' });
    return { path, folder };
  }
  return undefined;
}

/**
 * The questions that a run learned, where they are now: by finetuning, or mixed into pretraining.
 *
 * @throws UserError when they are lost or have changed.
 */
export async function trainingQuestionsOfRun(folder: RunFolder): Promise<string | undefined> {
  const { questions, prompts } = await readConfig(folder);
  const reference = questions ?? prompts?.questions;
  const lost = { title: 'the training questions', option: '--train' };
  return reference && findFile(reference, folder.path, lost);
}

/**
 * The questions that a run is asked but never learns, where they are now.
 *
 * @throws UserError when they are lost or have changed.
 */
export async function heldOutQuestionsOfRun(folder: RunFolder): Promise<string | undefined> {
  const { heldOut } = await readConfig(folder);
  const lost = { title: 'the held-out questions', option: '--questions' };
  return heldOut && findFile(heldOut, folder.path, lost);
}
