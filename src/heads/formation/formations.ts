/**
 * When a head became what it is: the steps at which its scores rose for good, by change points of their curves.
 */
import { changePoints } from '../../numbers/changePoints';
import { type ScoreCurve, type TimelinePoint, type TimelineScore, curvesOf } from './scoreTimeline';

/** The scores that make a kind of head, and what such a head is called. */
const KINDS: Readonly<Partial<Record<TimelineScore, string>>> = {
  induction: 'induction head',
  previousToken: 'previous-token head',
  duplicateToken: 'duplicate-token head',
  firstToken: 'head that rests on the first token',
};

/** A head has become one when so much more of its attention goes there than before … */
const LEAST_RISE = 0.15;

/** … and so much in all, which is also well above chance. */
const LEAST_LEVEL = 0.25;
const ABOVE_CHANCE = 2;

/** A head that has become something. */
export interface Formation {
  readonly block: string;
  /** From 0. */
  readonly head: number;
  readonly score: TimelineScore;
  /** `induction head`. */
  readonly kind: string;
  /** The first step that was looked at at which the score is nearer to its new level than to the old one. */
  readonly step: number;
  /** The steps that were looked at just before and after. */
  readonly around: readonly [before: number, after: number];
  /** The score's mean before and after, a share of the attention. */
  readonly before: number;
  readonly after: number;
}

/** What a run's heads became, and when. */
export interface HeadFormation {
  /** Whether the run followed its heads itself; its checkpoints were looked at instead where it did not. */
  readonly recorded: boolean;
  /** By rising step. */
  readonly points: readonly TimelinePoint[];
  readonly formations: readonly Formation[];
}

/** All formations, by step, then the strongest first. */
export function formationsOf(points: readonly TimelinePoint[]): readonly Formation[] {
  const steps = points.map(({ step }) => step);
  // Sound: the keys of a record are its own.
  const scores = Object.keys(KINDS) as (keyof typeof KINDS)[];
  return scores
    .flatMap((score) => curvesOf(points, score).flatMap((curve) => risesOf(curve, steps)))
    .sort((one, other) => one.step - other.step || other.after - one.after);
}

/** The first head of each kind. */
export function firstOfKinds(formations: readonly Formation[]): readonly Formation[] {
  return formations.filter(({ kind }, index) => formations.findIndex((one) => one.kind === kind) === index);
}

/** `head 2.3 becomes an induction head`, layers and heads from 1. */
export function formationInWords({ kind }: Formation, name: string): string {
  return `${name} becomes ${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;
}

/** The last rise of a curve that made the head one of the score's kind; several small steps up are one rise. */
function risesOf(curve: ScoreCurve, steps: readonly number[]): readonly Formation[] {
  const { block, head, score, chance, values } = curve;
  const kind = KINDS[score];
  if (kind === undefined || values.some(Number.isNaN) || !canHaveRisen(values)) return [];
  const levels = levelsOf(values);
  const last = levels.at(-1);
  const [first] = [...levels].sort((one, other) => one.mean - other.mean);
  if (!first || !last || first.from >= last.from) return [];
  if (last.mean - first.mean < LEAST_RISE || last.mean < LEAST_LEVEL) return [];
  if (last.mean < ABOVE_CHANCE * (chance ?? 0)) return [];
  const middle = (first.mean + last.mean) / 2;
  let at = last.from;
  // Back from the last level to where the curve came up through the middle.
  while (at > first.from && (values[at - 1] ?? 0) >= middle) at--;
  while (at < values.length - 1 && (values[at] ?? 0) < middle) at++;
  const step = steps[at] ?? 0;
  return [
    {
      ...{ block, head, score, kind, step, before: first.mean, after: last.mean },
      around: [steps[at - 1] ?? step, steps[at + 1] ?? step],
    },
  ];
}

/** No mean is above the greatest value, nor a rise above the range: most curves need not be searched. */
function canHaveRisen(values: Float64Array): boolean {
  const highest = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const lowest = values.reduce((least, value) => Math.min(least, value), Infinity);
  return highest >= LEAST_LEVEL && highest - lowest >= LEAST_RISE;
}

interface Level {
  /** Index of its first value. */
  readonly from: number;
  readonly mean: number;
}

function levelsOf(values: Float64Array): readonly Level[] {
  const begins = [0, ...changePoints(values)];
  return begins.map((from, index) => {
    const own = values.subarray(from, begins[index + 1] ?? values.length);
    return { from, mean: own.reduce((sum, value) => sum + value, 0) / Math.max(1, own.length) };
  });
}
