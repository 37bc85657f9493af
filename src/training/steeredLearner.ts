/**
 * A learner and its examination, under settings that a person changes while it learns: another dropout or other
 * silent heads are another forward pass of the same parameters.
 */
import type { Batch } from '../data/batches';
import type { Example } from '../data/examples';
import type { Engine, Store } from '../engine/engine';
import type { HostTensors } from '../engine/tensors';
import { ExactMatcher } from '../model/exactMatch';
import { silencedModel, silencedParameters } from '../model/silencedModel';
import type { Model } from '../model/transformer';
import type { Settings } from '../runs/control/steering';
import type { Learner, StepResult } from './learner';
import { SharpnessMeter } from './sharpness';

/** How many questions of the held-out sample were answered exactly. */
export interface Matches {
  readonly correct: number;
  readonly asked: number;
}

/** What it is made of. */
export interface SteeredParts {
  readonly engine: Engine;
  readonly learner: Learner;
  /** The run's model with another dropout. */
  readonly modelWith: (dropout: number) => Model;
  /** What is asked at evaluations. */
  readonly heldOut: readonly Example[];
  /** Whether critical sharpness is measured along an update. */
  readonly measuresSharpness?: (update: number) => boolean;
}

type Form = Pick<Settings, 'dropout' | 'silenced'>;

/** Learns and is asked as the settings want it. */
export class SteeredLearner {
  private current: { readonly key: string; readonly model: Model } | undefined;
  private sharpness: { readonly model: Model; readonly meter: SharpnessMeter } | undefined;
  private silent: Store | undefined;
  private matcher: { readonly model: Model; readonly matcher: ExactMatcher } | undefined;

  constructor(private readonly parts: SteeredParts) {}

  /** One update; see {@link Learner.step}. */
  async step(batch: Batch, settings: Settings, update: number): Promise<StepResult> {
    const { learner } = this.parts;
    await learner.use(this.modelOf(settings));
    if (!this.parts.measuresSharpness?.(update)) return learner.step(batch, settings, update);
    const before = await learner.parameters();
    const result = await learner.step(batch, settings, update);
    const after = await learner.parameters();
    const { learningRate } = settings;
    const meter = await this.meterOf(this.modelOf(settings));
    const sharpness = await meter.measure({ batch, before, after, learningRate });
    return sharpness === undefined ? result : { ...result, sharpness };
  }

  /** Asks the held-out sample; undefined when there is none. */
  async matches(settings: Form): Promise<Matches | undefined> {
    const { heldOut } = this.parts;
    if (heldOut.length === 0) return undefined;
    const matches = await (await this.matcherOf(this.modelOf(settings))).matches(heldOut);
    return { correct: matches.filter(Boolean).length, asked: matches.length };
  }

  /** The parameters of a model that does without silent heads what this one does with them. */
  async parameters(settings: Form): Promise<HostTensors> {
    return silencedParameters(
      this.modelOf(settings),
      await this.parts.learner.parameters(),
      settings.silenced,
    );
  }

  /** The same on the device: the learner's own where no head is silent. They change with the next update. */
  async weights(settings: Form): Promise<Store> {
    const { engine, learner } = this.parts;
    if (settings.silenced.length === 0) return learner.store;
    const weights = await this.parameters(settings);
    if (!this.silent) return (this.silent = engine.createStore(weights));
    for (const [name, tensor] of Object.entries(weights)) this.silent.write(name, tensor);
    return this.silent;
  }

  private modelOf({ dropout, silenced }: Form): Model {
    const key = `${dropout} ${silenced.join()}`;
    if (this.current?.key !== key) {
      this.current = { key, model: silencedModel(this.parts.modelWith(dropout), silenced) };
    }
    return this.current.model;
  }

  private async meterOf(model: Model): Promise<SharpnessMeter> {
    if (this.sharpness?.model === model) return this.sharpness.meter;
    await this.sharpness?.meter.dispose();
    const meter = new SharpnessMeter(this.parts.engine, model);
    this.sharpness = { model, meter };
    return meter;
  }

  private async matcherOf(model: Model): Promise<ExactMatcher> {
    if (this.matcher?.model === model) return this.matcher.matcher;
    await this.matcher?.matcher.dispose();
    const matcher = new ExactMatcher(this.parts.engine, model, this.parts.learner.store);
    this.matcher = { model, matcher };
    return matcher;
  }
}
