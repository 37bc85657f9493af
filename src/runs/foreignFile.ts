/**
 * Reading JSON that lies in a run folder and may come from elsewhere.
 */
import { readFile, stat } from 'node:fs/promises';
import * as v from 'valibot';
import { parseJson } from '../files/parseJson';
import { UserError } from '../files/userError';

/** In bytes: well below the longest string, and more than any of our files. */
const LARGEST = 256 * 2 ** 20;

/**
 * The value in a file; undefined when there is no file.
 *
 * @throws UserError when it is a pipe or a device, which may never end, larger than anything of ours, or not
 * JSON.
 */
export async function readForeignJson(path: string): Promise<unknown> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return undefined;
  if (!found.isFile()) throw new UserError(`${path} is not a file. Remove it.`);
  if (found.size > LARGEST) {
    throw new UserError(`${path} has ${found.size} bytes, more than anything that is kept there. Remove it.`);
  }
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UserError(`${path} cannot be read.`, { cause: error });
  });
  return parseJson(path, text);
}

/** In characters: a message quotes what it has found, however long that is. */
const LONGEST_MESSAGE = 200;

/** Where a value is not as it should be, and why: `at 'lines.3.line': Expected number but received "x"`. */
export function issueInWords([issue]: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string {
  const { message } = issue;
  const short = message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)} …` : message;
  return `at '${v.getDotPath(issue) ?? 'its top'}': ${short}`;
}
