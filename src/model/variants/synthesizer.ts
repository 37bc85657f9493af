/**
 * `synthesizer`: attention without comparing anything. Each character's own vector says, through a
 * small hidden layer, how much it looks at each position (Tay et al., 2020; the study's 2021 form).
 */
import { linear } from '../../engine/ops/linear';
import { tf } from '../../engine/tf';
import { linearParameters, splitHeads } from '../attentionBlock';
import type { AttentionCall } from '../contract';
import { maskedSoftmax } from '../maskedSoftmax';
import { selfAttentionVariant } from './vanilla';

/** Weights `softmax(relu(x · w1) · w2 + b2)`, cut to the text’s length, in place of a product of queries and keys. */
export const synthesizer = selfAttentionVariant({
  name: 'synthesizer',
  learnedPositions: true,
  layer: ({ width, headWidth, contextLength }) => ({
    parameters: {
      ...linearParameters('w1', width, width),
      w2: { shape: [headWidth, contextLength - 1], initial: { uniform: 0.001 }, decay: false },
      b2: { shape: [contextLength - 1], initial: 'zeros', decay: false },
    },
    weights: (call) => maskedSoftmax(scores(call), call.visible),
  }),
});

function scores(call: AttentionCall): tf.Tensor4D {
  const { batch, heads, headWidth, keyLength, queryLength } = call;
  const hidden = tf.relu(linear(call.queries, call.parameter('w1.weight'), call.parameter('w1.bias')));
  const split = splitHeads(hidden, batch, queryLength, call); // [b, h, q, d]
  const table = tf.slice(call.parameter('w2'), [0, 0], [headWidth, keyLength]) as tf.Tensor2D;
  const offset = tf.slice(call.parameter('b2'), [0], [keyLength]);
  const flat = tf.add(tf.matMul(tf.reshape(split, [-1, headWidth]), table), offset);
  return tf.reshape(flat, [batch, heads, queryLength, keyLength]); // [b, h, q, k]
}
