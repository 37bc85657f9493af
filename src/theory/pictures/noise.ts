/**
 * The pictures of pages c and d besides the clouds: the histogram of α_a, and the variance of c by the
 * number of heads.
 */
import { wholeNumber } from '../../numbers/formats';
import { type OneHeadResults, WEIGHT_BINS, type WeightFormula } from '../oneHead';
import { HEAD_COUNTS, type QueryDesign, type TwoHeadsResults } from '../twoHeads';
import type { Axis } from '../../charts/axis';
import type { Chart } from '../../charts/chart';
import type { Mark } from '../../charts/marks';

/** Samples by α_a, with what the formulas expect in each bar. */
export function weightHistogram(results: OneHeadResults, width: number): Chart {
  const { histogram, drawn, study, general } = results;
  const shares = Array.from(histogram, (count) => count / Math.max(1, drawn));
  const bars = shares.map((share, bin) => [bin / WEIGHT_BINS, (bin + 1) / WEIGHT_BINS, share] as const);
  const top = Math.max(0.05, ...shares, ...study.bins, ...general.bins);
  return {
    width,
    height: 240,
    symbols: true,
    x: { label: 'α_a, weight on v_a', from: 0, to: 1, scale: 'linear' },
    y: {
      label: `share of ${wholeNumber(drawn)} samples`,
      from: 0,
      to: 1.05 * top,
      scale: 'linear',
      form: 'share',
    },
    marks: [
      { kind: 'bars', name: 'sampled', series: 0, bars },
      { kind: 'line', name: 'study’s formula', series: 1, points: stairs(study) },
      { kind: 'line', name: 'with α and the other keys', series: 2, points: stairs(general) },
    ],
  };
}

/** The expected height of each bar, as steps. */
function stairs({ bins }: WeightFormula): readonly (readonly [number, number])[] {
  return bins.flatMap((share, bin) => [
    [bin / WEIGHT_BINS, share] as const,
    [(bin + 1) / WEIGHT_BINS, share] as const,
  ]);
}

const DESIGN_NAMES: Readonly<Record<QueryDesign, string>> = {
  same: 'all ask β(μ_a + μ_b)',
  split: 'half ask βμ_a, half βμ_b',
};

const HEADS_AXIS: Axis = {
  label: 'heads',
  form: 'whole',
  from: 0.8,
  to: 10,
  scale: 'log',
  ticks: HEAD_COUNTS,
};

/** E ‖c − E c‖² by design and number of heads: samples with ± 2 standard errors, and formulas. */
export function varianceChart({ arrangements }: TwoHeadsResults, width: number): Chart {
  const positive = arrangements.flatMap(({ variance, predicted }) =>
    [variance, predicted.exact ?? variance].filter((value) => value > 0),
  );
  const [least, most] = [Math.min(...positive, 0.1), Math.max(...positive, 0.1)];
  const marks = (['same', 'split'] as const).flatMap((design, series): readonly Mark[] => {
    const of = arrangements.filter((one) => one.design === design);
    const sampled = of.map(({ heads, variance }) => [heads, variance] as const);
    const expected = of.map(({ heads, predicted }) => [heads, predicted.exact ?? NaN] as const);
    const intervals = of.map(
      ({ variance, standardError }) => [variance - 2 * standardError, variance + 2 * standardError] as const,
    );
    const known = expected.filter(([, value]) => value > 0);
    return [
      { kind: 'line', series, points: known.length > 0 ? known : sampled },
      { kind: 'points', name: DESIGN_NAMES[design], series, points: sampled, intervals },
    ];
  });
  const decade = (value: number, round: (x: number) => number) => 10 ** round(Math.log10(value));
  return {
    width,
    height: 240,
    symbols: true,
    x: HEADS_AXIS,
    y: {
      label: 'variance of c',
      from: decade(least, Math.floor),
      to: decade(most, Math.ceil),
      scale: 'log',
    },
    marks,
  };
}
