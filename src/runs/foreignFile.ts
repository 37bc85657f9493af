/**
 * Reading JSON that lies in a run folder and may come from elsewhere.
 */
import { lstat } from 'node:fs/promises';
import * as v from 'valibot';
import { parseJson } from '../files/parseJson';
import { readSmallFile } from '../files/regularFile';
import { UserError } from '../files/userError';

/** In bytes: well below the longest string, and more than any of our files. */
const LARGEST = 64 * 2 ** 20;

/**
 * The value in a file; undefined when there is no file.
 *
 * @throws UserError when it is a pipe or a device, which may never end, larger than anything of ours, or not
 * JSON.
 */
export async function readForeignJson(path: string): Promise<unknown> {
  if (!(await lstat(path).catch(() => undefined))) return undefined;
  const bytes = await readSmallFile(path, LARGEST).catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${error.message} Remove it.`, { cause: error });
  });
  return parseJson(path, bytes.toString('utf8'));
}

/** In characters: a message quotes what it has found, however long that is. */
const LONGEST_MESSAGE = 200;

/** Where a value is not as it should be, and why: `at 'lines.3.line': Expected number but received "x"`. */
export function issueInWords([issue]: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string {
  const { message } = issue;
  const short = message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)} …` : message;
  return `at '${v.getDotPath(issue) ?? 'its top'}': ${short}`;
}
