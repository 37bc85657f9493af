/**
 * Reads small JSON files that this program wrote and can do without: what is not as it should be is as good as none.
 */
import * as v from 'valibot';
import { inJson } from './foreign';
import { readSmallFile } from './regularFile';

/** What a file says; undefined where it is missing, has more than `most` bytes, or is not of this form. */
export async function readKnownJson<Output>(
  path: string,
  schema: v.GenericSchema<unknown, Output>,
  most: number,
): Promise<Output | undefined> {
  const bytes = await readSmallFile(path, most).catch(() => undefined);
  if (!bytes) return undefined;
  const result = v.safeParse(inJson(schema), bytes.toString('utf8'));
  return result.success ? result.output : undefined;
}
