/**
 * The weights of a run's checkpoints, one after the other in the same place on the device, so that programs
 * are made once for all of them.
 */
import { type Progress, readCheckpoint, readCheckpointHeader } from './checkpoints/checkpoint';
import type { Engine, Store } from '../engine/engine';
import { weightsOf } from './openModel';
import type { Model } from './transformer';
import { UserError } from '../files/userError';

/** Weights on a device, and how far training had come. */
export interface Weights {
  readonly progress: Progress;
  /** The weights, loaded when they are first asked for: a kept result needs none. */
  readonly store: () => Promise<Store>;
}

/** Loads one checkpoint after the other into a store of its own. Dispose of it after use. */
export class CheckpointWeights {
  private scratch: Store | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly model: Model,
  ) {}

  /** One checkpoint's weights; they are gone when another's have been loaded. Throws a UserError. */
  async of(path: string): Promise<Weights> {
    const { progress } = await readCheckpointHeader(path);
    return { progress, store: () => this.load(path, progress) };
  }

  /** Frees the device's memory. */
  dispose(): void {
    this.scratch?.dispose();
    this.scratch = undefined;
  }

  private async load(path: string, expected: Progress): Promise<Store> {
    const checkpoint = await readCheckpoint(path);
    if (checkpoint.progress.step !== expected.step) {
      throw new UserError('The run has gone on and replaced these weights in the meantime. Ask again.');
    }
    const weights = weightsOf(this.model, checkpoint);
    if (!this.scratch) {
      this.scratch = this.engine.createStore(weights);
      return this.scratch;
    }
    for (const [name, tensor] of Object.entries(weights)) this.scratch.write(name, tensor);
    return this.scratch;
  }
}
