/**
 * What people ask of a run while it is trained: which of it can be done, and what is in force since.
 */
import { RequestDesk } from '../runs/control/answers';
import type { Outcome, WaitingRequest } from '../runs/control/request';
import { type Settings, Steering, refusalOf } from '../runs/control/steering';
import type { RunConfig } from '../runs/runConfig';
import type { RunFolder } from '../runs/runFolder';

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

  private constructor(
    private readonly desk: RequestDesk,
    private readonly config: RunConfig,
  ) {
    this.steering = new Steering(config, desk.record);
  }

  /** Throws a UserError when the record cannot be read. */
  static async open(folder: RunFolder, config: RunConfig): Promise<RunControl> {
    return new RunControl(await RequestDesk.open(folder), config);
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
    this.steering.add(await this.desk.answer(request, outcome));
  }
}
