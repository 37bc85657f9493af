import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RUN_COLUMNS } from '../../../src/runs/runColumns';
import { cliHere } from '../../support/cli';
import { temporaryFolder } from '../../support/files';

/** What a call prints that must succeed. */
async function printed(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await cliHere(...args);
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
}

/** The verbs, as the overview lists them. */
async function verbs(): Promise<readonly string[]> {
  const overview = await printed('help');
  return Array.from(overview.matchAll(/^ {2}(\S+) +\S/gm), ([, name = '']) => name);
}

/** The options of a verb that its help calls required. */
async function requiredOf(verb: string): Promise<readonly string[]> {
  const lines = (await printed('help', verb)).split('\n').filter((line) => line.endsWith(' (required)'));
  return lines.map((line) => line.trim().split(' ')[0] ?? '');
}

describe('the help', () => {
  it('is asked for in any way, and says which version this is', async () => {
    const overview = await printed('help');
    expect(await printed('-h')).toBe(overview);
    expect(await printed('--help')).toBe(overview);
    const one = await printed('pretrain', '--help');
    expect(await printed('pretrain', '-h')).toBe(one);
    expect(await printed('help', 'pretrain')).toBe(one);
    expect(await cliHere('help', 'dance')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("There is no verb 'dance'") as string,
    });
    expect(await printed('--version')).toMatch(/^.+\n$/);
  });

  it('says what is required', async () => {
    expect(await requiredOf('pretrain')).toEqual(['--corpus', '--out']);
    expect(await requiredOf('check')).toEqual(['--variant']);
    expect(await requiredOf('export')).toEqual(['--run', '--to', '--out']);
    expect(await requiredOf('estimate')).toEqual([]);
  });

  it('is true: a call without what is required is refused', async () => {
    for (const verb of await verbs()) {
      const required = await requiredOf(verb);
      if (required.length === 0) continue;
      const { code, stderr } = await cliHere(verb);
      expect([verb, code]).toEqual([verb, 2]);
      expect(stderr).not.toContain('Unknown option');
    }
  });

  it('offers to allow code where a run or checkpoint may name some', async () => {
    const without = [];
    for (const verb of await verbs())
      if (!(await printed('help', verb)).includes('--allow-code')) without.push(verb);
    expect(without).toEqual(
      expect.arrayContaining(['people', 'runs', 'label', 'devices', 'dataset', 'bench', 'check']),
    );
    expect(without).not.toContain('predict');
    const refused = await cliHere('people', '--out', 'x', '--allow-code');
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Unknown option '--allow-code'") as string,
    });
  });

  it('promises no option that is not there', async () => {
    for (const verb of ['check', 'finetune']) expect(await printed('help', verb)).not.toContain('--tokens');
    expect(await printed('help', 'check')).not.toMatch(/--allow-leak|default: rope/);
  });
});

describe('a table of runs', () => {
  it('is sorted by any column, as it is named or printed', async () => {
    const folder = await temporaryFolder();
    for (const { id, title } of RUN_COLUMNS) {
      await printed('runs', folder, '--sort', id);
      await printed('runs', folder, '--sort', title);
      // Else the title would sort by another column.
      const others = RUN_COLUMNS.filter((one) => one.id !== id);
      expect(others.map((one) => one.id)).not.toContain(title);
    }
    const help = await printed('help', 'runs');
    for (const { id } of RUN_COLUMNS) expect(help).toContain(id);
    expect((await cliHere('runs', folder, '--sort', 'colour')).stderr).toMatch(/no column 'colour'/);
  });
});

describe('a data set of people', () => {
  it('is asked, not checked, and says what is read, learned and held out', async () => {
    const out = await temporaryFolder();
    const said = await printed('dataset', '--task', 'people', '--out', out);
    const amount = '1,280 lines to read, 80 questions to learn, 80 held out';
    expect(said).toContain(`${out}: ${amount}\n`);
    const readme = await readFile(join(out, 'README.md'), 'utf8');
    expect(readme).toContain(`160 people, ${amount}, seed 1.`);
    expect(readme).not.toContain('check-task');
    expect(readme).toContain('evaluate --run runs/RUN --questions birthplaces-held-out.tsv');
  });
});
