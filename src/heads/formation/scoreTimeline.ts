/**
 * What every head scored while a run was trained: `heads.jsonl` of the run folder, a line a look.
 *
 * A resumed run looks again at steps since its last checkpoint. As in `metrics.jsonl`, a line replaces all earlier
 * ones whose step is not below its own. The file is foreign: a line that does not fit is left out.
 */
import * as v from 'valibot';
import { count, fields, finite, inJson, list, text } from '../../files/foreign';
import type { HeadScoreName } from '../headScores';
import type { HeadScores, HeadScoreTable, ScoredHead } from '../results';
import { modelPoint, rounded } from './modelPoint';

/** The scores that are followed, in the order in which a line has them. */
export const TIMELINE_SCORES = [
  'induction',
  'previousToken',
  'duplicateToken',
  'firstToken',
  'entropy',
] as const satisfies readonly HeadScoreName[];

/** One of {@link TIMELINE_SCORES}. */
export type TimelineScore = (typeof TIMELINE_SCORES)[number];

/** In characters; a line of 12 layers of 12 heads has some 6,000. */
const LONGEST_LINE = 1 << 20;

/** More than any model here has. */
const [MOST_BLOCKS, MOST_HEADS] = [1000, 1000];

const scores = v.pipe(
  list(v.nullable(finite), TIMELINE_SCORES.length),
  v.check(({ length }) => length === TIMELINE_SCORES.length, 'a number for each score'),
);

const block = fields({
  block: text,
  /** What uniform attention scores. */
  chance: scores,
  /** By head. */
  heads: list(scores, MOST_HEADS),
});

const timelinePoint = fields({
  step: count,
  blocks: list(block, MOST_BLOCKS),
  /** Runs of before it was looked at have none. */
  model: v.exactOptional(modelPoint),
});

const timelineLine = inJson(timelinePoint);

/** What all heads scored at one step, by block, then by head, then in the order of {@link TIMELINE_SCORES}. */
export type TimelinePoint = v.InferOutput<typeof timelinePoint>;

/** A point from a table of scores. */
export function pointOf({ step, heads }: Pick<HeadScoreTable, 'step' | 'heads'>): TimelinePoint {
  const names = [...new Set(heads.map((head) => head.block))];
  return {
    step,
    blocks: names.map((name) => {
      const own = heads.filter((head) => head.block === name);
      return {
        block: name,
        chance: rowOf(own[0]?.chance),
        heads: own.map((head: ScoredHead) => rowOf(head.scores)),
      };
    }),
  };
}

function rowOf(given: HeadScores | undefined): readonly (number | null)[] {
  return TIMELINE_SCORES.map((score) => {
    const value = given?.[score] ?? null;
    return value === null ? null : rounded(value);
  });
}

/** One head's score through a timeline. */
export interface ScoreCurve {
  readonly block: string;
  /** From 0. */
  readonly head: number;
  readonly score: TimelineScore;
  /** What uniform attention scores; null where that is not defined. */
  readonly chance: number | null;
  /** By point; NaN where it is not defined. */
  readonly values: Float64Array;
}

/** All heads' curves of one score; heads for which it is never defined are left out. */
export function curvesOf(points: readonly TimelinePoint[], score: TimelineScore): readonly ScoreCurve[] {
  const at = TIMELINE_SCORES.indexOf(score);
  const last = points.at(-1);
  return (last?.blocks ?? []).flatMap(({ block, chance, heads }, place) =>
    heads.flatMap((_, head): readonly ScoreCurve[] => {
      const values = Float64Array.from(points, ({ blocks }) => {
        const own = blocks[place];
        return own?.block === block ? (own.heads[head]?.[at] ?? NaN) : NaN;
      });
      if (values.every(Number.isNaN)) return [];
      return [{ block, head, score, chance: chance[at] ?? null, values }];
    }),
  );
}

/** Takes the text of a `heads.jsonl` in pieces of any size. */
export class TimelineReader {
  private readonly taken: TimelinePoint[] = [];
  private rest = '';

  /** The points so far, by rising step. */
  get points(): readonly TimelinePoint[] {
    return this.taken;
  }

  /** Takes the next piece; its last line waits for its end. Returns whether a point has come. */
  read(piece: string): boolean {
    const before = this.taken.length === 0 ? -1 : this.taken.at(-1)?.step;
    const lines = (this.rest + piece).split('\n');
    this.rest = (lines.pop() ?? '').slice(0, LONGEST_LINE);
    for (const line of lines) this.line(line);
    return this.taken.at(-1)?.step !== before;
  }

  private line(line: string): void {
    if (line === '' || line.length >= LONGEST_LINE) return;
    const point = v.safeParse(timelineLine, line);
    if (!point.success) return;
    while ((this.taken.at(-1)?.step ?? -1) >= point.output.step) this.taken.pop();
    this.taken.push(point.output);
  }
}
