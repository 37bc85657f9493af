/**
 * Programs of the machine that some tests need.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** The path of a program; undefined where the machine has none of this name. */
export function findProgram(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(':')
    .map((folder) => resolve(folder, name))
    .find((path) => existsSync(path));
}
