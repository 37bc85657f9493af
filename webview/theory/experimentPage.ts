/**
 * The base of pages that sample: a few samples in each frame, so that the page stays at 60 frames a second
 * however many there are to draw.
 */
import type { TheoryLab } from './lab';
import { PageElement, redrawWhenResized } from '../frame/pageElement';

/** Something that is drawn bit by bit; see `OneHeadExperiment`. */
export interface Experiment<State> {
  readonly complete: boolean;
  draw(samples: number): void;
  change(state: State): void;
}

/** Draws samples frame by frame until there are as many as the state wants; `samplesPerFrame` says how many each time. */
export abstract class ExperimentPage<State> extends PageElement {
  declare lab: TheoryLab;
  static override properties = { ...PageElement.properties, lab: { attribute: false } };
  private frame: number | undefined;
  private current: State | undefined;

  constructor() {
    super();
    redrawWhenResized(this);
  }

  /** How many samples to draw in one frame. */
  protected abstract samplesPerFrame(state: State): number;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.frame = undefined;
  }

  /** Takes the experiment to the state that the page is set to, and goes on drawing where it must. */
  protected follow(experiment: Experiment<State>, state: State): void {
    if (JSON.stringify(state) !== JSON.stringify(this.current)) {
      experiment.change(state);
      this.current = state;
    }
    if (experiment.complete || this.frame !== undefined) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = undefined;
      experiment.draw(this.samplesPerFrame(state));
      // Who wants no motion sees the cloud when it is complete, and not how it grows.
      if (experiment.complete || !matchMedia('(prefers-reduced-motion: reduce)').matches)
        this.requestUpdate();
      else this.follow(experiment, state);
    });
  }
}
