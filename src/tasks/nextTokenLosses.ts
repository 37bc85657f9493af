/**
 * How well a model predicts every next token of some rows: whether its first guess is right, and −ln p.
 */
import type { Engine, Store } from '../engine/engine';
import { tf } from '../engine/tf';
import { readNext } from '../model/readout';
import { RowRunner, longestRow } from '../model/rowRunner';
import type { Running } from '../model/running';
import type { Model } from '../model/transformer';

/** Of each token of a row from the second on. */
export interface RowPrediction {
  readonly right: readonly boolean[];
  /** −ln p, nats. */
  readonly losses: readonly number[];
}

/** Rows at once. */
const ROWS = 32;

/** Predicts rows of tokens; what does not fit into the context is left out. */
export async function predictRows(
  engine: Engine,
  { model, store }: { readonly model: Model; readonly store: Store },
  rows: readonly (readonly number[])[],
  running: Running = {},
): Promise<readonly RowPrediction[]> {
  // A runner flattens items that are lists.
  const cut = rows.map((row) => ({ row: row.slice(0, longestRow(model) + 1) }));
  const runner = new RowRunner<{ readonly row: readonly number[] }>(engine, model, {
    rows: ROWS,
    tokens: ({ row }) => [row.slice(0, -1)],
    feed: {
      shapes: (length) => ({ targets: [ROWS, length] }),
      write: ({ targets }, { row }, at) => {
        targets?.set(row.slice(1), at.row * at.length);
      },
    },
    body: (inputs, state) => {
      // Sound: the signature says that it is a matrix.
      const { final } = model.forward(inputs['tokens'] as tf.Tensor2D, state);
      const targets = inputs['targets'];
      if (!targets) throw new Error('The targets are missing.');
      const { predicted, ofTokens } = readNext(model.readout, final, state);
      const target = ofTokens(tf.cast(tf.reshape(targets, [-1]), 'int32'));
      return { outputs: { predicted, target } };
    },
  });
  try {
    const found = new Array<RowPrediction>(cut.length).fill({ right: [], losses: [] });
    await runner.run(store, cut, running, (index, { outputs, row, length }) => {
      const places = (cut[index]?.row ?? [])
        .slice(1)
        .map((token, place) => ({ token, at: row * length + place }));
      found[index] = {
        right: places.map(({ token, at }) => outputs['predicted']?.data[at] === token),
        losses: places.map(({ at }) => -(outputs['target']?.data[at] ?? NaN)),
      };
    });
    return found;
  } finally {
    await runner.dispose();
  }
}
