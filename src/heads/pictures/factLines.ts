/**
 * When a run knew what: a line for each question, drawn where it was right; below, the share of right
 * answers and the attention of the ⁇ on the name at the same checkpoints.
 */
import type { FactHistory, FactTimeline } from '../results';
import { type Content, type Markup, element } from '../../charts/markup';
import { dashed } from '../../charts/marks';
import { PAPER, type Palette, strokeOf } from '../../charts/palette';
import { type Drawing, cornerList, drawing } from '../../charts/svg';
import { wordsSvg } from '../../charts/words';
import { fixed, wholeNumber } from '../../numbers/formats';

const WIDTH = 640;
const LEAST_WIDTH = 300;
const LEFT = 44;
const RIGHT = 132;
const FACTS_HEIGHT = 220;
const CURVES_TOP = FACTS_HEIGHT + 20;
const CURVES_HEIGHT = 88;
const HEIGHT = CURVES_TOP + CURVES_HEIGHT + 34;

/** Questions that were right first stand at the bottom, those never right at the top; at most `room` pixels wide. */
export function factLinesSvg(timeline: FactTimeline, palette: Palette = PAPER, room = WIDTH): Drawing {
  const { steps, facts } = timeline;
  const right = Math.max(LEAST_WIDTH, Math.min(WIDTH, room)) - RIGHT;
  const width = (right - LEFT) / Math.max(1, steps.length);
  const x = (checkpoint: number) => LEFT + checkpoint * width;
  const never = Number.MAX_SAFE_INTEGER;
  const sorted = [...facts].sort(
    (a, b) => (b.firstRight ?? never) - (a.firstRight ?? never) || (a.lastLost ?? 0) - (b.lastLost ?? 0),
  );
  const row = FACTS_HEIGHT / Math.max(1, sorted.length);
  const lines = sorted.flatMap((fact, index) =>
    stretches(fact.right).map(([from, to]) => {
      const size = { x: x(from), y: index * row, width: x(to) - x(from), height: Math.max(0.5, row * 0.8) };
      return element('rect', { ...size, fill: strokeOf(palette, 0).colour });
    }),
  );
  const curves = curvesOf(facts, steps.length).map((curve, index) =>
    curveSvg(curve, index, { x, right }, palette),
  );
  const word = wordIn(palette);
  const words = [
    word(LEFT - 6, 12, `${facts.length}`, 'end'),
    word(right + 8, 12, 'questions, each'),
    word(right + 8, 26, 'where it is right'),
    word(LEFT - 6, CURVES_TOP + 10, '1', 'end'),
    word(LEFT - 6, CURVES_TOP + CURVES_HEIGHT, '0', 'end'),
    stepLabels(steps, { x, right }, width, palette),
  ];
  const frames = [frame(0, FACTS_HEIGHT, right, palette), frame(CURVES_TOP, CURVES_HEIGHT, right, palette)];
  return drawing(right + RIGHT, HEIGHT, [lines, frames, curves, words]);
}

/** From and to of each stretch of checkpoints that are right. */
function stretches(right: readonly boolean[]): readonly (readonly [from: number, to: number])[] {
  const found: (readonly [number, number])[] = [];
  let from = -1;
  [...right, false].forEach((now, checkpoint) => {
    if (now && from < 0) from = checkpoint;
    if (now || from < 0) return;
    found.push([from, checkpoint]);
    from = -1;
  });
  return found;
}

interface Across {
  readonly x: (checkpoint: number) => number;
  /** Where it ends. */
  readonly right: number;
}

interface FactCurve {
  readonly name: string;
  /** By checkpoint, 0 to 1. */
  readonly values: readonly (number | null)[];
}

function curvesOf(facts: readonly FactHistory[], checkpoints: number): readonly FactCurve[] {
  const curve = (value: (fact: FactHistory, checkpoint: number) => number | null | undefined) =>
    Array.from({ length: checkpoints }, (_, checkpoint) =>
      mean(facts.flatMap((fact) => value(fact, checkpoint) ?? [])),
    );
  return [
    { name: 'share right', values: curve(({ right }, at) => Number(right[at])) },
    { name: '⁇ on the name', values: curve(({ onName }, at) => onName[at]) },
  ];
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function curveSvg(
  { name, values }: FactCurve,
  index: number,
  { x, right }: Across,
  palette: Palette,
): Content {
  const y = (value: number) => CURVES_TOP + (1 - value) * CURVES_HEIGHT;
  const points = values.flatMap((value, at) => (value === null ? [] : [[x(at + 0.5), y(value)] as const]));
  const { colour, dash } = strokeOf(palette, index);
  const stroke = { stroke: colour, 'stroke-width': 1.5, ...dashed(dash) };
  const last = values.findLast((value) => value !== null) ?? 0;
  const line = element('polyline', { points: cornerList(points), fill: 'none', ...stroke });
  // Side by side where they end close to each other.
  const label = `${name} ${fixed(last, 2)}`;
  const height = CURVES_TOP + 12 + 28 * index;
  const sample = { x1: right + 8, x2: right + 28, y1: height - 4, y2: height - 4, ...stroke };
  return [line, element('line', sample), wordIn(palette)(right + 8, height + 11, label)];
}

function stepLabels(
  steps: readonly number[],
  { x, right }: Across,
  width: number,
  palette: Palette,
): Content {
  const word = wordIn(palette);
  const every = Math.max(1, Math.ceil(56 / width));
  const y = CURVES_TOP + CURVES_HEIGHT + 14;
  const labels = steps.flatMap((step, at) =>
    at % every === 0 ? [word(x(at + 0.5), y, wholeNumber(step), 'middle')] : [],
  );
  return [labels, word((LEFT + right) / 2, y + 16, 'step', 'middle')];
}

function frame(y: number, height: number, right: number, { line }: Palette): Markup {
  const size = { x: LEFT, y, width: right - LEFT, height };
  return element('rect', { ...size, fill: 'none', stroke: line });
}

function wordIn({ foreground }: Palette) {
  return (x: number, y: number, text: string, anchor = 'start'): Content =>
    wordsSvg(text, { x, y, 'text-anchor': anchor, fill: foreground });
}
