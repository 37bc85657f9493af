import { expect, it } from 'vitest';
import { Launcher } from '../../../src/runs/launcher';
import { temporaryFile, temporaryFolder } from '../../support/files';

it('a verb that is cancelled while people are asked about its code is not started', async () => {
  const cancel = new AbortController();
  const askForCall = () => {
    cancel.abort();
    return Promise.resolve();
  };
  const cli = await temporaryFile('cli.js', 'console.log("started"); setInterval(() => {}, 1000);');
  const launcher = new Launcher(cli, () => true, { allowed: () => [], askForCall });
  const ended = await launcher.run([], { folder: await temporaryFolder(), signal: cancel.signal });
  expect(ended).toEqual({ code: null, stdout: '', lastLine: undefined });
});

it('a verb that is cancelled while it runs is killed', async () => {
  const cancel = new AbortController();
  const cli = await temporaryFile('cli.js', 'console.error("started"); setInterval(() => {}, 1000);');
  const onLine = () => {
    cancel.abort();
  };
  const options = { folder: await temporaryFolder(), signal: cancel.signal, onLine };
  expect(await new Launcher(cli, () => true).run([], options)).toMatchObject({ code: null });
});
