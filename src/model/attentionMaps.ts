/**
 * Reads attention maps out of a model: who looks where, in every head, for one text.
 */
import type { Engine, TensorFunction } from '../engine/engine';
import type { tf } from '../engine/tf';
import type { OpenModel } from './openModel';
import type { Model } from './transformer';
import { type AttentionMap, TEXT_SIDES } from './attentionMap';
import { TextProgram } from './textProgram';

/** Asks one model for its maps. */
export class AttentionReader {
  private readonly model: Model;
  private readonly program: TextProgram;

  constructor(engine: Engine, open: Pick<OpenModel, 'model' | 'store'>) {
    this.model = open.model;
    this.program = new TextProgram(engine, open, allMaps(open.model));
  }

  /** The maps of all blocks for an encoded text; what does not fit into the context is left out. */
  async maps(tokens: readonly number[]): Promise<readonly AttentionMap[]> {
    const { outputs, used } = await this.program.run(tokens);
    return this.model.blockNames.flatMap((block) => {
      const map = outputs[block];
      if (!map) return [];
      const [, heads = 0, queries = 0, keys = 0] = map.shape;
      const sides = this.model.sides[block] ?? TEXT_SIDES;
      // The text is cut to its real length; latents are kept.
      const cut = {
        queries: sides.queries === 'text' ? used : queries,
        keys: sides.keys === 'text' ? used : keys,
      };
      return [{ block, sides, heads, ...cut, weights: cropped(map.data, { heads, queries, keys }, cut) }];
    });
  }
}

function allMaps(model: Model): TensorFunction {
  // Sound: the signature says that it is a matrix.
  return (inputs, state) => ({ outputs: model.forward(inputs['tokens'] as tf.Tensor2D, state).maps });
}

interface Sides {
  readonly queries: number;
  readonly keys: number;
}

function cropped(data: Float32Array | Int32Array, from: Sides & { heads: number }, to: Sides): Float32Array {
  const result = new Float32Array(from.heads * to.queries * to.keys);
  for (let head = 0; head < from.heads; head++) {
    for (let query = 0; query < to.queries; query++) {
      const start = (head * from.queries + query) * from.keys;
      result.set(data.subarray(start, start + to.keys), (head * to.queries + query) * to.keys);
    }
  }
  return result;
}
