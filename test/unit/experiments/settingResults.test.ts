import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PAPER } from '../../../src/charts/palette';
import { optionCharts } from '../../../src/experiments/pictures/optionCharts';
import type { StudyRow } from '../../../src/experiments/runStage';
import { bestFirst, settingResults } from '../../../src/experiments/settingResults';
import { settingTable } from '../../../src/experiments/settingTable';
import { writeStudyReport } from '../../../src/experiments/studyReport';
import { RunFolder } from '../../../src/runs/runFolder';
import { temporaryFolder } from '../../support/files';
import { isPicture } from '../../support/pictures';

/** Two attentions, three rates, two seeds each; the greater rate and rope do better. */
function sweep(out = '/runs/sweep'): readonly StudyRow[] {
  return ['rope', 'vanilla'].flatMap((attention) =>
    [0.001, 0.003, 0.03].flatMap((rate, step) =>
      [1, 2].map((seed): StudyRow => {
        const group = `${attention}, learning rate ${rate}`;
        const loss = 2 - 0.2 * step + (attention === 'rope' ? 0 : 0.3) + 0.05 * seed;
        const folders = [new RunFolder(join(out, `${group}, seed ${seed}`))];
        const swept = { attention, 'learning rate': rate };
        return { name: `${group}, seed ${seed}`, group, loss, swept, folders };
      }),
    ),
  );
}

describe('the settings of a sweep', () => {
  it('have mean and spread over their seeds, and the best is told', () => {
    const settings = settingResults(sweep());
    expect(settings).toHaveLength(6);
    expect(settings[2]).toMatchObject({ name: 'rope, learning rate 0.03', seeds: 2, best: true });
    expect(settings[2]?.figures.loss?.mean).toBeCloseTo(1.675, 9);
    expect(settings[2]?.figures.loss?.deviation).toBeCloseTo(0.05 / Math.SQRT2, 9);
    expect(settings.filter(({ best }) => best)).toHaveLength(1);
    expect(bestFirst(settings).map(({ name }) => name)[5]).toBe('vanilla, learning rate 0.001');
  });

  it('have no best where two are even', () => {
    const even = sweep().map((row) => ({ ...row, loss: 2 }));
    expect(settingResults(even).some(({ best }) => best)).toBe(false);
  });

  it('are one table: options, seeds, figures', () => {
    const { head, lines, numbers } = settingTable(settingResults(sweep()));
    expect(head).toEqual(['', 'attention', 'learning rate', 'seeds', 'loss ± s.d.']);
    expect(lines[2]).toEqual(['★', 'rope', '0.03', '2', '1.6750 ± 0.0354']);
    expect(numbers).toEqual([3, 4]);
  });

  it('are drawn by option, those with words side by side, those of wide range by factors', async () => {
    const [byAttention, byRate] = optionCharts(settingResults(sweep()), PAPER);
    if (!byAttention || !byRate) throw new Error('A chart is missing.');
    await isPicture(byAttention, 'experiments/by-attention');
    await isPicture(byRate, 'experiments/by-learning-rate');
  });

  it('where one has no figure yet, and none is best of one alone', () => {
    const [first, second] = sweep();
    if (!first || !second) throw new Error('There are no rows.');
    const { loss: _, ...without } = second;
    const settings = settingResults([first, { ...without, group: 'other' }]);
    expect(settings.map(({ best }) => best)).toEqual([true, false]);
    expect(bestFirst(settings).map(({ name }) => name)).toEqual(['rope, learning rate 0.001', 'other']);
    expect(settingResults([first])[0]?.best).toBe(false);
  });

  it('stand in the report, and beside it for other programs', async () => {
    const out = await temporaryFolder();
    const page = await readFile(await writeStudyReport('Experiment: mine', out, sweep(out)), 'utf8');
    expect(page).toContain('★ Best: rope, learning rate 0.03, loss 1.6750 ± 0.0354.');
    expect(page).toContain('What each option does');
    expect(page).toContain('The 5 best settings.');
    const json: unknown = JSON.parse(await readFile(join(out, 'report.json'), 'utf8'));
    expect(json).toMatchObject({
      version: 1,
      settings: [{ options: { attention: 'rope', 'learning rate': 0.001 }, seeds: 2 }, {}, {}, {}, {}, {}],
    });
  });
});
