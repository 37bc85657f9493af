import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readReferences, writeReferences } from '../../../src/runs/references';
import { RunFolder } from '../../../src/runs/runFolder';
import { temporaryFolder } from '../../support/files';

describe('what a run is measured against', () => {
  it('is read as it was written, with or without a ceiling', async () => {
    const folder = new RunFolder(await temporaryFolder());
    for (const found of [
      { asked: 20, baseline: 0.1, ceiling: 1 },
      { asked: 3, baseline: 1 / 3 },
    ]) {
      await writeReferences(folder, found);
      expect(await readReferences(folder)).toEqual({ version: 1, ...found });
    }
  });

  it.each([
    ['no file', undefined],
    ['torn', '{"version":1,"ask'],
    ['of another version', '{"version":2,"asked":1,"baseline":0}'],
    ['no share', '{"version":1,"asked":1,"baseline":7}'],
    ['no number', '{"version":1,"asked":1,"baseline":"<b>"}'],
    ['endless', `${' '.repeat(20_000)}{"version":1,"asked":1,"baseline":0}`],
  ])('is nothing where the file is %s', async (_what, content) => {
    const folder = new RunFolder(await temporaryFolder());
    if (content !== undefined) await writeFile(folder.references, content);
    expect(await readReferences(folder)).toBeUndefined();
  });
});
