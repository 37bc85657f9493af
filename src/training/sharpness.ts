/**
 * Critical sharpness: how curved the loss is along the update that training makes (Kalra et al., 2026, arXiv
 * 2601.16979).
 *
 * λ_c = 2 / η_c, where η_c is the least learning rate at which the update raises the loss of its own batch. Where
 * training goes on at the edge of stability, λ_c stays about 2 / η. It takes some ten forward passes, and no second
 * derivatives.
 */
import type { Batch, MicroBatch } from '../data/batches';
import type { Engine, Program, Store, TensorFunction } from '../engine/engine';
import { crossEntropy } from '../engine/ops/crossEntropy';
import { type HostTensors, hostTensor } from '../engine/tensors';
import { tf } from '../engine/tf';
import type { Model } from '../model/transformer';

/** Beyond so many doublings, either way, it is not looked for. */
const MOST_DOUBLINGS = 12;

/** Halvings of the interval, on a logarithmic scale: it is known within 5 %. */
const HALVINGS = 4;

/**
 * The least multiple of an update at which the loss is above that without it; undefined where none is found.
 *
 * @param lossAt The loss after so many times the update.
 */
export async function criticalMultiple(
  lossAt: (multiple: number) => Promise<number>,
): Promise<number | undefined> {
  const before = await lossAt(0);
  const raises = async (multiple: number) => !((await lossAt(multiple)) <= before);
  const down = await raises(1);
  let [least, most] = [1, 1];
  for (let doubling = 0; ; doubling++) {
    if (doubling === MOST_DOUBLINGS) return undefined;
    if (down) [least, most] = [least / 2, least];
    else [least, most] = [most, most * 2];
    if ((await raises(down ? least : most)) !== down) break;
  }
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = Math.sqrt(least * most);
    if (await raises(middle)) most = middle;
    else least = middle;
  }
  return Math.sqrt(least * most);
}

/** An update that was made. */
export interface MadeUpdate {
  readonly batch: Batch;
  /** The parameters before and after it. */
  readonly before: HostTensors;
  readonly after: HostTensors;
  readonly learningRate: number;
}

/** Measures the critical sharpness of one model. Dispose of it after use. */
export class SharpnessMeter {
  private readonly programs = new Map<string, Program>();

  constructor(
    private readonly engine: Engine,
    private readonly model: Model,
  ) {}

  /** λ_c, without dropout; undefined where the update raises the loss at no rate that was tried. */
  async measure({ batch, before, after, learningRate }: MadeUpdate): Promise<number | undefined> {
    const lossAt = async (multiple: number) => {
      const store = this.engine.createStore(between(before, after, multiple), 'given');
      try {
        let loss = 0;
        for (const microBatch of batch.microBatches) loss += await this.loss(microBatch, store);
        return loss;
      } finally {
        store.dispose();
      }
    };
    const multiple = await criticalMultiple(lossAt);
    return multiple === undefined ? undefined : 2 / (multiple * learningRate);
  }

  /** Frees the programs. */
  async dispose(): Promise<void> {
    for (const program of this.programs.values()) await program.dispose();
    this.programs.clear();
  }

  private async loss({ rows, length, tokens, targets }: MicroBatch, store: Store): Promise<number> {
    const shape = [rows, length];
    const key = shape.join();
    const program = this.programs.get(key) ?? (await this.compile(shape, store));
    this.programs.set(key, program);
    const inputs = { tokens: hostTensor(shape, tokens), targets: hostTensor(shape, targets) };
    return (await program.run(store, inputs))['loss']?.data[0] ?? NaN;
  }

  private compile(shape: readonly number[], store: Store): Promise<Program> {
    const spec = { shape, type: 'int32' as const };
    const signature = {
      inputs: { tokens: spec, targets: spec },
      state: Object.keys(this.model.parameters),
    };
    return this.engine.compile(lossOf(this.model), signature, store, 'freed');
  }
}

/** Inputs `tokens` and `targets` [rows, length]; output `loss`, summed over the targets. */
function lossOf(model: Model): TensorFunction {
  return ({ tokens, targets }, state) => {
    // Sound: the signature says that both are matrices.
    const { logits } = model.forward(tokens as tf.Tensor2D, state);
    return { outputs: { loss: crossEntropy(logits, tf.reshape(targets as tf.Tensor2D, [-1])).loss } };
  };
}

/** before + multiple · (after − before). */
function between(before: HostTensors, after: HostTensors, multiple: number): HostTensors {
  return Object.fromEntries(
    Object.entries(before).map(([name, { shape, data }]) => {
      const end = after[name]?.data ?? data;
      const moved = Float32Array.from(data, (from, index) => from + multiple * ((end[index] ?? from) - from));
      return [name, hostTensor(shape, moved)];
    }),
  );
}
