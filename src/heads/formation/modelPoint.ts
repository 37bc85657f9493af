/**
 * What a run writes down of its model as a whole, beside what its heads look at: whether heads copy, and
 * which read what others write, by their weights; how large the weights of each module are; and how much of the learned text each layer predicts. See `modelLook.ts`.
 */
import * as v from 'valibot';
import { fields, finite, list, proportion, text } from '../../files/foreign';
import { headLabel } from '../headNumbers';

/** More than any model here has. */
const [MOST_BLOCKS, MOST_HEADS, MOST_MODULES] = [1000, 1000, 10_000];

const index = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const place = fields({ layer: index, head: index });

/** How a head reads what an earlier one writes: by its queries, its keys or its values. */
export const COMPOSITIONS = ['q', 'k', 'v'] as const;

/** The schema of {@link ModelPoint}. */
export const modelPoint = fields({
  /** −1 to 1, by block, then by head; null where no way leads through the head. Empty where circuits are not read. */
  copying: list(list(v.nullable(finite), MOST_HEADS), MOST_BLOCKS),
  /** Of each kind the pair of heads that composes most, 0 to 1; see `compositions.ts`. None where circuits are not read. */
  composition: v.exactOptional(
    list(
      fields({ kind: v.picklist(COMPOSITIONS), from: place, to: place, score: finite }),
      COMPOSITIONS.length,
    ),
  ),
  /** Frobenius' norm of all the weights of a module. */
  norms: list(fields({ module: text, norm: finite }), MOST_MODULES),
  /** The share of next tokens that the stream behind a layer predicts right; none where there is no text. */
  lens: list(fields({ layer: text, right: proportion }), MOST_BLOCKS),
});

/** What a model is at one step. */
export type ModelPoint = v.InferOutput<typeof modelPoint>;

/** As a line of `heads.jsonl` has its numbers. */
export function rounded(value: number): number {
  return Number(value.toFixed(4));
}

/** Something of a model through a training. */
export interface ModelCurve {
  readonly name: string;
  /** What it is now, where that has not always been the same. */
  readonly now?: string;
  /** By point; NaN where it was not looked at. */
  readonly values: Float64Array;
}

/** What a point of a timeline has of its model. */
export interface ModelTimelinePoint {
  readonly step: number;
  readonly model?: ModelPoint | undefined;
}

/** One head's copying score through a training. */
export interface CopyingCurve {
  /** From 0. */
  readonly layer: number;
  readonly head: number;
  /** By point; NaN where it was not looked at. */
  readonly values: Float64Array;
}

/** Copying scores of all heads that have one. */
export function copyingCurves(points: readonly ModelTimelinePoint[]): readonly CopyingCurve[] {
  const last = points.at(-1)?.model?.copying ?? [];
  return last.flatMap((heads, layer) =>
    heads.flatMap((score, head): readonly CopyingCurve[] => {
      if (score === null) return [];
      const values = Float64Array.from(points, ({ model }) => model?.copying[layer]?.[head] ?? NaN);
      return [{ layer, head, values }];
    }),
  );
}

/** The score of whichever pair composed most at each look, by kind; now it is that of the pair at the end. */
export function compositionCurves(points: readonly ModelTimelinePoint[]): readonly ModelCurve[] {
  return (points.at(-1)?.model?.composition ?? []).map(({ kind, from, to }) => ({
    name: kind.toUpperCase(),
    now: `${kind.toUpperCase()} ${headLabel(from)}→${headLabel(to)}`,
    values: Float64Array.from(
      points,
      ({ model }) => model?.composition?.find((one) => one.kind === kind)?.score ?? NaN,
    ),
  }));
}

/** Accuracy behind each layer, from the embedding on. */
export function lensCurves(points: readonly ModelTimelinePoint[]): readonly ModelCurve[] {
  const layers = points.at(-1)?.model?.lens ?? [];
  return layers.map(({ layer }, place) => ({
    name: layer,
    values: Float64Array.from(points, ({ model }) => {
      const own = model?.lens[place];
      return own?.layer === layer ? own.right : NaN;
    }),
  }));
}

/** The norms of the same module in all blocks together: `attn`, `mlp`, `tok_emb` … */
export function normCurves(points: readonly ModelTimelinePoint[]): readonly ModelCurve[] {
  const kinds = new Set(points.at(-1)?.model?.norms.map(({ module }) => kindOf(module)));
  return [...kinds].map((kind) => ({
    name: kind,
    values: Float64Array.from(points, ({ model }) => {
      const own = model?.norms.filter(({ module }) => kindOf(module) === kind) ?? [];
      return own.length > 0 ? Math.hypot(...own.map(({ norm }) => norm)) : NaN;
    }),
  }));
}

/** `attn` of `blocks.0.attn`. */
function kindOf(module: string): string {
  return module.split('.').at(-1) ?? module;
}
