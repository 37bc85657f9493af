/**
 * Reads the keys of every head out of a model, for one text.
 */
import type { Engine, TensorFunction } from '../engine/engine';
import type { tf } from '../engine/tf';
import type { OpenModel } from '../model/openModel';
import type { Model } from '../model/transformer';
import { TEXT_SIDES } from '../model/attentionMap';
import { TextProgram } from '../model/textProgram';

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
  private readonly model: Model;
  private readonly program: TextProgram;

  constructor(engine: Engine, open: Pick<OpenModel, 'model' | 'store'>) {
    this.model = open.model;
    this.program = new TextProgram(engine, open, allKeys(open.model));
  }

  /** The keys of all blocks that have any; what does not fit into the context is left out. */
  async keys(tokens: readonly number[]): Promise<readonly BlockKeys[]> {
    const { outputs, used } = await this.program.run(tokens);
    return this.model.blockNames.flatMap((block) => {
      const output = outputs[block];
      if (!output) return [];
      const [, heads = 0, count = 0, dimension = 0] = output.shape;
      // Padding has keys too; latents are kept.
      const kept = (this.model.sides[block] ?? TEXT_SIDES).keys === 'text' ? used : count;
      const keys = Array.from({ length: heads }, (_, head) => {
        const start = head * count * dimension;
        return Float32Array.from(output.data.subarray(start, start + kept * dimension));
      });
      return [{ block, heads, dimension, keys }];
    });
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
