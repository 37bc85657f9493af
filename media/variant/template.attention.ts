/**
 * NAME: an attention variant of your own. It is checked whenever you save it: no character may look at a
 * later one. To train with it, choose it in "Pretrain model".
 *
 * This one looks at all earlier characters alike, but for a bias on each distance that it learns.
 */
import { type AttentionCall, defineAttention, maskedSoftmax, tf } from 'attention-lab';

export default defineAttention({
  name: 'NAME',
  // Whether learned vectors for the positions are added to the characters' embeddings.
  learnedPositions: true,
  layer: ({ heads, contextLength }) => ({
    // Trainable tensors of each layer, besides those of the values and the projection.
    parameters: {
      distance: { shape: [heads, contextLength], initial: 'normal', decay: false },
    },
    weights: (call) => maskedSoftmax(scores(call), call.visible),
  }),
});

/** How much each query wants each key, before the softmax: [batch, heads, queryLength, keyLength]. */
function scores({ batch, heads, queryLength, keyLength, parameter }: AttentionCall) {
  const distances = Array.from({ length: queryLength * keyLength }, (_, index) =>
    Math.max(0, Math.floor(index / keyLength) - (index % keyLength)),
  );
  const byDistance = tf.gather(parameter('distance'), tf.tensor1d(distances, 'int32'), 1);
  const scores = tf.reshape(byDistance, [1, heads, queryLength, keyLength]);
  return tf.tile(scores, [batch, 1, 1, 1]);
}
