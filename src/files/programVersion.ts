/**
 * Which version of the program this is.
 */
import { dirname, join } from 'node:path';
import { fields, text } from './foreign';
import { readKnownJson } from './knownJson';

/** More than the program's own package.json has. */
const MOST_BYTES = 2 ** 20;

/** Of the package that the bundle lies in; unknown where the program runs from its sources. */
export async function programVersion(): Promise<string> {
  const file = join(dirname(__filename), '..', 'package.json');
  return (await readKnownJson(file, fields({ version: text }), MOST_BYTES))?.version ?? 'unknown version';
}
