/**
 * What each option of a sweep does, as small multiples: a chart for every option and figure, a point for every
 * setting with its spread over seeds, and a line through the means of each value.
 */
import { extent, group, mean, nice } from 'd3-array';
import type { Axis } from '../../charts/axis';
import { type Chart, chartSvg } from '../../charts/chart';
import type { Mark, Point } from '../../charts/marks';
import { PAGE, type Palette } from '../../charts/palette';
import type { Drawing } from '../../charts/svg';
import { LETTER } from '../../charts/words';
import type { OptionValue } from '../choices';
import { type FigureName, type SettingResult, figuresOf, optionsOf } from '../settingResults';
import { figureInWords, optionInWords } from '../settingTable';

const SIZE = { width: 400, height: 200 };

/** Pixels of the plot, less its edges. */
const PLOT = 330;

/** With more, values of a random search hardly recur, and a line between them would be noise. */
const MOST_VALUES = 12;

/** The charts, figure by figure. */
export function optionCharts(
  settings: readonly SettingResult[],
  palette: Palette = PAGE,
): readonly Drawing[] {
  return figuresOf(settings).flatMap((figure) =>
    optionsOf(settings).flatMap((option) => {
      const chart = chartOf(settings, option, figure);
      return chart ? [chartSvg(chart, palette)] : [];
    }),
  );
}

function chartOf(settings: readonly SettingResult[], option: string, figure: FigureName): Chart | undefined {
  const shown = settings.flatMap((setting) => {
    const [value, spread] = [setting.options[option], setting.figures[figure]];
    return value === undefined || !spread ? [] : [{ setting, value, spread }];
  });
  const values = [...new Set(shown.map(({ value }) => value))];
  if (values.length < 2) return undefined;
  const scale = scaleOf(option, values);
  const points = shown.map(({ setting, value, spread }) => ({
    at: [scale.place(value), spread.mean] as const,
    interval: [spread.least, spread.greatest] as const,
    words: `${setting.name}: ${figureInWords(figure, spread)}`,
    best: setting.best,
  }));
  const marks: Mark[] = [
    pointMarks(
      points.filter(({ best }) => !best),
      { series: 0 },
    ),
  ];
  if (values.length <= MOST_VALUES) marks.unshift({ kind: 'line', series: 'muted', points: meansOf(points) });
  marks.push(
    pointMarks(
      points.filter(({ best }) => best),
      { series: 1, shape: 'square' },
    ),
  );
  return {
    ...SIZE,
    x: scale.axis,
    y: axisOf(
      figure,
      points.flatMap(({ interval }) => interval),
    ),
    marks,
  };
}

interface SettingPoint {
  readonly at: Point;
  readonly interval: readonly [low: number, high: number];
  readonly words: string;
}

function pointMarks(
  points: readonly SettingPoint[],
  look: { readonly series: number; readonly shape?: 'square' },
): Mark {
  return {
    ...{ kind: 'points', ...look },
    points: points.map(({ at }) => at),
    intervals: points.map(({ interval }) => interval),
    words: points.map(({ words }) => words),
  };
}

/** The mean over everything else, at each value. */
function meansOf(points: readonly SettingPoint[]): readonly Point[] {
  const means = [...group(points, ({ at: [x] }) => x)].map(([x, same]): Point => [
    x,
    mean(same, ({ at: [, y] }) => y) ?? NaN,
  ]);
  return means.sort(([a], [b]) => a - b);
}

function axisOf(figure: FigureName, values: readonly number[]): Axis {
  const [low = 0, high = 1] = extent(values);
  const edge = low === high ? Math.max(0.01, Math.abs(low) / 10) : 0;
  const [from, to] = nice(low - edge, high + edge, 4);
  const isShare = figure === 'exactMatch';
  const range = isShare ? { from: Math.max(0, from), to: Math.min(1, to) } : { from, to };
  const label = isShare ? 'exact match' : 'loss, nats a character';
  return { label, ...range, scale: 'linear', ...(isShare ? { form: 'share' } : {}) };
}

interface Scale {
  readonly axis: Axis;
  readonly place: (value: OptionValue) => number;
}

/** Numbers that span so many times their least are told apart by their factors. */
const WIDE = 8;

function scaleOf(label: string, values: readonly OptionValue[]): Scale {
  const numbers = values.filter((value) => typeof value === 'number').sort((a, b) => a - b);
  if (numbers.length < values.length) return namedScale(label, values);
  const [from, to] = [numbers[0] ?? 0, numbers.at(-1) ?? 1];
  const isLog = from > 0 && to / from >= WIDE;
  const form = numbers.every(Number.isInteger) ? ({ form: 'whole' } as const) : {};
  const edge = 0.08;
  const range = isLog
    ? { from: from / (to / from) ** edge, to: to * (to / from) ** edge }
    : { from: from - edge * (to - from), to: to + edge * (to - from) };
  const ticks =
    numbers.length <= 4 ? { ticks: numbers } : isLog ? { ticks: [from, Math.sqrt(from * to), to] } : {};
  return { axis: { label, ...range, scale: isLog ? 'log' : 'linear', ...form, ...ticks }, place: Number };
}

/** Words stand side by side, in their order. */
function namedScale(label: string, values: readonly OptionValue[]): Scale {
  const most = Math.max(3, Math.floor(PLOT / values.length / LETTER) - 1);
  const names = values.map((value) => cut(optionInWords(value), most));
  const axis = { label, from: -0.5, to: values.length - 0.5, scale: 'linear', names } as const;
  return { axis, place: (value) => values.indexOf(value) };
}

function cut(name: string, most: number): string {
  return name.length > most ? `${name.slice(0, most - 1)}…` : name;
}
