/**
 * Reads attention maps out of a model: who looks where, in every head, for one text.
 */
import type { Engine, Program, TensorFunction } from '../engine/engine';
import { hostTensor } from '../engine/tensors';
import type { tf } from '../engine/tf';
import type { OpenModel } from '../evaluation/openModel';
import type { Model } from '../model/transformer';
import { type AttentionMap, TEXT_SIDES } from '../protocol/attention';

/** Texts are padded to multiples of this many characters, so that few programs serve all lengths. */
const LENGTH_STEP = 16;

/** Asks one model for its maps. */
export class AttentionReader {
  private readonly programs = new Map<number, Promise<Program>>();

  constructor(
    private readonly engine: Engine,
    private readonly open: Pick<OpenModel, 'model' | 'store'>,
  ) {}

  /**
   * The maps of all blocks for an encoded text; what does not fit into the context is left out.
   *
   * Padding at the end changes nothing before it, because attention is causal; it is cut off again.
   */
  async maps(tokens: readonly number[]): Promise<readonly AttentionMap[]> {
    const { model } = this.open;
    const longest = model.config.contextLength - 1;
    const used = Math.min(tokens.length, longest);
    const length = Math.min(longest, Math.ceil(used / LENGTH_STEP) * LENGTH_STEP);
    const row = new Int32Array(length);
    row.set(tokens.slice(0, used));
    const program = await this.program(length);
    const outputs = await program.run(this.open.store, { tokens: hostTensor([1, length], row) });
    return model.blockNames.flatMap((block) => {
      const map = outputs[block];
      if (!map) return [];
      const [, heads = 0, queries = 0, keys = 0] = map.shape;
      const sides = model.sides[block] ?? TEXT_SIDES;
      // The text is cut to its real length; latents are kept.
      const cut = {
        queries: sides.queries === 'text' ? used : queries,
        keys: sides.keys === 'text' ? used : keys,
      };
      return [{ block, sides, heads, ...cut, weights: cropped(map.data, { heads, queries, keys }, cut) }];
    });
  }

  private program(length: number): Promise<Program> {
    const known = this.programs.get(length);
    if (known) return known;
    const { model, store } = this.open;
    const tokens = { shape: [1, length], type: 'int32' as const };
    const signature = { inputs: { tokens }, state: Object.keys(model.parameters) };
    const made = this.engine.compile(allMaps(model), signature, store);
    this.programs.set(length, made);
    return made;
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
