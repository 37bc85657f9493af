/**
 * The program that exchanges heads' outputs between two questions (activation patching: Vig et al., 2020;
 * Meng et al., 2022; “interchange” in Geiger et al., 2021).
 *
 * One batch is one exchange: row 0 is the receiver, row 1 the donor, and each further row is the receiver
 * with one head's output taken from the donor, whose output is computed in the same pass.
 */
import type { Engine, TensorFunction } from '../../engine/engine';
import { tf } from '../../engine/tf';
import type { Model } from '../../model/transformer';
import { headPlaces } from '../headPlaces';
import { readOut } from '../../model/readout';
import { RowRunner } from '../../model/rowRunner';
import type { Pairing, PatchText } from './alignment';

/** One exchange. */
export interface Exchange {
  readonly receiver: PatchText;
  readonly donor: PatchText;
  readonly pairs: Pairing;
}

/** The donor's place among them. */
const DONOR_ROW = 1;

/** Rows before those of the heads: the receiver and the donor as they are. */
export const CLEAN_ROWS = 2;

/** Runs exchanges of all heads. The output `logits`, [rows, vocabulary], is behind the last token of each row. */
export function patchRunner(engine: Engine, model: Model): RowRunner<Exchange> {
  const heads = headPlaces(model).length;
  const rows = CLEAN_ROWS + heads;
  return new RowRunner<Exchange>(engine, model, {
    rows,
    rowsPerItem: rows,
    tokens: ({ receiver, donor }) => [
      receiver.tokens,
      donor.tokens,
      ...new Array<readonly number[]>(heads).fill(receiver.tokens),
    ],
    feed: {
      shapes: (length) => ({ from: [length, length], at: [length], last: [rows, 1, length] }),
      write: ({ from, at, last }, { receiver: own, donor: other, pairs }, { length }) => {
        if (!from || !at || !last) throw new Error('The inputs of patching are missing.');
        for (let row = 0; row < rows; row++) {
          const { tokens } = row === DONOR_ROW ? other : own;
          last[row * length + tokens.length - 1] = 1;
        }
        for (const [receiver, donor] of pairs) {
          from[receiver * length + donor] = 1;
          at[receiver] = 1;
        }
      },
    },
    body: patchProgram(model),
  });
}

/** Inputs: from, [length, length], 1 where the donor's column replaces the receiver's row; at, [length]. */
function patchProgram(model: Model): TensorFunction {
  return ({ tokens, from, at, last }, state) => {
    if (!from || !at || !last) throw new Error('The inputs of patching are missing.');
    // Sound: the signature says that it is a matrix.
    const { final } = model.forward(tokens as tf.Tensor2D, state, {
      changeHeads: (mixed, block) => {
        const latents = model.sides[model.blockNames[block] ?? '']?.queries === 'latents';
        return exchanged(mixed, block, latents ? everyLatent(mixed.shape[2]) : { from, at });
      },
    });
    const [rows = 0, , length = 0] = last.shape;
    const behind = tf.matMul(last, tf.reshape(final, [rows, length, -1]));
    const there = tf.reshape<tf.Rank.R2>(behind, [rows, -1]);
    return { outputs: { logits: readOut(model.readout, there, state) } };
  };
}

interface Places {
  /** [queries, queries]. */
  readonly from: tf.Tensor;
  /** [queries]. */
  readonly at: tf.Tensor;
}

/** A latent belongs to no position: a head that fills latents is exchanged in all of them. */
function everyLatent(latents: number): Places {
  return { from: tf.eye(latents), at: tf.ones([latents]) };
}

/** `mixed`, [rows, heads, queries, d], with each row's head of this block taken from the donor. */
function exchanged(mixed: tf.Tensor4D, block: number, { from, at }: Places): tf.Tensor4D {
  const [rows, heads, queries, width] = mixed.shape;
  const donor = tf.reshape(tf.slice(mixed, [1, 0, 0, 0], [1, heads, queries, width]), [
    heads,
    queries,
    width,
  ]);
  const moved = tf.matMul(tf.tile(tf.reshape(from, [1, queries, queries]), [heads, 1, 1]), donor);
  const own = tf.tensor4d(patchedIn(block, heads, rows), [rows, heads, 1, 1]);
  const gate = tf.mul(own, tf.reshape(at, [1, 1, queries, 1])); // [rows, heads, queries, 1]
  const change = tf.sub(tf.reshape(moved, [1, heads, queries, width]), mixed);
  return tf.add(mixed, tf.mul(gate, change));
}

/** 1 where a row takes a head of this block from the donor: [rows · heads]. */
function patchedIn(block: number, heads: number, rows: number): Float32Array {
  const own = new Float32Array(rows * heads);
  for (let head = 0; head < heads; head++) own[(CLEAN_ROWS + block * heads + head) * heads + head] = 1;
  return own;
}
