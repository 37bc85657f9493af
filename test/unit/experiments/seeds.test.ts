import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bySeeds, meanCurve, spreadOf } from '../../../src/experiments/seeds';
import { concludeStudy } from '../../../src/experiments/studyReport';
import { RunFolder } from '../../../src/runs/runFolder';
import { temporaryFolder } from '../../support/files';

describe('runs that differ by their seed alone', () => {
  it('are told together in the order of their first', () => {
    const rows = [{ group: 'b' }, { group: 'a' }, { group: 'b' }];
    expect([...bySeeds(rows)].map(([name, { length }]) => [name, length])).toEqual([
      ['b', 2],
      ['a', 1],
    ]);
  });

  it('have a mean and a sample deviation; one alone has none', () => {
    const { mean, deviation } = spreadOf([0.2, 0.4, 0.6]);
    expect(mean).toBeCloseTo(0.4, 9);
    expect(deviation).toBeCloseTo(0.2, 9);
    expect(spreadOf([0.5])).toEqual({ mean: 0.5 });
  });

  it('have a mean curve over the steps that all have, from the least to the greatest', () => {
    const curve = meanCurve('rope', [
      [
        [1, 0],
        [2, 4],
      ],
      [
        [2, 6],
        [3, 9],
      ],
    ]);
    expect(curve).toEqual({ name: 'rope', seeds: 2, points: [[2, 5]], intervals: [[4, 6]] });
  });
});

describe('the report of an experiment', () => {
  it('has its own name, and says mean and spread over seeds, explained', async () => {
    const out = await temporaryFolder();
    const row = (name: string, correct: number) => ({
      group: 'rope',
      name,
      folders: [new RunFolder(join(out, name))],
      score: {
        ...{ scored: 100, correct, accuracy: correct / 100, interval: { low: 0.1, high: 0.9 } },
        baseline: { answer: 'Rome', correct: 5 },
      },
    });
    const said: string[] = [];
    const events = { say: (line: string) => said.push(line) };
    const rows = [row('rope, seed 1', 60), row('rope, seed 2', 64)];
    const { report } = await concludeStudy('Experiment: mine', out, rows, { started: 0, events });
    const page = await readFile(report, 'utf8');
    expect(page).toMatch(/<h1>Experiment: mine<\/h1>/);
    expect(page).toMatch(/62\.0.% ± 2\.8/);
    expect(page).toContain('standard deviation');
    expect(said.join('\n')).toMatch(/rope +2 +62\.0.% ± 2\.8/);
    await concludeStudy('The study', out, rows.slice(0, 1), { started: 0, events });
    expect(await readFile(report, 'utf8')).not.toContain('standard deviation');
  });
});
