/**
 * Charts against committed pictures. `vitest -u` writes them anew: look at them then.
 */
import { describe, expect, it } from 'vitest';
import { type Axis, shareOf, tickText, ticksOf } from '../../../src/charts/axis';
import { differenceScale } from '../../../src/charts/colourScale';
import { chartSvg } from '../../../src/charts/chart';
import { curvesChart } from '../../../src/charts/curves';
import { figure } from '../../../src/charts/figure';
import type { Mark } from '../../../src/charts/marks';
import { PAPER } from '../../../src/charts/palette';
import { brokenLines } from '../../../src/charts/words';
import { isPicture } from '../../support/pictures';

const linear = { label: 'x', scale: 'linear' } as const;

describe('an axis', () => {
  it('shows zero as zero, and round values', () => {
    const ticks = ticksOf({ ...linear, from: -0.5, to: 0.5 });
    expect(ticks.map((value) => tickText(value))).toEqual(['−0.4', '−0.2', '0', '0.2', '0.4']);
  });

  it('has whole ticks for what is counted, however few there are', () => {
    for (const to of [0, 1, 2, 3, 7, 14_950]) {
      const ticks = ticksOf({ ...linear, from: 0, to, form: 'whole' });
      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.every(Number.isInteger)).toBe(true);
    }
    expect(tickText(14_000, 'whole')).toBe('14,000');
  });

  it('has powers of ten where it is logarithmic, and not too many', () => {
    const axis: Axis = { label: 'x', scale: 'log', from: 1e-8, to: 1 };
    expect(ticksOf(axis).map((value) => tickText(value))).toEqual(['10⁻⁸', '10⁻⁶', '10⁻⁴', '0.01', '1']);
    expect(shareOf(axis, 1e-4)).toBeCloseTo(0.5, 12);
  });

  it('keeps what lies outside at its ends', () => {
    const axis = { ...linear, from: 0, to: 2 };
    expect([-1, 0, 1, 3].map((value) => shareOf(axis, value))).toEqual([0, 0, 0.5, 1]);
    expect(shareOf({ ...linear, from: 1, to: 1 }, 1)).toBe(0);
  });
});

describe('the scale of differences', () => {
  it('is the background at zero, and bluish above and reddish below it', () => {
    for (const background of [[255, 255, 255] as const, [31, 31, 31] as const]) {
      const scale = differenceScale(background);
      const [red, green, blue] = scale(0).map(Math.round);
      expect([red, green, blue]).toEqual(background);
      for (const size of [0.3, 1]) {
        const [more, less] = [scale(size), scale(-size)];
        expect(more[2] - more[0]).toBeGreaterThan(0);
        expect(less[0] - less[2]).toBeGreaterThan(0);
      }
      expect(scale(-7)).toEqual(scale(-1));
    }
  });
});

describe('a chart', () => {
  const lines = ['rope_1', 'vanilla <b>'].map((name, index) => {
    return { name, points: [0, 1, 2, 3].map((step) => [step, (3 - step) / (index + 1)] as const) };
  });

  it('of curves begins at zero, with whole steps and names as they are written', async () => {
    const options = { xLabel: 'step', yLabel: 'nats a character', lines, width: 360, height: 220 };
    await isPicture(chartSvg(curvesChart(options), PAPER), 'charts/curves');
  });

  it('of shares has levels to measure them against', async () => {
    const share = lines
      .slice(0, 1)
      .map(({ name }) => ({ name, points: [[0, 0] as const, [400, 0.62] as const] }));
    const levels = [
      { name: 'ceiling', y: 0.91 },
      { name: 'chance', y: 0.05 },
    ];
    const labels = { xLabel: 'steps', yLabel: 'share right', share: true };
    const chart = curvesChart({ ...labels, lines: share, levels, width: 360, height: 220 });
    const words = { title: 'Exact match', caption: 'wiki-rope, to 400 steps. '.repeat(4).trim() };
    await isPicture(figure(chartSvg(chart, PAPER), words), 'charts/shares');
  });

  it('draws every mark, and symbols with their indices', async () => {
    const points = [[1, 1] as const, [10, 10] as const, [100, 50] as const];
    const marks: readonly Mark[] = [
      { kind: 'bars', name: 'bars', series: 3, bars: [[1, 10, 5] as const, [10, 100, 20] as const] },
      { kind: 'line', name: 'v_a', series: 0, points },
      { kind: 'line', series: 'muted', points },
      {
        kind: 'points',
        name: 'measured',
        series: 1,
        points,
        intervals: points.map(([, y]) => [y / 2, y * 2]),
      },
      { kind: 'points', name: 'few', series: 2, points, shape: 'square', faint: [true, false, true] },
      { kind: 'points', series: 4, points, shape: 'ring', words: ['one', 'two <b>', 'three'] },
      { kind: 'rule', at: { x: 20 }, words: 'now' },
      { kind: 'rule', at: { y: 30 }, words: 'chance' },
    ];
    const axis = { from: 1, to: 100, scale: 'log' } as const;
    const chart = { x: { ...axis, label: 'β' }, y: { ...axis, label: 'variance of c_1' }, marks };
    await isPicture(chartSvg({ ...chart, width: 300, height: 240, symbols: true }, PAPER), 'charts/marks');
  });
});

describe('a caption', () => {
  it('is broken between words', () => {
    expect(brokenLines('one two three four', 72)).toEqual(['one two', 'three four']);
  });
});
