/**
 * Looks at a model as a whole while it learns: what {@link ModelPoint} holds.
 */
import type { TrainedTokens } from '../../data/tokens/tokens';
import type { Engine, Store } from '../../engine/engine';
import type { Model } from '../../model/transformer';
import { hasMatrices, readMatrices } from '../circuits/headMatrices';
import { Compositions } from '../circuits/compositions';
import { copyingScores } from '../circuits/weightScores';
import { LensAccuracy } from '../logits/lensAccuracy';
import type { ComposedHeads, HeadPlace } from '../results';
import { COMPOSITIONS, type ModelPoint, rounded } from './modelPoint';

/** Lines of the learned text that layers predict: the same at every look. */
const LINES = 8;

/**
 * Multiplications for all copying scores that a training can bear now and then: some seconds, four times what the
 * study's model takes. Circuits of larger models are read from checkpoints when they are asked for.
 */
const MOST_MULTIPLICATIONS = 3e8;

/** Increased whenever a look sees something else in the same weights. */
export const MODEL_LOOK_VERSION = 2;

/** Looks at one model while it learns. Its owner disposes of it. */
export class ModelLook {
  private readonly lens: LensAccuracy | undefined;
  /** Undefined where circuits are not read. */
  private readonly compositions: Compositions | undefined;

  /** @param rows What layers predict, see {@link lookedRows}; none where the text is not at hand */
  constructor(
    engine: Engine,
    private readonly model: Model,
    rows: readonly (readonly number[])[],
  ) {
    this.lens = rows.length > 0 ? new LensAccuracy(engine, model, rows) : undefined;
    const hasCircuits = hasMatrices(model) && copyingCost(model) <= MOST_MULTIPLICATIONS;
    if (hasCircuits) this.compositions = new Compositions(engine);
  }

  /** What the model with these weights is. */
  async at(store: Store): Promise<ModelPoint> {
    const layers = (await this.lens?.read(store)) ?? [];
    return {
      ...(await this.circuits(store)),
      norms: await moduleNorms(this.model, store),
      lens: layers.map(({ layer, right }) => ({ layer, right: rounded(right) })),
    };
  }

  /** Frees the program. */
  async dispose(): Promise<void> {
    await this.lens?.dispose();
    await this.compositions?.dispose();
  }

  private async circuits(store: Store): Promise<Pick<ModelPoint, 'copying' | 'composition'>> {
    if (!this.compositions) return { copying: [] };
    const matrices = await readMatrices(store, this.model);
    const scores = copyingScores(matrices);
    const copying = this.model.blockNames.map((name) =>
      matrices.heads.flatMap(({ block }, index) => {
        const score = scores[index] ?? null;
        return block === name ? [score === null ? null : rounded(score)] : [];
      }),
    );
    return { copying, composition: strongest(await this.compositions.of(matrices.heads)) };
  }
}

/** Some lines from all over the learned text, as long as the model reads. */
export function lookedRows(
  learned: readonly string[],
  vocabulary: TrainedTokens,
  longest: number,
): readonly (readonly number[])[] {
  const rows = learned.filter((line) => line.length > 1);
  const every = Math.max(1, Math.floor(rows.length / LINES));
  // A line may be the whole of a large file.
  const read = 2 * vocabulary.unitsPerToken * longest;
  return rows
    .filter((_, index) => index % every === 0)
    .slice(0, LINES)
    .map((line) => vocabulary.encode(line.slice(0, read)).slice(0, longest))
    .filter(({ length }) => length > 1);
}

/** Of each kind the pair that composes most; none where no head reads what another writes. */
function strongest(pairs: readonly ComposedHeads[]): NonNullable<ModelPoint['composition']> {
  const placeOf = ({ layer, head }: HeadPlace) => ({ layer, head });
  return COMPOSITIONS.flatMap((kind) => {
    const [best] = [...pairs].sort((one, other) => (other[kind] ?? 0) - (one[kind] ?? 0));
    const score = best?.[kind] ?? 0;
    if (!best || score === 0) return [];
    return [{ kind, from: placeOf(best.from), to: placeOf(best.to), score: rounded(score) }];
  });
}

/** W_Eᵀ W_U, then two products for each head; see {@link copyingScores}. */
function copyingCost({ config, blockNames }: Model): number {
  const { vocabularySize, width } = config;
  return width ** 2 * (vocabularySize + blockNames.length * width);
}

async function moduleNorms({ parameters, blockNames }: Model, store: Store): Promise<ModelPoint['norms']> {
  const squares = new Map<string, number>();
  for (const name of Object.keys(parameters)) {
    const { data } = await store.read(name);
    let sum = 0;
    for (const value of data) sum += value * value;
    const module = moduleOf(name, blockNames);
    squares.set(module, (squares.get(module) ?? 0) + sum);
  }
  return [...squares].map(([module, sum]) => ({ module, norm: rounded(Math.sqrt(sum)) }));
}

/** `blocks.0.attn` of `blocks.0.attn.query.weight`, `ln_f` of `ln_f.bias`. */
function moduleOf(parameter: string, blockNames: readonly string[]): string {
  const block = blockNames.find((name) => parameter.startsWith(`${name}.`));
  const depth = block === undefined ? 1 : block.split('.').length + 1;
  return parameter.split('.').slice(0, depth).join('.');
}
