/**
 * The way out of a model: from the stream behind the last block to the logits.
 *
 * As data rather than as code, because analyses also walk it backwards: what a vector in the stream says
 * about a token.
 */
import { layerNorm } from '../engine/ops/layerNorm';
import { linear } from '../engine/ops/linear';
import { rmsNorm } from '../engine/ops/rmsNorm';
import { type Tensors, tf } from '../engine/tf';

/** The last normalization; `scale` and `offset` are names of parameters, [width]. */
type FinalNorm =
  | { readonly kind: 'layer'; readonly scale: string; readonly offset: string; readonly epsilon: number }
  | { readonly kind: 'rms'; readonly scale: string; readonly epsilon: number };

/** From the stream to the logits. */
export interface Readout {
  readonly norm: FinalNorm;
  /** A parameter's name, [vocabulary, width]; the token embedding's where the two are tied. */
  readonly unembedding: string;
}

/** The readout of every model that is trained here. */
export const OWN_READOUT: Readout = {
  // PyTorch's default epsilon.
  norm: { kind: 'layer', scale: 'ln_f.weight', offset: 'ln_f.bias', epsilon: 1e-5 },
  unembedding: 'head.weight',
};

/**
 * The logits of some rows of the stream.
 *
 * @param rows [rows, width]
 * @returns [rows, vocabulary]
 */
export function readOut({ norm, unembedding }: Readout, rows: tf.Tensor2D, parameters: Tensors): tf.Tensor2D {
  return linear(normalized(norm, rows, parameters), parameterOf(parameters, unembedding));
}

/**
 * Tokens of the vocabulary that are read at once: the logits of 1536 rows then stay in the processor's caches, and
 * 30 % of the time is saved, and a gigabyte of memory for a vocabulary of 50 000.
 */
const VOCABULARY_PART = 1024;

/**
 * ln p of a given token behind each row of the stream, without keeping all logits: the sum over the vocabulary goes
 * in parts, and the token's own logit is a product of two vectors.
 *
 * @param rows [rows, width]
 * @param tokens [rows], int32
 * @returns [rows]
 */
export function logProbabilitiesOf(
  { norm, unembedding }: Readout,
  rows: tf.Tensor2D,
  tokens: tf.Tensor,
  parameters: Tensors,
): tf.Tensor {
  const read = normalized(norm, rows, parameters);
  const weight = parameterOf(parameters, unembedding);
  const [vocabulary = 0, width = 0] = weight.shape;
  const parts: tf.Tensor[] = [];
  for (let start = 0; start < vocabulary; start += VOCABULARY_PART) {
    const size = Math.min(VOCABULARY_PART, vocabulary - start);
    parts.push(tf.logSumExp(linear(read, tf.slice(weight, [start, 0], [size, width])), -1));
  }
  const own = tf.sum(tf.mul(read, tf.gather(weight, tokens)), -1);
  return tf.sub(own, tf.logSumExp(tf.stack(parts, 1), -1));
}

function normalized(norm: FinalNorm, rows: tf.Tensor2D, parameters: Tensors): tf.Tensor2D {
  // Sound: the scale and the offset of a normalization are declared as vectors.
  const vector = (name: string) => parameterOf(parameters, name) as tf.Tensor1D;
  switch (norm.kind) {
    case 'layer':
      return layerNorm(rows, vector(norm.scale), vector(norm.offset), norm.epsilon);
    case 'rms':
      return rmsNorm(rows, vector(norm.scale), norm.epsilon);
  }
}

/** A parameter by name. Throws when the model has none: that is a bug. */
export function parameterOf(parameters: Tensors, name: string): tf.Tensor {
  const tensor = parameters[name];
  if (!tensor) throw new Error(`The model has no parameter '${name}'.`);
  return tensor;
}
