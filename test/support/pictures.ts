/**
 * Pictures against committed ones, in test/fixtures/pictures. `vitest -u` writes them anew: look at them then.
 */
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Drawing } from '../../src/charts/svg';

const FOLDER = join(import.meta.dirname, '..', 'fixtures', 'pictures');

/** Compares a picture with a committed one, named by room and picture. */
export async function isPicture({ markup }: Drawing, name: string): Promise<void> {
  // One element a line, so that a change can be read in a review; but no spaces into words.
  const lines = markup.source.replaceAll(/><(?!tspan|\/)/g, '>\n<');
  await expect(`${lines}\n`).toMatchFileSnapshot(join(FOLDER, `${name}.svg`));
}
