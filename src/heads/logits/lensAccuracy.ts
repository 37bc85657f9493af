/**
 * How much of some texts the stream behind each layer predicts: the logit lens (see `logitLens.ts`), counted.
 */
import type { Engine, Store } from '../../engine/engine';
import { RowRunner } from '../../model/rowRunner';
import type { Model } from '../../model/transformer';
import { everyStream, lensNames } from './logitLens';

/** One layer. */
interface LayerAccuracy {
  /** `embedding`, or the block's name. */
  readonly layer: string;
  /** Share of the next tokens of all texts. */
  readonly right: number;
}

/** Reads the streams of one model for the same texts, whatever its weights. Its owner disposes of it. */
export class LensAccuracy {
  private readonly runner: RowRunner<readonly number[]>;

  /** @param texts Of at least two tokens each, and as many as the model reads */
  constructor(
    engine: Engine,
    private readonly model: Model,
    private readonly texts: readonly (readonly number[])[],
  ) {
    this.runner = new RowRunner<readonly number[]>(engine, model, {
      rows: texts.length,
      tokens: (tokens) => [tokens],
      body: everyStream(model),
    });
  }

  /** What each layer predicts right. */
  async read(store: Store): Promise<readonly LayerAccuracy[]> {
    const results = await this.runner.batch(store, this.texts);
    const predicted = this.texts.reduce((sum, { length }) => sum + length - 1, 0);
    return lensNames(this.model).map((layer) => {
      const right = results.reduce((sum, { outputs, row, length }, index) => {
        const top = outputs[`top ${layer}`]?.data.subarray(row * length) ?? [];
        const next = this.texts[index]?.slice(1) ?? [];
        return sum + next.filter((token, at) => top[at] === token).length;
      }, 0);
      return { layer, right: right / predicted };
    });
  }

  /** Frees the program. */
  dispose(): Promise<void> {
    return this.runner.dispose();
  }
}
