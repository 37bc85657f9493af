/**
 * Goes through a run's checkpoints by itself, one after the other as their maps arrive.
 */
import type { PanelState } from '../frame/panelState';

/** How long each checkpoint is shown at least. */
const FRAME_MS = 700;

/** How often to look whether the maps of the asked checkpoint are there. */
const WAIT_MS = 100;

/** The film of one page's heads. */
export class Film {
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param changed called when it begins or ends. */
  constructor(
    private readonly state: () => PanelState,
    private readonly changed: () => void,
  ) {}

  /** Whether it goes on by itself. */
  get playing(): boolean {
    return this.timer !== undefined;
  }

  /**
   * Begins where the slider stands, at the first checkpoint from the present; or pauses. Who wants little to move
   * turns to the next checkpoint, and no further.
   */
  readonly toggle = (): void => {
    if (this.playing) {
      this.pause();
      return;
    }
    const { heads, selection } = this.state();
    const [first] = heads?.checkpoints ?? [];
    const next = nextOf(heads?.checkpoints ?? [], selection.step) ?? first;
    if (next === undefined) return;
    this.state().select({ step: next });
    if (!movesLittle()) this.wait(FRAME_MS);
  };

  /** Stops where it is. */
  readonly pause = (): void => {
    clearTimeout(this.timer);
    if (!this.playing) return;
    this.timer = undefined;
    this.changed();
  };

  private wait(ms: number): void {
    this.timer = setTimeout(this.goOn, ms);
    this.changed();
  }

  private readonly goOn = (): void => {
    const { heads, selection } = this.state();
    const { step } = selection;
    const next = nextOf(heads?.checkpoints ?? [], step);
    if (!heads || step === undefined || next === undefined) {
      this.pause();
      return;
    }
    // The maps of a checkpoint that was thinned out meanwhile never come.
    if (heads.step !== step && heads.checkpoints.includes(step)) {
      this.wait(WAIT_MS);
      return;
    }
    this.state().select({ step: next });
    this.wait(FRAME_MS);
  };
}

/** The checkpoint behind a step; none behind the present. */
function nextOf(checkpoints: readonly number[], step: number | undefined): number | undefined {
  return checkpoints.find((one) => one > (step ?? Infinity));
}

/** Whether the person has told their system so. */
export function movesLittle(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
