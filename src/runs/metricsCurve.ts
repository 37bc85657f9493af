/**
 * A run's curves in a bounded number of points, however long the run.
 *
 * Rows are kept as they are until there are {@link MOST_POINTS}; then neighbours are joined pairwise, and
 * from then on each point stands for twice as many rows. How a metric's values are joined is in `METRICS`.
 */
import { COLUMNS, type Column, type ColumnName, type MetricName, type MetricsColumns } from './metrics';

/** What a curve takes of a row: its step, and those of its numbers that it has. */
export type CurveRow = Readonly<Partial<Record<MetricName, number | null>>> & { readonly step: number };

/** More points than pixels on any screen, few enough for 60 frames a second. Even: points are joined in pairs. */
const MOST_POINTS = 20_000;

interface Points extends Column {
  readonly values: Float64Array;
}

/** A curve of at most {@link MOST_POINTS} points a metric, to which rows are added. */
export class MetricsCurve {
  private readonly points = COLUMNS.map((column): Points => {
    return { ...column, values: new Float64Array(MOST_POINTS) };
  });
  private readonly steps = this.valuesOf('step');
  /** Of each point, the rows that it stands for. */
  private readonly rows = new Float64Array(MOST_POINTS);
  private length = 0;
  private rowsPerPoint = 1;
  /** The first point that has changed since {@link MetricsCurve.takeChangedFrom} was last called. */
  private changedFrom = 0;

  /** Adds a row; it replaces all points whose step is not below its own, which a resumed run repeats. */
  add(row: CurveRow): void {
    // It ends for any step: one that is not a number is below none, and each turn takes a point away.
    while (this.length > 0 && !((this.steps[this.length - 1] ?? 0) < row.step)) this.length--;
    if (this.length === 0) this.rowsPerPoint = 1;
    if (this.length === 0 || (this.rows[this.length - 1] ?? 0) >= this.rowsPerPoint) this.append(row);
    else this.join(row);
  }

  /** Which points have changed since this was last called: all from this one on; at first all that there are. */
  takeChangedFrom(): number {
    const from = this.changedFrom;
    // The last point goes on changing.
    this.changedFrom = Math.max(0, this.length - 1);
    return from;
  }

  /** The points from one on as columns; all points when left out. */
  columns(from = 0): MetricsColumns {
    const columns = this.points.map(({ name, values }) => [name, values.slice(from, this.length)] as const);
    // Sound: the points have every column.
    return Object.fromEntries(columns) as Record<ColumnName, Float64Array>;
  }

  private valuesOf(name: ColumnName): Float64Array {
    const found = this.points.find((points) => points.name === name);
    if (!found) throw new Error(`There is no column '${name}'.`);
    return found.values;
  }

  private append(row: CurveRow): void {
    if (this.length === MOST_POINTS) this.halve();
    this.changedFrom = Math.min(this.changedFrom, this.length);
    for (const { metric, values } of this.points) values[this.length] = row[metric] ?? NaN;
    this.rows[this.length++] = 1;
  }

  private join(row: CurveRow): void {
    const at = this.length - 1;
    this.changedFrom = Math.min(this.changedFrom, at);
    const rows = this.rows[at] ?? 0;
    for (const { metric, joining, values } of this.points) {
      values[at] = joined(joining, values[at] ?? NaN, rows, row[metric] ?? NaN, 1);
    }
    this.rows[at] = rows + 1;
  }

  private halve(): void {
    this.length /= 2;
    this.changedFrom = 0;
    this.rowsPerPoint *= 2;
    for (let at = 0; at < this.length; at++) {
      const [first, second] = [this.rows[2 * at] ?? 0, this.rows[2 * at + 1] ?? 0];
      for (const { joining, values } of this.points) {
        values[at] = joined(joining, values[2 * at] ?? NaN, first, values[2 * at + 1] ?? NaN, second);
      }
      this.rows[at] = first + second;
    }
  }
}

/**
 * One value for two neighbours that stand for so many rows, of those there are: exact match is measured now
 * and then only. Without tuples, because a million rows pass here.
 */
function joined(joining: Column['joining'], a: number, rowsA: number, b: number, rowsB: number): number {
  if (Number.isNaN(a)) return b;
  if (Number.isNaN(b)) return a;
  switch (joining) {
    case 'last':
      return b;
    case 'mean':
      return (a * rowsA + b * rowsB) / (rowsA + rowsB);
    case 'least':
      return Math.min(a, b);
    case 'greatest':
      return Math.max(a, b);
  }
}
