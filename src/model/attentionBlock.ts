/**
 * The pre-norm transformer block around any attention layer.
 */
import { gelu } from '../engine/ops/gelu';
import { layerNorm } from '../engine/ops/layerNorm';
import { linear } from '../engine/ops/linear';
import { sameShape } from '../engine/tensors';
import { tf } from '../engine/tf';
import type { ModelConfig } from './modelConfig';
import { UserError } from '../files/userError';
import type {
  AttentionLayer,
  Block,
  BlockCall,
  LayerShape,
  ParameterSpec,
  ParameterSpecs,
  Stream,
  Visibility,
} from './contract';

/** A linear map's weight, [outputs, inputs]. */
export function linearWeight(outputs: number, inputs: number): ParameterSpec {
  return { shape: [outputs, inputs], initial: 'normal', decay: true };
}

/** A vector that starts at one value and is not decayed. */
function vector(length: number, initial: 'zeros' | 'ones'): ParameterSpec {
  return { shape: [length], initial, decay: false };
}

/** Weight and bias of one linear map, under PyTorch's names. */
export function linearParameters(name: string, outputs: number, inputs: number): ParameterSpecs {
  return {
    [`${name}.weight`]: linearWeight(outputs, inputs),
    [`${name}.bias`]: vector(outputs, 'zeros'),
  };
}

/** Scale and offset of one layer normalization, under PyTorch's names. */
export function normParameters(name: string, width: number): ParameterSpecs {
  return { [`${name}.weight`]: vector(width, 'ones'), [`${name}.bias`]: vector(width, 'zeros') };
}

/** The sizes that an attention layer works with. */
export function layerShape(config: ModelConfig): LayerShape {
  const { heads, width, contextLength } = config;
  return { heads, width, headWidth: width / heads, contextLength };
}

/** Keys up to the query's own position: the lower triangle, cut to queries × keys. */
export const causal: Visibility = (query, key) => key <= query;

/** How a block is put together. */
export interface BlockOptions {
  readonly name: string;
  readonly layer: AttentionLayer;
  /** Width of the hidden layer as a multiple of the model's width. */
  readonly mlpRatio: number;
}

/** The parameters of a block around `layer`. */
export function blockParameters(config: ModelConfig, { layer, mlpRatio }: BlockOptions): ParameterSpecs {
  const { width } = config;
  const own = Object.entries(layer.parameters).map(([name, spec]) => [`attn.${name}`, spec] as const);
  return {
    ...normParameters('ln1', width),
    ...normParameters('ln2', width),
    ...Object.fromEntries(own),
    ...linearParameters('attn.value', width, width),
    ...linearParameters('attn.proj', width, width),
    ...linearParameters('mlp.0', mlpRatio * width, width),
    ...linearParameters('mlp.2', width, mlpRatio * width),
  };
}

/** A block in which the stream attends to itself, causally. */
export function selfAttentionBlock(config: ModelConfig, options: BlockOptions): Block {
  return {
    name: options.name,
    parameters: blockParameters(config, options),
    forward: (stream, call) => {
      const normed = { rows: norm(stream.rows, 'ln1', call), length: stream.length };
      const attended = attend(
        config,
        options.layer,
        { queries: normed, keys: normed, visible: causal },
        call,
      );
      return mlpResidual({ rows: tf.add(stream.rows, attended), length: stream.length }, call);
    },
  };
}

/** Who asks, who is asked, and what may be seen. */
export interface Sides {
  readonly queries: Stream;
  readonly keys: Stream;
  readonly visible: Visibility;
}

/**
 * Multi-head attention: map, mixture of the values, projection.
 *
 * @returns [batch · queryLength, width]
 */
export function attend(
  config: ModelConfig,
  layer: AttentionLayer,
  sides: Sides,
  call: BlockCall,
): tf.Tensor2D {
  const { queries, keys, visible } = sides;
  const shape = layerShape(config);
  const map = layer.weights({
    ...shape,
    batch: call.batch,
    queries: queries.rows,
    keys: keys.rows,
    queryLength: queries.length,
    keyLength: keys.length,
    visible,
    parameter: (name) => call.parameter(`attn.${name}`),
    reportKeys: (told) => {
      call.report({ keys: told });
    },
  });
  requireMapShape(map, [call.batch, shape.heads, queries.length, keys.length]);
  call.report({ map });
  const values = splitHeads(project(keys.rows, 'attn.value', call), call.batch, keys.length, shape); // [b, h, k, d]
  const heads = call.changeHeads(tf.matMul(call.dropout(map), values)); // [b, h, q, d]
  call.report({ heads });
  const merged = mergeHeads(heads, shape); // [b · q, width]
  return call.dropout(project(merged, 'attn.proj', call));
}

function requireMapShape(map: tf.Tensor, expected: readonly number[]): void {
  if (sameShape(map.shape, expected)) return;
  throw new UserError(
    `An attention map must have the shape [batch, heads, queries, keys] = [${expected.join(', ')}], ` +
      `but weights() returned [${map.shape.join(', ')}].`,
  );
}

/** Adds the block's hidden layer to the stream: `x + mlp(norm(x))`. */
export function mlpResidual(stream: Stream, call: BlockCall): Stream {
  const hidden = gelu(project(norm(stream.rows, 'ln2', call), 'mlp.0', call));
  const change = call.dropout(project(hidden, 'mlp.2', call));
  call.report({ hidden: change });
  return { rows: tf.add(stream.rows, change), length: stream.length };
}

/** The block's layer normalization called `name`. */
export function norm(rows: tf.Tensor2D, name: string, call: BlockCall): tf.Tensor2D {
  // Sound: `normParameters` declares vectors.
  const scale = call.parameter(`${name}.weight`) as tf.Tensor1D;
  const offset = call.parameter(`${name}.bias`) as tf.Tensor1D;
  return layerNorm(rows, scale, offset);
}

function project(rows: tf.Tensor2D, name: string, call: BlockCall): tf.Tensor2D {
  return linear(rows, call.parameter(`${name}.weight`), call.parameter(`${name}.bias`));
}

/** [batch · length, heads · d] → [batch, heads, length, d]. */
export function splitHeads(rows: tf.Tensor2D, batch: number, length: number, shape: LayerShape): tf.Tensor4D {
  const split = tf.reshape(rows, [batch, length, shape.heads, shape.headWidth]);
  return tf.transpose(split, [0, 2, 1, 3]) as tf.Tensor4D;
}

/** [batch, heads, length, d] → [batch · length, heads · d]. */
function mergeHeads(x: tf.Tensor4D, shape: LayerShape): tf.Tensor2D {
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [-1, shape.width]);
}
