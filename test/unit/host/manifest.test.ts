import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(__dirname, '../../..');

async function read(name: string): Promise<string> {
  return readFile(resolve(ROOT, name), 'utf8');
}

describe('the manifest', () => {
  it('has every string in package.nls.json, and that holds no other', async () => {
    const used = new Set([...(await read('package.json')).matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key));
    // Sound: a file of the project, strings by key.
    const strings = JSON.parse(await read('package.nls.json')) as Record<string, string>;
    expect([...used].sort()).toEqual(Object.keys(strings).sort());
  });

  it('ticks steps of the walkthrough when something is done, not when a command was called', async () => {
    const events = [...(await read('package.json')).matchAll(/"on(Command|Context):([^"]+)"/g)];
    expect(events.map(([, kind]) => kind)).toEqual(events.map(() => 'Context'));
    const host = await read('src/host/views/contextKeys.ts');
    const keys = events.map(([, , key]) => (key ?? '').replace('attentionLab.', ''));
    expect(keys).toHaveLength(4);
    for (const key of keys) expect(host).toContain(`'${key}'`);
  });
});
