/**
 * A character's logit as a sum over what the heads, the hidden layers and the embedding wrote to the stream
 * (direct logit attribution: Elhage et al., 2021; nostalgebraist, 2020).
 *
 * With the stream x = Σ_i x_i behind the last block, its mean m and deviation s, and the last
 * normalization's scale γ and offset β, the logit of character c is
 *
 *     w_c · (γ ⊙ (x − m)/s + β) = Σ_i (w_c ⊙ γ)·(x_i − m_i)/s + w_c·β
 *
 * The deviation s belongs to the whole stream and is taken as it is: the parts say what was written, not
 * what would happen without them. A head's part is its output through its columns of the projection; the
 * projection's bias belongs to no head and stands alone.
 */
import type { Tokens } from '../../data/tokens/tokens';
import type { Engine, Store } from '../../engine/engine';
import type { Model } from '../../model/transformer';
import type { LogitContributions } from '../results';
import type { RowRunner } from '../../model/rowRunner';
import type { Running } from '../../model/running';
import { type PositionText, streamRunner } from './streamAt';
import { Unembedding } from './unembedding';

/** A position of a text, and the character whose logit there is explained. */
export interface ExplainedText extends PositionText {
  readonly character: number;
}

/** Takes logits apart into what was written to the stream, with whatever weights of the model each call names. */
export class LogitExplainer {
  private readonly runner: RowRunner<PositionText>;

  constructor(
    engine: Engine,
    private readonly model: Model,
    private readonly vocabulary: Tokens,
  ) {
    this.runner = streamRunner(engine, model);
  }

  /** Explains one logit of each text. */
  async explain(
    store: Store,
    texts: readonly ExplainedText[],
    running: Running = {},
  ): Promise<readonly LogitContributions[]> {
    const unembedding = await Unembedding.read(store, this.model);
    const explained: LogitContributions[] = [];
    await this.runner.run(store, texts, running, (index, { outputs, row }) => {
      const token = texts[index]?.character ?? 0;
      const character = this.vocabulary.label(token);
      explained[index] = { character, ...unembedding.explain(outputs, row, token) };
    });
    return explained;
  }

  /** Frees the programs. */
  dispose(): Promise<void> {
    return this.runner.dispose();
  }
}
