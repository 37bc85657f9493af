/**
 * What the runs in a folder were asked for, so that nobody takes them for the answer to another question.
 */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { makeFolder } from '../files/makeFolder';
import { parseJson } from '../files/parseJson';
import { hashOfFile, readSmallFile } from '../files/regularFile';
import { UserError } from '../files/userError';
import { writeAtomically } from '../files/writeAtomically';
import { readConfig } from '../runs/configFile';
import { RunFolder } from '../runs/runFolder';
import { readStatus } from '../runs/statusFile';
import type { OpenExperiment } from './experiment';
import { copyIn, readExperiment, writeCopy } from './experimentFile';
import { type Stage, foldersOf } from './stage';
import { stagesOf } from './stages';

const settings = v.record(v.string(), v.unknown());

type Settings = v.InferOutput<typeof settings>;

/**
 * Keeps the options of a study in `asked.json` in its folder.
 *
 * @throws UserError when the runs there were asked for with others
 */
export async function keepOptions(out: string, options: Settings): Promise<void> {
  const path = join(out, 'asked.json');
  const before = await readSmallFile(path)
    .then((bytes) => v.parse(settings, parseJson(path, bytes.toString('utf8'))))
    .catch(() => undefined);
  if (before && (await isBegun(await runsIn(out)))) requireSame(`The runs in ${out}`, before, options);
  await makeFolder(out);
  await writeAtomically(path, [`${JSON.stringify(options, undefined, 2)}\n`]);
}

async function runsIn(out: string): Promise<readonly RunFolder[]> {
  const names = await readdir(out).catch(() => []);
  return names.map((name) => new RunFolder(join(out, name)));
}

/**
 * Keeps a copy of an experiment's file in the folder of its runs. Lines may be added to it, but a line that has
 * been begun stays what it was.
 *
 * @throws UserError when runs there were asked for with other settings, or learned what files held before
 */
export async function keepExperiment({ out, asked, stages }: OpenExperiment): Promise<void> {
  const former = await readExperiment(copyIn(out)).catch(() => undefined);
  const before = new Map((former ? stagesOf(former, out) : []).map((stage) => [stage.stem, stage]));
  for (const stage of stages) {
    if (!former || !(await isBegun(foldersOf(stage)))) continue;
    const same = before.get(stage.stem);
    if (!same)
      throw new UserError(
        `${out} holds runs of ${stage.name} that the experiment there does not name: they may be of other settings. ` +
          'Choose another folder with --out.',
      );
    requireSame(`The runs of ${stage.name} in ${out}`, settingsOf(same), settingsOf(stage));
    for (const run of foldersOf(stage)) await requireSameData(run, stage.files);
  }
  await writeCopy(out, asked);
}

/**
 * A run that is done is not read again: its data must still be those that it learned.
 *
 * @throws UserError naming the first file that has changed since
 */
export async function requireSameData(
  run: RunFolder,
  { corpus, trained, heldOut }: Stage['files'],
): Promise<void> {
  if ((await readStatus(run))?.state !== 'done') return;
  const config = await readConfig(run);
  const pairs = [
    [config.corpus, corpus],
    [config.questions, trained],
    [config.heldOut, heldOut],
  ] as const;
  for (const [reference, path] of pairs) {
    if (!reference || path === undefined || !existsSync(path)) continue;
    if ((await hashOfFile(path)) === reference.sha256) continue;
    throw new UserError(
      `${path} has changed since ${run.path} was made from it. Choose another folder with --out, or restore the file.`,
    );
  }
}

/** Whether one of some runs has a checkpoint: without one it begins anew. */
async function isBegun(runs: readonly RunFolder[]): Promise<boolean> {
  const found = await Promise.all(runs.map((run) => run.checkpointSteps()));
  return found.some((steps) => steps.length > 0);
}

/** What makes a line's numbers; a file may have moved, and another device computes the same. */
function settingsOf({ files, pretraining, finetuning }: Stage): Settings {
  const { corpus, trained, heldOut } = files;
  const nameOf = (path: string | undefined) => (path === undefined ? undefined : basename(path));
  return {
    ...{ corpus: nameOf(corpus), questions: nameOf(trained), heldOut: nameOf(heldOut) },
    ...prefixed('pretraining', pretraining),
    ...prefixed('finetuning', finetuning),
  };
}

function prefixed(training: string, options: Settings = {}): Settings {
  const shaping = Object.entries(options).filter(([name, value]) => name !== 'device' && value !== undefined);
  return Object.fromEntries(
    shaping.map(([name, value]) => [`${training}, ${name}`, name === 'prompts' ? true : value]),
  );
}

function requireSame(whose: string, before: Settings, now: Settings): void {
  const names = Object.keys({ ...before, ...now });
  const other = names.find((name) => !isDeepStrictEqual(before[name], now[name]));
  if (other === undefined) return;
  throw new UserError(
    `${whose} were asked for with other settings (${other}: ${inWords(before[other])}, not ` +
      `${inWords(now[other])}). Choose another folder with --out.`,
  );
}

function inWords(value: unknown): string {
  return value === undefined ? 'none' : typeof value === 'string' ? value : JSON.stringify(value);
}
