import { describe, expect, it } from 'vitest';
import { reordered, rowsOfRuns } from '../../../src/runs/runColumns';
import { choiceFrom, drawnRows, shownTable } from '../../../webview/runs/tableState';
import { PRETRAINED } from '../../support/summaries';

const rows = rowsOfRuns(
  [3, 1, 2].map((seed) => ({
    ...PRETRAINED,
    path: `/runs/${seed}`,
    name: `run-${seed}`,
    config: { ...PRETRAINED.config, seed },
  })),
);
const first = choiceFrom(undefined);

describe('the table of runs', () => {
  it('is sorted by a click, turned round by another, and keeps widths while it is filtered', () => {
    const once = { ...first, ...reordered(first, 'seed') };
    const paths = (choice: typeof first) => shownTable(rows, choice).rows.map(({ path }) => path);
    expect(paths(once)).toEqual(['/runs/1', '/runs/2', '/runs/3']);
    expect(paths({ ...once, ...reordered(once, 'seed') })).toEqual(['/runs/3', '/runs/2', '/runs/1']);
    const filtered = { ...once, words: 'run-2' };
    expect(paths(filtered)).toEqual(['/runs/2']);
    expect(shownTable(rows, filtered).columns).toEqual(shownTable(rows, once).columns);
  });

  it('shows what differs, and all where that is wanted', () => {
    const ids = (all: boolean) => shownTable(rows, { ...first, all }).columns.map(({ column }) => column.id);
    expect(ids(false)).toContain('seed');
    expect(ids(false)).not.toContain('layers');
    expect(ids(true)).toContain('layers');
  });

  it('takes up what was kept, and nothing that it cannot use', () => {
    const kept = { by: 'loss', turned: true, words: 'x', all: true };
    expect(choiceFrom(kept)).toEqual(kept);
    expect(choiceFrom({ ...kept, by: 'nonsense' })).toEqual(first);
  });

  it('draws what is seen and a little more', () => {
    expect(drawnRows(0, 260, 26, 500)).toEqual([0, 22]);
    expect(drawnRows(2600, 260, 26, 500)).toEqual([88, 122]);
    expect(drawnRows(99_999, 260, 26, 20)).toEqual([8, 20]);
  });
});
