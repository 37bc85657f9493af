import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { RunFolder } from '../../../src/runs/runFolder';
import { logWarning } from '../../../src/runs/runLog';
import { temporaryFolder } from '../../support/files';

it('a warning stands in the log once, whether or not the log takes what is printed', async () => {
  const folder = new RunFolder(join(await temporaryFolder(), 'run'));
  await folder.create();
  await logWarning(folder, 'one');
  const printed = await open(folder.log, 'a');
  await printed.appendFile('warning: two\n');
  await logWarning(folder, 'two', printed.fd);
  await printed.close();
  expect(await readFile(folder.log, 'utf8')).toBe('warning: one\nwarning: two\n');
});
