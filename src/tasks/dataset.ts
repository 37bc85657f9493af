/**
 * Makes the data set of a task in a folder: the files to learn and those held out, an experiment file that trains on
 * them, `task.json`, and a README of ten lines.
 */
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { EXPERIMENT_ENDING } from '../experiments/experimentFile';
import type { ExperimentText } from '../experiments/experimentForm';
import { makeFolder } from '../files/makeFolder';
import { UserError } from '../files/userError';
import { writeAtomically } from '../files/writeAtomically';
import { wholeNumber } from '../numbers/formats';
import { taskOf } from './index';
import type { DatasetOptions } from './options';
import { amountInWords, readmeOf } from './readme';
import type { Task, TaskForm, TaskSizes } from './task';
import { type TaskFile, readTaskFile, taskFileIn } from './taskFile';

/** What was made, by paths. */
export interface Dataset {
  readonly folder: string;
  readonly task: TaskFile;
  /** As in “80 lines to learn, 80 held out”. */
  readonly amount: string;
  /** The experiment file that trains on it. */
  readonly experiment: string;
  readonly readme: string;
  /** What is learned; the questions where there are both. */
  readonly learned: string;
  readonly corpus?: string;
}

/** The names of the files by the form of the task. */
const FILE_NAMES: Readonly<Record<TaskForm, { corpus?: string; questions?: string; asked: string }>> = {
  questions: { questions: 'train.tsv', asked: 'held-out.tsv' },
  documents: { corpus: 'corpus.txt', asked: 'held-out.txt' },
  stream: { corpus: 'corpus.txt', asked: 'held-out.txt' },
  study: {
    corpus: 'biographies.txt',
    questions: 'birthplaces-train.tsv',
    asked: 'birthplaces-held-out.tsv',
  },
};

/**
 * Writes the data set of a task. Files of the same names are replaced where the folder holds such a data set already.
 *
 * @throws UserError when the sizes are impossible, a text cannot be read, or the folder cannot be written
 */
export async function makeDataset(options: DatasetOptions): Promise<Dataset> {
  const task = taskOf(options.task);
  const sizes = sizesOf(task, options);
  const lines = await task.make(sizes);
  const { out: folder } = options;
  const { corpus, questions, asked } = FILE_NAMES[task.form];
  const more = (lines.more ?? []).map(({ name, title }) => ({ file: `${name}.tsv`, title }));
  const file: TaskFile = {
    version: 1,
    task: task.name,
    size: sizes.size,
    examples: lines.learned.length,
    heldOut: lines.heldOut.length,
    seed: sizes.seed,
    ...(corpus === undefined ? {} : { corpus }),
    ...(questions === undefined ? {} : { questions }),
    asked,
    more,
  };
  const experiment = join(folder, `${task.name}${EXPERIMENT_ENDING}`);
  const readme = join(folder, 'README.md');
  const names = [corpus, questions, asked, ...more.map(({ file: name }) => name)];
  const data = names.flatMap((name) => (name === undefined ? [] : [join(folder, name)]));
  await requireOurs([...data, experiment, readme], options);
  await makeFolder(folder);
  if (corpus !== undefined) await writeLines(join(folder, corpus), lines.corpus ?? lines.learned);
  if (questions !== undefined) await writeLines(join(folder, questions), lines.learned);
  await writeLines(join(folder, asked), lines.heldOut);
  for (const { name, lines: others } of lines.more ?? [])
    await writeLines(join(folder, `${name}.tsv`), others);
  await writeJson(experiment, experimentOf(task, sizes, file));
  await writeJson(taskFileIn(folder), file);
  const amount = amountInWords(file, lines.corpus?.length ?? 0);
  await writeAtomically(readme, [readmeOf({ task, file, experiment: basename(experiment), amount })]);
  const learned = join(folder, questions ?? corpus ?? '');
  return {
    ...{ folder, task: file, amount, experiment, readme, learned },
    ...(corpus === undefined ? {} : { corpus: join(folder, corpus) }),
  };
}

/** The sizes that were asked for, or the usual ones. Throws a UserError when no model could learn them. */
function sizesOf({ name, size: rule, usual }: Task, options: DatasetOptions): TaskSizes {
  const { seed = 1, text } = options;
  if (rule === undefined && options.size !== undefined)
    throw new UserError(`The task '${name}' has no --size: leave it out.`);
  if (name === 'text' && (options.examples ?? options.heldOut) !== undefined)
    throw new UserError("The task 'text' takes all of its text: leave --examples and --held-out out.");
  if (name !== 'text' && text !== undefined)
    throw new UserError(`The task '${name}' is made up and reads no text: leave --text out.`);
  const size = options.size ?? rule?.usual ?? 0;
  if (rule && (size < rule.least || size > rule.most)) {
    const [least, most] = [rule.least, rule.most].map(wholeNumber);
    throw new UserError(
      `The task '${name}' has from ${least} to ${most} ${rule.what}, not ${wholeNumber(size)}: choose another --size.`,
    );
  }
  const { examples, heldOut } = usual(size);
  return { size, examples: options.examples ?? examples, heldOut: options.heldOut ?? heldOut, seed, text };
}

function experimentOf(task: Task, sizes: TaskSizes, { corpus, questions, asked }: TaskFile): ExperimentText {
  return {
    ...(corpus === undefined ? {} : { corpus }),
    ...(questions === undefined ? {} : { questions, heldOut: asked }),
    ...task.recipe(sizes),
  };
}

async function writeLines(path: string, lines: readonly string[]): Promise<void> {
  await writeAtomically(path, pieces(lines));
}

/** A string holds half a gigabyte at most. */
const LINES_AT_ONCE = 10_000;

function pieces(lines: readonly string[]): readonly string[] {
  const parts: string[] = [];
  for (let start = 0; start < lines.length; start += LINES_AT_ONCE)
    parts.push(
      lines
        .slice(start, start + LINES_AT_ONCE)
        .map((line) => `${line}\n`)
        .join(''),
    );
  return parts;
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeAtomically(path, [`${JSON.stringify(value, undefined, 2)}\n`]);
}

/** Refuses to replace files that are not of an earlier data set, and the text that this one is made from. */
async function requireOurs(files: readonly string[], { out, text }: DatasetOptions): Promise<void> {
  const isOurs = await readTaskFile(out).then(
    () => true,
    () => false,
  );
  const lost = files.find(
    (path) => existsSync(path) && (!isOurs || (text !== undefined && resolve(text) === resolve(path))),
  );
  if (lost === undefined) return;
  throw new UserError(`${lost} is there already, and would be replaced. Choose another folder with --out.`);
}
