/**
 * Reads the keys of every head out of a model, for one text.
 */
import type { Engine, Program, TensorFunction } from '../engine/engine';
import { hostTensor } from '../engine/tensors';
import type { tf } from '../engine/tf';
import { LENGTH_STEP } from '../data/batches';
import type { OpenModel } from '../evaluation/openModel';
import type { Model } from '../model/transformer';
import { TEXT_SIDES } from '../protocol/attention';

/** The keys of one block’s heads. */
export interface BlockKeys {
  readonly block: string;
  readonly heads: number;
  /** d. */
  readonly dimension: number;
  /** By head: [keys, d], before they are turned by their positions. */
  readonly keys: readonly Float32Array[];
}

/** Asks one model for its keys. */
export class KeyReader {
  private readonly programs = new Map<number, Promise<Program>>();

  constructor(
    private readonly engine: Engine,
    private readonly open: Pick<OpenModel, 'model' | 'store'>,
  ) {}

  /** The keys of all blocks that have any; what does not fit into the context is left out. */
  async keys(tokens: readonly number[]): Promise<readonly BlockKeys[]> {
    const { model, store } = this.open;
    const longest = model.config.contextLength - 1;
    const used = Math.min(tokens.length, longest);
    const length = Math.min(longest, Math.ceil(used / LENGTH_STEP) * LENGTH_STEP);
    const row = new Int32Array(length);
    row.set(tokens.slice(0, used));
    const program = await this.program(length);
    const outputs = await program.run(store, { tokens: hostTensor([1, length], row) });
    return model.blockNames.flatMap((block) => {
      const output = outputs[block];
      if (!output) return [];
      const [, heads = 0, count = 0, dimension = 0] = output.shape;
      // Padding has keys too; latents are kept.
      const kept = (model.sides[block] ?? TEXT_SIDES).keys === 'text' ? used : count;
      const keys = Array.from({ length: heads }, (_, head) => {
        const start = head * count * dimension;
        return Float32Array.from(output.data.subarray(start, start + kept * dimension));
      });
      return [{ block, heads, dimension, keys }];
    });
  }

  private program(length: number): Promise<Program> {
    const known = this.programs.get(length);
    if (known) return known;
    const { model, store } = this.open;
    const tokens = { shape: [1, length], type: 'int32' as const };
    const signature = { inputs: { tokens }, state: Object.keys(model.parameters) };
    const made = this.engine.compile(allKeys(model), signature, store);
    this.programs.set(length, made);
    return made;
  }
}

function allKeys(model: Model): TensorFunction {
  return (inputs, state) => {
    // Sound: the signature says that it is a matrix.
    const { parts, final } = model.forward(inputs['tokens'] as tf.Tensor2D, state);
    const told = Object.entries(parts).flatMap(([block, { keys }]) => (keys ? [[block, keys] as const] : []));
    // A program must give something, also where no layer has keys.
    return { outputs: told.length > 0 ? Object.fromEntries(told) : { final } };
  };
}
