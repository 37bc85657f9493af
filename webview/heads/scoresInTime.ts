/**
 * What the heads of a run scored at one step, from what the run wrote down while it learned.
 */
import { headKey } from '../../src/heads/headAddress';
import { TIMELINE_SCORES, type TimelineScore } from '../../src/heads/formation/scoreTimeline';
import { wholeNumber } from '../../src/numbers/formats';
import type { HeadTimeline } from '../../src/processes/panelMessages';

/** One score of all heads at one look of the run. */
export interface ScoresInTime {
  /** When the run looked. */
  readonly step: number;
  /** `at step 640`. */
  readonly words: string;
  /** By {@link headKey}; null where it is not defined. */
  readonly values: ReadonlyMap<string, number | null>;
  /** What uniform attention scores. */
  readonly chance: number | undefined;
}

/** The score as timelines have it; undefined where they do not. */
export function timelineScore(name: string): TimelineScore | undefined {
  return TIMELINE_SCORES.find((score) => score === name);
}

/** The scores at the look that is nearest to a step; undefined before the first look. */
export function scoresInTime(
  { points }: HeadTimeline,
  score: TimelineScore,
  wanted: number,
): ScoresInTime | undefined {
  const [first] = points;
  if (!first) return undefined;
  const nearest = points.reduce((best, point) => {
    return Math.abs(point.step - wanted) <= Math.abs(best.step - wanted) ? point : best;
  }, first);
  const { step, blocks } = nearest;
  const at = TIMELINE_SCORES.indexOf(score);
  const values = blocks.flatMap(({ block, heads }) =>
    heads.map((row, head) => [headKey({ block, head }), row[at] ?? null] as const),
  );
  const chance = blocks[0]?.chance[at] ?? undefined;
  return { step, words: `at step ${wholeNumber(step)}`, values: new Map(values), chance };
}
