/**
 * What people ask of a run while it is trained: which of it can be done, and what is in force since.
 */
import { type Ring, type SetAlarm, alarmsSet, endedBy, refusalOfAlarm } from '../runs/control/alarms';
import { RequestDesk } from '../runs/control/answers';
import type { ControlEntry, Outcome, WaitingRequest } from '../runs/control/request';
import { type Settings, Steering, refusalOf } from '../runs/control/steering';
import type { MetricsRow } from '../runs/metrics';
import type { RunConfig } from '../runs/runConfig';
import type { RunFolder } from '../runs/runFolder';
import { AlarmWatch } from './alarmWatch';

/** How a run stands that something is asked of. */
export interface Standing {
  /** Updates made so far. */
  readonly made: number;
  readonly paused: boolean;
  /** Whether there are held-out questions. */
  readonly asks: boolean;
}

/** The requests of one run, for the process that trains it. */
export class RunControl {
  private readonly steering: Steering;
  private readonly watch = new AlarmWatch();
  private record: readonly ControlEntry[];

  private constructor(
    private readonly desk: RequestDesk,
    private readonly config: RunConfig,
  ) {
    this.record = desk.record;
    this.steering = new Steering(config, desk.record);
  }

  /**
   * @param made Updates that have been made before
   * @throws UserError when the record cannot be read.
   */
  static async open(folder: RunFolder, config: RunConfig, made: number): Promise<RunControl> {
    const control = new RunControl(await RequestDesk.open(folder), config);
    await control.watch.catchUp(folder, alarmsSet(control.record), made);
    return control;
  }

  /** What is in force for the update after so many. */
  settingsAt(made: number): Settings {
    return this.steering.settingsAt(made);
  }

  /** Whether somebody had the held-out questions asked after so many updates. */
  evaluatesAt(made: number): boolean {
    return this.steering.evaluatesAt(made);
  }

  /** The steps whose checkpoints stay as they are. */
  get marked(): readonly number[] {
    const { branch } = this.config;
    return [...this.steering.marked, ...(branch ? [branch.step] : [])];
  }

  /** The requests that wait, oldest first. */
  waiting(): Promise<readonly WaitingRequest[]> {
    return this.desk.waiting();
  }

  /** Why something cannot be done now; undefined when it can. */
  refusal({ request }: WaitingRequest, { made, paused, asks }: Standing): string | undefined {
    switch (request.kind) {
      case 'change':
        return refusalOf(request.change, this.config.model, made);
      case 'alarm':
      case 'alarmOff': {
        const stepsLeft = this.settingsAt(made).steps - made;
        return refusalOfAlarm(request, { record: this.record, stepsLeft, asks });
      }
      case 'pause':
        return paused ? 'it is paused already' : undefined;
      case 'resume':
        return paused ? undefined : 'it is not paused';
      case 'evaluate':
        return asks ? undefined : 'it has no held-out questions';
      case 'checkpoint':
      case 'stop':
      case 'discard':
        return undefined;
    }
  }

  /** Puts an answer on record. A change is in force from then on. */
  async answer(request: WaitingRequest, outcome: Outcome): Promise<void> {
    this.add(await this.desk.answer(request, outcome));
  }

  /** The alarms that ring on what the newest step has measured. */
  ringing(row: MetricsRow): readonly SetAlarm[] {
    return this.watch.ringing(alarmsSet(this.record), row);
  }

  /** The alarm that rings when the loss is not a number any more. */
  get onNaN(): SetAlarm | undefined {
    return alarmsSet(this.record).find(({ alarm }) => alarm.when === 'nan');
  }

  /** Puts on record that an alarm has rung; it is off from then on. */
  async rang(set: SetAlarm, made: number): Promise<ControlEntry> {
    const entry = await this.desk.rang(set, made);
    this.add(entry);
    return entry;
  }

  /** The alarm by which the run ends after so many updates: it has rung, or rang in the run that this one repeats. */
  endedAt(made: number): Ring | undefined {
    const ring = endedBy(this.record);
    return ring?.made === made ? ring : undefined;
  }

  private add(entry: ControlEntry): void {
    this.record = [...this.record, entry];
    this.steering.add(entry);
  }
}
