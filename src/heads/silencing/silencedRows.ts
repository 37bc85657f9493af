/**
 * Rows of tokens that go through the model while some heads say nothing: each row has its own silent heads.
 *
 * A head is silenced by setting its output to zero before the block's projection (Michel, Levy & Neubig,
 * 2019). Which heads is an input, so that one program serves all of them, and every head's row of the same
 * question can go through the model together.
 *
 * Whether a silenced model answers a question right is told by one pass over the question with its right
 * answer; see `model/answerEnd.ts`.
 */
import type { Example } from '../../data/examples';
import type { Asking } from '../../model/asking';
import type { Engine, TensorFunction } from '../../engine/engine';
import { tf } from '../../engine/tf';
import type { Model } from '../../model/transformer';
import type { HeadPlace } from '../results';
import { headPlaces } from '../headPlaces';
import { matchesExactly } from '../../model/exactMatch';
import { readNext } from '../../model/readout';
import { type RowResult, RowRunner, longestRow } from '../../model/rowRunner';

/** A row of tokens that is run once for each list of silent heads. */
export interface SilencedItem {
  readonly tokens: readonly number[];
  /** What follows each token; 0 where it does not count. All zero when left out. */
  readonly targets?: readonly number[];
  /** For each of the item's rows, the numbers of the heads that are silent: places in {@link headPlaces}. */
  readonly silent: readonly (readonly number[])[];
}

/** Runs items of `rowsPerItem` rows, `rows` at a time. */
export function silencedRunner(
  engine: Engine,
  model: Model,
  { rows, rowsPerItem }: { readonly rows: number; readonly rowsPerItem: number },
): RowRunner<SilencedItem> {
  const heads = headPlaces(model).length;
  return new RowRunner<SilencedItem>(engine, model, {
    rows,
    rowsPerItem,
    tokens: ({ tokens }) => new Array<readonly number[]>(rowsPerItem).fill(tokens),
    feed: {
      shapes: (length) => ({ silent: [rows, heads], targets: [rows, length] }),
      write: ({ silent, targets }, item, { row, length }) => {
        if (!silent || !targets) throw new Error('The inputs of silencing are missing.');
        item.silent.forEach((numbers, offset) => {
          targets.set(item.targets ?? [], (row + offset) * length);
          for (const number of numbers) silent[(row + offset) * heads + number] = 1;
        });
      },
    },
    body: silencedProgram(model),
  });
}

/** The numbers of some heads. */
export function numbersOf(model: Model, heads: readonly HeadPlace[]): readonly number[] {
  return heads.map(({ layer, head }) => layer * model.config.heads + head);
}

/**
 * Inputs: tokens, [rows, length]; silent, [rows, heads], 1 for silent; targets, [rows, length].
 * Outputs, each [rows · length]: the most probable next token, its log-probability, the target's.
 */
function silencedProgram(model: Model): TensorFunction {
  const { heads } = model.config;
  return ({ tokens, silent, targets }, state) => {
    if (!silent || !targets) throw new Error('The inputs of silencing are missing.');
    const speaking = tf.sub(1, silent); // [rows, blocks · heads]
    const [rows = 0] = silent.shape;
    // Sound: the signature says that it is a matrix.
    const { final } = model.forward(tokens as tf.Tensor2D, state, {
      changeHeads: (mixed, block) => {
        const own = tf.slice(speaking, [0, block * heads], [rows, heads]);
        return tf.mul(mixed, tf.reshape(own, [rows, heads, 1, 1]));
      },
    });
    const { predicted, logProbability, ofTokens } = readNext(model.readout, final, state);
    // Where no target is given it stands below 0, and what is read there means nothing.
    const wanted = tf.maximum(tf.cast(tf.reshape(targets, [-1]), 'int32'), tf.scalar(0, 'int32'));
    return { outputs: { predicted, logProbability, ofTarget: ofTokens(wanted) } };
  };
}

/** What one row says about its question. */
export interface RowOutcome {
  /** Whether the model answers it right. */
  readonly right: boolean;
  /** Sum of −log p over the answer's characters and the closing mask, in nats. */
  readonly loss: number;
  /** Those characters, the mask included. */
  readonly characters: number;
}

/**
 * Reads one row of the outputs against the example that it came from. Where the target does not count, as for
 * a character that the model does not know, there is no loss.
 */
export function rowOutcome(
  model: Pick<Model, 'config'>,
  result: RowResult,
  example: Pick<Example, 'targets' | 'answerStart'>,
  { ends, ignored }: Pick<Asking, 'ends' | 'ignored'>,
): RowOutcome {
  const { targets, answerStart } = example;
  let [loss, characters] = [0, 0];
  for (let position = answerStart; position < targets.length; position++) {
    if (targets[position] === ignored) continue;
    loss -= result.outputs['ofTarget']?.data[result.row * result.length + position] ?? 0;
    characters += 1;
  }
  return { right: matchesExactly(example, result, longestRow(model), ends), loss, characters };
}
