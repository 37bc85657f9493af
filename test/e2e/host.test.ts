/**
 * Runs the tests that live inside the extension host.
 */
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TINY, cli, madeUpPeople } from '../support/cli';
import { Editor } from './editor';
import { requirements } from './requirements';

const needs = requirements();

describe.skipIf(typeof needs === 'string')('inside the extension host', () => {
  it('commands, views and settings do what the manifest says', async () => {
    if (typeof needs === 'string') return;
    const people = await madeUpPeople();
    const folder = dirname(people.corpus);
    const run = join(folder, 'runs', 'prepared');
    const made = await cli(
      'pretrain',
      '--corpus',
      people.corpus,
      '--variant',
      'vanilla',
      ...TINY,
      '--steps',
      '2',
      '--out',
      run,
    );
    expect(made.code).toBe(0);
    const editor = await Editor.start(needs);
    try {
      const { code, output } = await editor.runInHost(folder, resolve(__dirname, '../../dist/hostTests.js'));
      expect(output).toContain('ok: every command');
      expect(output.match(/^failed:.*$/gm) ?? []).toEqual([]);
      expect(code).toBe(0);
    } finally {
      await editor.stop();
    }
  });
});
