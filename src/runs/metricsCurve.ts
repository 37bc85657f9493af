/**
 * A run's curves in a bounded number of points, however long the run.
 *
 * Rows are kept as they are until there are {@link MOST_POINTS}; then neighbours are merged pairwise,
 * and from then on each point stands for twice as many steps. A merged point keeps the mean, and of the
 * loss also the least and the greatest value, so that no spike is lost.
 */
import { METRIC_NAMES, type MetricName, type MetricsChange, type MetricsColumns } from './metricsColumns';

/** What a curve takes of a row: its step, and those of its numbers that it has. */
export type CurveRow = Readonly<Partial<Record<MetricName, number>>> & { readonly step: number };

/** More points than pixels on any screen, few enough for 60 frames a second. */
const MOST_POINTS = 20_000;

type Point = Record<MetricName | 'lossLow' | 'lossHigh', number> & { count: number };

/** See the header. */
export class MetricsCurve {
  private points: Point[] = [];
  private open: Point | undefined;
  private stepsPerPoint = 1;
  /** The first point that has changed since a change was last taken. */
  private changedFrom = 0;

  /** Adds a row; one whose step is not above the last replaces what a resumed run repeats. */
  add(row: CurveRow): void {
    if (row.step <= this.lastStep) this.cutBefore(row.step);
    const point = pointOf(row);
    if (!this.open) this.open = point;
    else merge(this.open, point);
    if (this.open.count >= this.stepsPerPoint) this.close();
  }

  /** What has changed since this was last called; everything at first. */
  takeChange(): MetricsChange {
    const from = this.changedFrom;
    // The open point goes on changing.
    this.changedFrom = this.points.length;
    return { from, columns: this.columns(from) };
  }

  /** The points from one on as columns; all points when left out. */
  columns(from = 0): MetricsColumns {
    const closed = this.points.slice(from);
    const all = this.open ? [...closed, this.open] : closed;
    const column = (name: MetricName | 'lossLow' | 'lossHigh') =>
      Float64Array.from(all, (point) => point[name]);
    return {
      step: column('step'),
      tokens: column('tokens'),
      seconds: column('seconds'),
      loss: column('loss'),
      accuracy: column('accuracy'),
      learningRate: column('learningRate'),
      gradientNorm: column('gradientNorm'),
      tokensPerSecond: column('tokensPerSecond'),
      memoryBytes: column('memoryBytes'),
      exactMatch: column('exactMatch'),
      lossLow: column('lossLow'),
      lossHigh: column('lossHigh'),
    };
  }

  private get lastStep(): number {
    return this.open?.step ?? this.points.at(-1)?.step ?? -1;
  }

  private close(): void {
    if (this.open) this.points.push(this.open);
    this.open = undefined;
    if (this.points.length < MOST_POINTS) return;
    const merged: Point[] = [];
    for (let index = 0; index + 1 < this.points.length; index += 2) {
      const [first, second] = [this.points[index], this.points[index + 1]];
      if (first && second) merged.push(merge(first, second));
    }
    this.points = merged;
    this.changedFrom = 0;
    this.stepsPerPoint *= 2;
  }

  private cutBefore(step: number): void {
    if (this.open && this.open.step >= step) this.open = undefined;
    while ((this.points.at(-1)?.step ?? -1) >= step) this.points.pop();
    this.changedFrom = Math.min(this.changedFrom, this.points.length);
  }
}

function pointOf(row: CurveRow): Point {
  const { loss = NaN } = row;
  // Written out: a million rows pass here, and making objects from entries took half of the time.
  return {
    step: row.step,
    tokens: row.tokens ?? NaN,
    seconds: row.seconds ?? NaN,
    loss,
    accuracy: row.accuracy ?? NaN,
    learningRate: row.learningRate ?? NaN,
    gradientNorm: row.gradientNorm ?? NaN,
    tokensPerSecond: row.tokensPerSecond ?? NaN,
    memoryBytes: row.memoryBytes ?? NaN,
    exactMatch: row.exactMatch ?? NaN,
    lossLow: loss,
    lossHigh: loss,
    count: 1,
  };
}

/** How far a run has come is the later point's; everything else is the mean over steps. */
const CUMULATIVE: readonly MetricName[] = ['step', 'tokens', 'seconds'];

function merge(into: Point, other: Point): Point {
  const count = into.count + other.count;
  for (const name of METRIC_NAMES) {
    if (CUMULATIVE.includes(name)) into[name] = other[name];
    else into[name] = mean(into[name], into.count, other[name], other.count);
  }
  into.lossLow = Math.min(into.lossLow, other.lossLow);
  into.lossHigh = Math.max(into.lossHigh, other.lossHigh);
  into.count = count;
  return into;
}

/** The mean of what there is: exact match is measured now and then only. */
function mean(a: number, countA: number, b: number, countB: number): number {
  if (Number.isNaN(a)) return b;
  if (Number.isNaN(b)) return a;
  return (a * countA + b * countB) / (countA + countB);
}
