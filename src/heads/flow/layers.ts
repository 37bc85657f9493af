/**
 * Attention as the way from layer to layer: each block's map, averaged over its heads, with the residual
 * stream beside it, as in “Quantifying Attention Flow in Transformers” (Abnar & Zuidema, 2020, section 3):
 * half of what a position holds behind a block comes through attention, half stays where it was.
 *
 * What comes through the hidden layers, and what the values do to it, is not counted: these pictures say
 * where information can have come from, not what it did.
 */
import { type AttentionMap, TEXT_SIDES } from '../../model/attentionMap';

/** A matrix, row by row. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** [rows · columns]. */
  readonly data: Float64Array;
}

/** The part of what a position holds that stays where it was. */
const STAYS = 0.5;

/** One block: where each of its positions gets what it holds. */
export interface FlowLayer {
  /** From the positions before the block: [queries, keys]. The residual stream is in it where it can be. */
  readonly before: Matrix;
  /**
   * The part that comes from the text itself, past all blocks before: a Perceiver's last block adds the
   * latents' answer to the embedded characters. 0 everywhere else.
   */
  readonly fromText: number;
}

/** The layers of a model for one text, from first to last. */
export function flowLayers(maps: readonly AttentionMap[]): readonly FlowLayer[] {
  return maps.map((map) => {
    const { queries, keys } = map.sides ?? TEXT_SIDES;
    const mean = meanOverHeads(map);
    // A latent begins as a learned vector, which holds nothing of the text: all comes through attention.
    if (queries === 'latents' && keys === 'text') return { before: mean, fromText: 0 };
    if (queries === 'text' && keys === 'latents') return { before: scaled(mean, 1 - STAYS), fromText: STAYS };
    return { before: withResidual(mean), fromText: 0 };
  });
}

function meanOverHeads({ heads, queries, keys, weights }: AttentionMap): Matrix {
  const data = new Float64Array(queries * keys);
  weights.forEach((weight, index) => {
    data[index % data.length] = (data[index % data.length] ?? 0) + weight / heads;
  });
  return { rows: queries, columns: keys, data };
}

function scaled({ rows, columns, data }: Matrix, factor: number): Matrix {
  return { rows, columns, data: data.map((value) => factor * value) };
}

function withResidual(mean: Matrix): Matrix {
  const { rows, columns, data } = scaled(mean, 1 - STAYS);
  for (let row = 0; row < rows; row++) {
    const diagonal = row * columns + row;
    data[diagonal] = (data[diagonal] ?? 0) + STAYS;
  }
  return { rows, columns, data };
}
