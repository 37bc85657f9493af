/**
 * Reads the keys of every head out of a model, for one text.
 */
import type { Engine, Store, TensorFunction } from '../engine/engine';
import type { tf } from '../engine/tf';
import { TEXT_SIDES } from '../model/attentionMap';
import { sideLength, textRunner } from '../model/attentionMaps';
import { type RowRunner, longestRow } from '../model/rowRunner';
import type { Model } from '../model/transformer';

/** The keys of one block’s heads. */
export interface BlockKeys {
  readonly block: string;
  readonly heads: number;
  /** d. */
  readonly dimension: number;
  /** By head: [keys, d], before they are turned by their positions. */
  readonly keys: readonly Float32Array[];
}

/** Asks one model for its keys, whatever its weights. */
export class KeyReader {
  private readonly runner: RowRunner<readonly number[]>;

  constructor(
    engine: Engine,
    private readonly model: Model,
  ) {
    this.runner = textRunner(engine, model, allKeys(model));
  }

  /** The keys of all blocks that have any; what does not fit into the context is left out. */
  async keys(store: Store, tokens: readonly number[]): Promise<readonly BlockKeys[]> {
    const { outputs } = await this.runner.one(store, tokens);
    const used = Math.min(tokens.length, longestRow(this.model));
    return this.model.blockNames.flatMap((block) => {
      const output = outputs[block];
      if (!output) return [];
      const [, heads = 0, count = 0, dimension = 0] = output.shape;
      // Padding has keys too.
      const kept = sideLength(this.model, (this.model.sides[block] ?? TEXT_SIDES).keys, used);
      const keys = Array.from({ length: heads }, (_, head) => {
        const start = head * count * dimension;
        return Float32Array.from(output.data.subarray(start, start + kept * dimension));
      });
      return [{ block, heads, dimension, keys }];
    });
  }

  /** Frees the programs. */
  dispose(): Promise<void> {
    return this.runner.dispose();
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
