/**
 * Checks a run against its task: the figure on what was held out, and the circuits that the literature finds.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { processorDevice, withDevice } from '../engine/devices/openDevice';
import { hashOfFile } from '../files/regularFile';
import { UserError } from '../files/userError';
import { parameterCount } from '../model/memory';
import { openModel } from '../model/openModel';
import { readConfig } from '../runs/configFile';
import type { RunConfig } from '../runs/runConfig';
import { RunFolder } from '../runs/runFolder';
import { circuitsOfRun } from './circuitsOfRun';
import { taskOf } from './index';
import { measureHeldOut, measureQuestions, reaches } from './measure';
import { figureInWords } from './readme';
import type { Task } from './task';
import type { TaskCheck } from './taskCheck';
import { type TaskFile, readTaskFile } from './taskFile';

/** What to check. */
export interface CheckOptions {
  /** The folder of the data set. */
  readonly folder: string;
  /** The run folder. */
  readonly run: string;
  readonly device?: string | undefined;
  readonly say?: (line: string) => void;
}

/**
 * Measures and compares; writes nothing.
 *
 * @throws UserError when the folder is none of a task that has a figure, the run is none, or was trained on other data
 */
export async function checkTask({ folder, run, device, say }: CheckOptions): Promise<TaskCheck> {
  const file = await readTaskFile(folder);
  const task = taskOf(file.task);
  const { figure } = task;
  if (!figure)
    throw new UserError(
      `Nothing is published that a model of the task '${task.name}' should reach: use \`evaluate\`.`,
    );
  const runFolder = new RunFolder(run);
  const config = await readConfig(runFolder);
  const data = await hashesOf(folder, file);
  requireOwnData(folder, file, config, data);
  const genuine = await isGenuine(task, file, data);
  return withDevice(device ?? processorDevice(), async (engine) => {
    const weights = await hashOfFile(runFolder.weights);
    const open = await openModel(engine, runFolder.weights);
    const path = join(folder, file.asked);
    say?.(`measuring ${file.asked} …`);
    const found = await measureHeldOut(engine, open, { task, file, path });
    const more: TaskCheck['more'][number][] = [];
    for (const { file: name, title } of file.more)
      more.push({ title, ...(await measureQuestions(engine, open, join(folder, name))) });
    say?.('looking for circuits …');
    const learned = file.questions === undefined ? undefined : join(folder, file.questions);
    const circuits = await circuitsOfRun(engine, open, { task, file, path, learned, folder: runFolder });
    const reached = reaches(figure, found);
    return {
      version: 1,
      ...{ task: task.name, title: task.title, run: runFolder.name, checked: new Date().toISOString() },
      ...{ size: file.size, seed: file.seed, data, weights },
      configuration: hashOfSettings(config),
      ...(genuine === undefined ? {} : { genuine }),
      training: {
        ...open.progress,
        steps: config.training.steps,
        parameters: parameterCount(open.model.parameters),
        ...{ device: config.device, seed: config.seed },
      },
      figure: {
        words: figureInWords(figure),
        published: figure.published,
        source: figure.source,
        reached,
        ...found,
      },
      more,
      circuits,
      passed: reached && genuine !== false,
    };
  });
}

/** Where files lie differs from machine to machine; the rest of the configuration does not. */
function hashOfSettings({ task, objective, preset, seed, model, training }: RunConfig): string {
  const settings = { task, objective, preset, seed, model, training };
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex');
}

type Hashes = TaskCheck['data'];

async function hashesOf(folder: string, file: TaskFile): Promise<Hashes> {
  const names = [file.corpus, file.questions, file.asked, ...file.more.map((one) => one.file)];
  const hashes: Hashes[number][] = [];
  for (const name of names)
    if (name !== undefined) hashes.push({ file: name, sha256: await hashOfFile(join(folder, name)) });
  return hashes;
}

/** Throws a UserError when the run has learned something else than what lies in the folder. */
function requireOwnData(folder: string, file: TaskFile, config: RunConfig, data: Hashes): void {
  const [name, learned] =
    file.questions === undefined ? [file.corpus, config.corpus] : [file.questions, config.questions];
  const expected = data.find((one) => one.file === name)?.sha256;
  if (learned?.sha256 === expected) return;
  throw new UserError(
    `This run was not trained on ${join(folder, name ?? '')}: it has learned ${learned?.path ?? 'nothing of the kind'}. ` +
      'Name the folder of its own data, or train a run on these.',
  );
}

/** Whether the files are what the task makes from its seed; undefined where they come from a person’s own text. */
async function isGenuine(task: Task, file: TaskFile, data: Hashes): Promise<boolean | undefined> {
  if (task.form === 'stream') return undefined;
  const { size, examples, heldOut, seed } = file;
  const made = await task.make({ size, examples, heldOut, seed });
  const lines = new Map([
    [file.corpus, made.corpus ?? made.learned],
    [file.questions, made.learned],
    [file.asked, made.heldOut],
    ...(made.more ?? []).map((one) => [`${one.name}.tsv`, one.lines] as const),
  ]);
  return data.every(({ file: name, sha256 }) => hashOfLines(lines.get(name) ?? []) === sha256);
}

function hashOfLines(lines: readonly string[]): string {
  const hash = createHash('sha256');
  for (const line of lines) hash.update(`${line}\n`);
  return hash.digest('hex');
}
