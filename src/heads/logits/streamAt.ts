/**
 * What was written to the stream at one position of each text.
 */
import type { Engine, TensorFunction } from '../../engine/engine';
import { type Tensors, tf } from '../../engine/tf';
import type { Model } from '../../model/transformer';
import { TEXT_SIDES } from '../../model/attentionMap';
import { readOut } from '../../model/readout';
import { RowRunner } from '../../model/rowRunner';

/** A position of a text. */
export interface PositionText {
  readonly tokens: readonly number[];
  readonly position: number;
}

/** Texts in a batch. */
const ROWS = 16;

/** The blocks that write to the text's stream: all but those that fill a Perceiver's latents. */
export function writingBlocks({ blockNames, sides }: Model): readonly string[] {
  return blockNames.filter((block) => (sides[block] ?? TEXT_SIDES).queries === 'text');
}

/**
 * Gives, one row for each text: `embedded`, `final`, and `hidden of B`, [rows, width]; `heads of B`,
 * [rows, heads · d]; `logits`, [rows, vocabulary].
 */
export function streamRunner(engine: Engine, model: Model): RowRunner<PositionText> {
  return new RowRunner<PositionText>(engine, model, {
    rows: ROWS,
    tokens: ({ tokens }) => [tokens],
    feed: {
      shapes: (length) => ({ at: [ROWS, 1, length] }),
      write: ({ at }, { position }, { row, length }) => {
        at?.fill(1, row * length + position, row * length + position + 1);
      },
    },
    body: streamProgram(model),
  });
}

function streamProgram(model: Model): TensorFunction {
  return ({ tokens, at }, state) => {
    if (!at) throw new Error('The positions are missing.');
    const [rows = 0, , length = 0] = at.shape;
    /** [rows · length, columns] → [rows, columns]. */
    const chosen = (x: tf.Tensor): tf.Tensor => {
      const columns = x.shape.at(-1) ?? 1;
      const found = tf.matMul(at, tf.reshape(x, [rows, length, columns]));
      return tf.reshape(found, [rows, columns]);
    };
    // Sound: the signature says that it is a matrix.
    const { embedded, final, parts } = model.forward(tokens as tf.Tensor2D, state);
    const there = chosen(final) as tf.Tensor2D;
    const outputs: Record<string, tf.Tensor> = {
      // Not chosen among all logits: those of one position are a hundredth of the work.
      logits: readOut(model.readout, there, state),
      embedded: chosen(embedded),
      final: there,
    };
    for (const block of writingBlocks(model)) {
      const { heads, hidden } = parts[block] ?? {};
      if (heads) outputs[`heads of ${block}`] = chosen(merged(heads));
      if (hidden) outputs[`hidden of ${block}`] = chosen(hidden);
    }
    return { outputs: outputs satisfies Tensors };
  };
}

/** [rows, heads, queries, d] → [rows, queries, heads · d]: as the projection reads it. */
function merged(heads: tf.Tensor4D): tf.Tensor {
  const [rows, count, queries, width] = heads.shape;
  return tf.reshape(tf.transpose(heads, [0, 2, 1, 3]), [rows, queries, count * width]);
}
