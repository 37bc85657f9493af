/**
 * The cost page’s counts against the study’s orders and against numbers worked out by hand.
 */
import { describe, expect, it } from 'vitest';
import { measureCost } from '../../../src/theory/attentionCost';
import { openDevice } from '../../../src/engine/devices/openDevice';
import {
  COST_LENGTHS,
  type MeasuredTime,
  blockOperations,
  costResults,
  costRow,
  parseCostState,
} from '../../../src/theory/cost';

const attentionAlone = parseCostState({ hiddenLayer: false });

describe('operations of a layer', () => {
  it('are 8ℓd² + 4ℓ²d for self-attention, and 4rqd² for the hidden layer', () => {
    const sizes = { queries: 100, keys: 100, width: 64, mlpRatio: 4 };
    expect(blockOperations(sizes)).toEqual({
      projections: 8 * 100 * 64 ** 2,
      attention: 4 * 100 ** 2 * 64,
      hidden: 16 * 100 * 64 ** 2,
      total: 8 * 100 * 64 ** 2 + 4 * 100 ** 2 * 64 + 16 * 100 * 64 ** 2,
    });
  });

  it('grow with ℓ² for self-attention and with ℓ for the Perceiver’s ends, in long texts', () => {
    const [long, twice] = [costRow(attentionAlone, 1e6), costRow(attentionAlone, 2e6)];
    expect(twice.vanilla / long.vanilla).toBeCloseTo(4, 2);
    expect(twice.down / long.down).toBeCloseTo(2, 2);
    expect(twice.up / long.up).toBeCloseTo(2, 2);
    expect(twice.middle).toBe(long.middle);
  });

  it('meet at the crossover and not before', () => {
    for (const state of [attentionAlone, parseCostState({ bottleneck: 200, upMlpRatio: 6 })]) {
      const { crossover = NaN } = costResults(state);
      const [before, at] = [costRow(state, crossover - 1), costRow(state, crossover)];
      expect(before.perceiver).toBeGreaterThanOrEqual(before.vanilla);
      expect(at.perceiver).toBeLessThan(at.vanilla);
    }
  });

  it('divide by the measured times to operations a second', () => {
    const state = parseCostState({});
    const times = COST_LENGTHS.map((length): MeasuredTime => {
      // A machine of exactly 50 billion operations a second.
      return { length, variant: 'vanilla', milliseconds: costRow(state, length).vanilla / 5e7 };
    });
    const results = costResults(attentionAlone, { device: 'onnx-cpu', sizes: state, times });
    expect(results.gigaflops).toBeCloseTo(50, 9);
  });
});

describe('measured cost', () => {
  it('gives a time for both variants at every length', async () => {
    const engine = openDevice('onnx-cpu');
    const sizes = parseCostState({ width: 48, layers: 3, bottleneck: 8 });
    const times: MeasuredTime[] = [];
    for await (const time of measureCost(engine, sizes, [16, 256])) times.push(time);
    await engine.dispose();
    expect(times.map(({ length, variant }) => `${variant} ${length}`)).toEqual([
      'vanilla 16',
      'perceiver 16',
      'vanilla 256',
      'perceiver 256',
    ]);
    const [short = NaN, , long = NaN] = times.map(({ milliseconds }) => milliseconds);
    expect(short).toBeGreaterThan(0);
    // 24 times the operations; the rest is room for a busy machine.
    expect(long).toBeGreaterThan(short);
  });
});
