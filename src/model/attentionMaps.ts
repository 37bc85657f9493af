/**
 * Reads attention maps out of a model: who looks where, in every head, for one text.
 */
import type { Engine, Store, TensorFunction } from '../engine/engine';
import type { tf } from '../engine/tf';
import { type AttentionMap, type Side, TEXT_SIDES } from './attentionMap';
import { wholeNumber } from '../numbers/formats';
import { FLOAT, requireMemory } from './memory';
import type { ModelConfig } from './modelConfig';
import { RowRunner, longestRow } from './rowRunner';
import type { Model } from './transformer';

/** Single texts are padded to multiples of this: a program more takes longer to compile than padding costs. */
const LENGTH_STEP = 32;

/** A runner for one text at a time. */
export function textRunner(engine: Engine, model: Model, body: TensorFunction): RowRunner<readonly number[]> {
  return new RowRunner<readonly number[]>(engine, model, {
    rows: 1,
    tokens: (tokens) => [tokens.slice(0, longestRow(model))],
    body,
    lengthStep: LENGTH_STEP,
  });
}

/**
 * How many positions a side of a map has for a text: its tokens without padding, or the latents that see
 * nothing but the text.
 */
export function sideLength(model: Pick<Model, 'latentsOf'>, side: Side, textLength: number): number {
  return side === 'text' ? textLength : model.latentsOf(textLength);
}

/** Scores, weights and what leaves the device are there at once; then each map is cut to the text. */
const MAP_COPIES = 4;

/**
 * Refuses maps that cannot fit into the memory: they grow with the square of the text.
 *
 * @param tokens How many the text has; what the model does not read does not count.
 * @param limit In bytes; the machine's memory when left out.
 * @throws UserError with what they would take.
 */
export function requireMapMemory(
  model: { readonly config: Pick<ModelConfig, 'heads' | 'contextLength'> } & Pick<Model, 'blockNames'>,
  tokens: number,
  limit?: number,
): void {
  const { heads } = model.config;
  const length = Math.min(tokens, longestRow(model));
  const layers = model.blockNames.length;
  requireMemory(FLOAT * MAP_COPIES * layers * heads * length ** 2, {
    what: `The maps of ${wholeNumber(length)} tokens in ${layers} layers of ${heads} heads`,
    advice: 'Choose a shorter text.',
    ...(limit === undefined ? {} : { limit }),
  });
}

/** Asks one model for its maps, whatever its weights. */
export class AttentionReader {
  private readonly runner: RowRunner<readonly number[]>;

  constructor(
    engine: Engine,
    private readonly model: Model,
  ) {
    this.runner = textRunner(engine, model, allMaps(model));
  }

  /**
   * The maps of all blocks for an encoded text; what does not fit into the context is left out, and so is a
   * block of which the text fills no position.
   */
  async maps(store: Store, tokens: readonly number[]): Promise<readonly AttentionMap[]> {
    requireMapMemory(this.model, tokens.length);
    const { outputs } = await this.runner.one(store, tokens);
    const used = Math.min(tokens.length, longestRow(this.model));
    return this.model.blockNames.flatMap((block) => {
      const map = outputs[block];
      if (!map) return [];
      const [, heads = 0, queries = 0, keys = 0] = map.shape;
      const sides = this.model.sides[block] ?? TEXT_SIDES;
      const cut = {
        queries: sideLength(this.model, sides.queries, used),
        keys: sideLength(this.model, sides.keys, used),
      };
      if (cut.queries === 0 || cut.keys === 0) return [];
      return [{ block, sides, heads, ...cut, weights: cropped(map.data, { heads, queries, keys }, cut) }];
    });
  }

  /** Frees the programs. */
  dispose(): Promise<void> {
    return this.runner.dispose();
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

/**
 * Padding at the end changes nothing before it, because attention is causal; what the map says of the padding
 * itself is cut off.
 */
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
