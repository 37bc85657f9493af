/**
 * `task.json` in the folder of a data set: which task it is, and which files belong to it. Foreign until checked.
 */
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { fields, list } from '../files/foreign';
import { parseJson } from '../files/parseJson';
import { readSmallFile } from '../files/regularFile';
import { UserError } from '../files/userError';
import { TASK_NAMES } from './task';

const natural = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** The name of a file in the same folder: no path that leads out of it. */
const fileName = v.pipe(
  v.string(),
  v.check((name) => name === basename(name) && !/[\\/]/.test(name) && name !== '..', 'is no name of a file'),
);

const taskFile = fields({
  version: v.literal(1),
  task: v.picklist(TASK_NAMES),
  size: natural,
  examples: natural,
  heldOut: natural,
  seed: natural,
  /** What is learned: a corpus, questions, or both. */
  corpus: v.exactOptional(fileName),
  questions: v.exactOptional(fileName),
  /** What is only asked or read. */
  asked: fileName,
  /** Other questions of the folder. */
  more: list(fields({ file: fileName, title: v.string() })),
});

/** What `task.json` says. */
export type TaskFile = v.InferOutput<typeof taskFile>;

/** Where it lies. */
export function taskFileIn(folder: string): string {
  return join(folder, 'task.json');
}

/**
 * Reads `task.json`.
 *
 * @throws UserError when the folder is none of a task, or the file says what it must not
 */
export async function readTaskFile(folder: string): Promise<TaskFile> {
  const path = taskFileIn(folder);
  const text = await readSmallFile(path).catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(
      `${folder} is no folder of a task: ${basename(path)} cannot be read in it. Make one with \`dataset\`.`,
    );
  });
  const result = v.safeParse(taskFile, parseJson(path, text.toString('utf8')));
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new UserError(`${path} is not valid at '${v.getDotPath(issue) ?? 'its top'}': ${issue.message}.`);
}
