import { describe, expect, it } from 'vitest';
import type { ControlView } from '../../../src/processes/panelMessages';
import type { RunSummary } from '../../../src/runs/runSummary';
import type { Curve } from '../../../webview/training/curves';
import { joinedSeeds, seedlessKeys } from '../../../webview/training/seeds';
import { PRETRAINED } from '../../support/summaries';

const curve = (name: string, x: readonly number[], y: readonly number[]): Curve => ({
  name,
  series: 0,
  x: Float64Array.from(x),
  y: Float64Array.from(y),
});

let made = 0;
const run = (change: Partial<RunSummary['config']> = {}): RunSummary => ({
  ...PRETRAINED,
  path: `/runs/${++made}`,
  config: { ...PRETRAINED.config, ...change },
});
const file = (sha256: string) => ({ path: `/data/${++made}.tsv`, bytes: 1, sha256 });

/** Which of the runs are joined: a number for each group. */
function groups(
  shown: readonly RunSummary[],
  control: ReadonlyMap<string, ControlView> = new Map(),
  bases: readonly RunSummary[] = [],
) {
  const keys = seedlessKeys(shown, { runs: [...shown, ...bases], control });
  return keys.map((key) => keys.indexOf(key));
}

describe('runs that differ by their seed alone', () => {
  it('are told by all else that was set, and by what their files hold, not where they lie', () => {
    const shown = [
      run(),
      run({ seed: 2, device: 'onnx-cpu', created: '2026-02-02T00:00:00.000Z' }),
      run({ seed: 3, preset: 'fast' }),
      run({ seed: 4, objective: 'names' }),
      run({ seed: 5, heldOut: file('a') }),
      run({ seed: 6, heldOut: file('a') }),
      run({ seed: 7, prompts: { questions: file('a'), share: 0.5 } }),
      run({ seed: 8, prompts: { questions: file('a'), share: 0.7 } }),
    ];
    expect(groups(shown)).toEqual([0, 0, 2, 3, 4, 4, 6, 7]);
  });

  it('have each a seed of its own', () => {
    expect(groups([run(), run(), run({ seed: 2 })])).toEqual([0, 1, 0]);
  });

  it('began with the weights of runs that differ by their seed alone', () => {
    const bases = [run(), run({ seed: 2 }), run({ seed: 2, objective: 'names' })];
    const tuned = bases.map(({ path }, index) => run({ task: 'finetune', seed: 10 + index, from: path }));
    const lost = [run({ task: 'finetune', seed: 20, from: '/gone' })];
    expect(groups([...tuned, ...lost], new Map(), bases)).toEqual([0, 0, 2, 3]);
  });

  it('were left alone on their way', () => {
    const [first, second, third, fourth] = [1, 2, 3, 4].map((seed) => run({ seed }));
    if (!first || !second || !third || !fourth) throw new Error('Four runs were made.');
    const asked = (
      path: string,
      request: ControlView['record'][number]['request'],
    ): [string, ControlView] => [
      path,
      {
        run: path,
        record: [
          { id: '00000000-00000000', time: '', who: 'me', asked: 1, request, outcome: { applied: 1 } },
        ],
        waiting: [],
      },
    ];
    const control = new Map([
      asked(second.path, { kind: 'change', change: { silenced: ['1.1'] } }),
      asked(third.path, { kind: 'pause' }),
    ]);
    expect(groups([first, second, third, fourth], control)).toEqual([0, 1, 0, 0]);
  });

  it('become their mean and spread, as far as the shortest goes', () => {
    const group = [curve('a', [0, 2], [0, 2]), curve('b', [0, 1, 4], [2, 2, 2]), curve('c', [0, 2], [5, 5])];
    const [joined, alone] = joinedSeeds(group, ['same', 'same', 'other']);
    expect(joined).toMatchObject({ name: 'a (2 seeds)', x: Float64Array.of(0, 2), y: Float64Array.of(1, 2) });
    expect(joined?.low?.[0]).toBeCloseTo(1 - Math.SQRT2, 12);
    expect(joined?.high?.[0]).toBeCloseTo(1 + Math.SQRT2, 12);
    expect(joined?.low?.[1]).toBeCloseTo(2, 12);
    expect(alone).toBe(group[2]);
  });
});
