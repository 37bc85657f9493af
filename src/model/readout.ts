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

/** What rows of the stream say about the next token, without all their logits: [rows] each. */
export interface NextToken {
  /** The most probable token, int32. */
  readonly predicted: tf.Tensor;
  /** ln p of it. */
  readonly logProbability: tf.Tensor;
  /** ln p of any one token for each row: [rows], int32. */
  readonly ofTokens: (tokens: tf.Tensor) => tf.Tensor;
}

/**
 * Reads the next token behind each row of the stream; the vocabulary goes by in parts.
 *
 * @param rows [rows, width]
 */
export function readNext({ norm, unembedding }: Readout, rows: tf.Tensor2D, parameters: Tensors): NextToken {
  const read = normalized(norm, rows, parameters);
  const weight = parameterOf(parameters, unembedding);
  const [vocabulary = 0, width = 0] = weight.shape;
  const parts = Array.from({ length: Math.ceil(vocabulary / VOCABULARY_PART) }, (_, part) => {
    const start = part * VOCABULARY_PART;
    // Sliced only now: all parts at once would be another copy of the weights.
    const own = tf.slice(weight, [start, 0], [Math.min(VOCABULARY_PART, vocabulary - start), width]);
    const logits = linear(read, own);
    const place = tf.add(tf.cast(tf.argMax(logits, -1), 'int32'), tf.scalar(start, 'int32'));
    return { best: tf.max(logits, -1), place, sum: tf.logSumExp(logits, -1) };
  });
  const columns = (of: 'best' | 'place' | 'sum') => {
    const all = parts.map((part) => part[of]);
    return tf.stack(all, 1); // [rows, parts]
  };
  const [best, all] = [columns('best'), tf.logSumExp(columns('sum'), -1)];
  const starts = tf.mul(tf.range(0, rows.shape[0], 1, 'int32'), tf.scalar(parts.length, 'int32'));
  const winners = tf.cast(tf.add(starts, tf.cast(tf.argMax(best, -1), 'int32')), 'int32');
  return {
    predicted: tf.gather(tf.reshape(columns('place'), [-1]), winners),
    logProbability: tf.sub(tf.max(best, -1), all),
    // One logit of each row is a product of two vectors.
    ofTokens: (tokens) => tf.sub(tf.sum(tf.mul(read, tf.gather(weight, tokens)), -1), all),
  };
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
