/**
 * Looks at what each step has measured, for the alarms that are set. It keeps as many losses as they compare.
 */
import type { SetAlarm } from '../runs/control/alarms';
import type { MetricsRow } from '../runs/metrics';
import { rowsOf } from '../runs/metricsTail';
import type { RunFolder } from '../runs/runFolder';

/** What alarms look at. */
type Measured = Pick<MetricsRow, 'step' | 'loss' | 'accuracy' | 'exactMatch'>;

/** Says which alarms ring; the same for the same losses, however often the run was killed in between. */
export class AlarmWatch {
  private readonly losses = new Map<string, RecentLosses>();

  /** Reads what was measured since the alarms were set, up to so many updates: a run that goes on. */
  async catchUp(folder: RunFolder, alarms: readonly SetAlarm[], made: number): Promise<void> {
    if (!alarms.some(({ alarm }) => alarm.when === 'flat')) return;
    for await (const rows of rowsOf(folder))
      for (const row of rows) if (row.step <= made) this.remember(alarms, row);
  }

  /** The alarms that ring on what the newest step has measured. */
  ringing(alarms: readonly SetAlarm[], row: Measured): readonly SetAlarm[] {
    this.remember(alarms, row);
    return alarms.filter((set) => set.from < row.step && this.rings(set, row));
  }

  private remember(alarms: readonly SetAlarm[], { step, loss }: Measured): void {
    for (const { id, from, alarm } of alarms) {
      if (alarm.when !== 'flat' || from >= step) continue;
      const recent = this.losses.get(id) ?? new RecentLosses(alarm.steps);
      this.losses.set(id, recent);
      recent.add(step, loss);
    }
  }

  private rings({ id, alarm }: SetAlarm, { step, ...row }: Measured): boolean {
    switch (alarm.when) {
      case 'nan':
        // Such a step is never measured: training breaks down in it.
        return false;
      case 'flat':
        return this.losses.get(id)?.hasNotFallen(step) ?? false;
      case 'accuracy':
      case 'exactMatch':
        return (row[alarm.when] ?? -Infinity) >= alarm.share;
    }
  }
}

/** The losses of the last steps, twice as many as are compared. */
class RecentLosses {
  /** By step, modulo their number: a step that is repeated replaces itself. */
  private readonly losses: Float64Array;

  constructor(private readonly steps: number) {
    this.losses = new Float64Array(2 * steps).fill(NaN);
  }

  add(step: number, loss: number): void {
    this.losses[step % this.losses.length] = loss;
  }

  /** Whether the mean of the last steps is not below that of as many before; false while there are not so many. */
  hasNotFallen(step: number): boolean {
    return this.sum(step - this.steps, step) >= this.sum(step - 2 * this.steps, step - this.steps);
  }

  /** Of the losses after one step up to another; NaN where one of them is unknown or there was none. */
  private sum(after: number, upTo: number): number {
    let sum = 0;
    for (let step = after + 1; step <= upTo; step++) sum += this.losses[step % this.losses.length] ?? NaN;
    return sum;
  }
}
