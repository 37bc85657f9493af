import { describe, expect, it } from 'vitest';
import {
  RUN_COLUMNS,
  inOrder,
  rowsOfRuns,
  runColumn,
  tellingColumns,
  withWords,
} from '../../../src/runs/runColumns';
import type { RunStatus } from '../../../src/runs/runConfig';
import type { RunSummary } from '../../../src/runs/runSummary';
import { runConfigOf } from '../../support/runConfigs';

const STATUS = {
  state: 'done',
  step: 9,
  steps: 9,
  process: 1,
  host: '',
  heartbeat: '',
  device: 'onnx-cpu',
} as const;

function run(name: string, seed: number, status: Partial<RunStatus> = {}): RunSummary {
  const config = runConfigOf('pretrain', { seed, created: `2026-01-0${seed}` });
  return {
    path: `/runs/${name}`,
    name,
    config,
    state: 'done',
    status: { ...STATUS, secondsElapsed: 9, ...status },
  };
}

const rows = rowsOfRuns([
  run('run 10', 1, { loss: 0.5 }),
  { ...run('run 9', 2, { loss: 0.25, exactMatch: 0.5 }), label: { note: 'Half the rate', starred: true } },
  run('Run 11', 3),
]);
const names = (of: typeof rows) => of.map(({ path }) => path.replace('/runs/', ''));

describe('the table of runs', () => {
  it('shows what tells runs apart: figures, what is said, and settings that differ', () => {
    const shown = ['starred', 'name', 'note', 'state', 'step', 'spansRight', 'loss', 'seconds', 'seed'];
    expect(tellingColumns(rows).map(({ id }) => id)).toEqual(shown);
    expect(tellingColumns(rows.slice(0, 1)).map(({ id }) => id)).toEqual([
      'name',
      'state',
      'step',
      'loss',
      'seconds',
    ]);
  });

  it('keeps questions that were answered apart from spans of what was learned', () => {
    const pretrained = run('pretrained', 1, { exactMatch: 0.9 });
    const finetuned = { ...pretrained, config: runConfigOf('finetune') };
    const shares = [pretrained, finetuned].map((one) =>
      ['exactMatch', 'spansRight'].map((id) => runColumn(id)?.of(one)),
    );
    expect(shares).toEqual([
      [null, 0.9],
      [0.9, null],
    ]);
  });

  it('is sorted by any column, best first, and what is not there last both ways', () => {
    expect(names(inOrder(rows, { by: 'loss', turned: false }))).toEqual(['run 9', 'run 10', 'Run 11']);
    expect(names(inOrder(rows, { by: 'loss', turned: true }))).toEqual(['run 10', 'run 9', 'Run 11']);
    expect(names(inOrder(rows, { by: 'name', turned: false }))).toEqual(['run 9', 'run 10', 'Run 11']);
    expect(names(inOrder(rows, { by: 'created', turned: false }))).toEqual(['Run 11', 'run 9', 'run 10']);
  });

  it('is filtered by words of any cell, as they are read', () => {
    expect(names(withWords(rows, 'starred HALF'))).toEqual(['run 9']);
    expect(names(withWords(rows, '50.0'))).toEqual(['run 9']);
    expect(names(withWords(rows, ' '))).toHaveLength(3);
    expect(names(withWords(rows, 'starred 11'))).toEqual([]);
  });

  it('names each column once', () => {
    expect(new Set(RUN_COLUMNS.map(({ id }) => id)).size).toBe(RUN_COLUMNS.length);
    expect(new Set(RUN_COLUMNS.map(({ title }) => title)).size).toBe(RUN_COLUMNS.length);
  });
});
