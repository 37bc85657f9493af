/**
 * All programs that look at the heads of one model, whatever its weights: each is made when it is first asked for, and
 * keeps them.
 */
import type { CheckpointHeader } from '../model/checkpoints/checkpoint';
import { trainedTokens } from '../data/tokens/trainedTokens';
import type { Engine } from '../engine/engine';
import { type Asking, askingByMask } from '../model/asking';
import { AttentionReader } from '../model/attentionMaps';
import type { Tokens } from '../data/tokens/tokens';
import type { ReaderSettings } from './texts';
import { loadVariant } from '../model/loadVariant';
import { type Model, createModel } from '../model/transformer';
import { Compositions } from './circuits/compositions';
import { MatricesReader } from './circuits/headMatrices';
import { ModelLook } from './formation/modelLook';
import { LogitExplainer } from './logits/contributions';
import { LensReader } from './logits/logitLens';
import { Patcher } from './patching/patching';
import { HeadScorer } from './scores/headScorer';
import { EveryHeadSilencer } from './silencing/everyHead';
import { FileSilencer } from './silencing/fileSilencing';
import { TextSilencer } from './silencing/textSilencing';

/** One model’s programs. Its owner disposes of it, and of all that were made with it. */
export class HeadPrograms {
  private readonly made = new Map<string, { dispose(): Promise<void> }>();

  constructor(
    readonly engine: Engine,
    readonly model: Model,
    readonly vocabulary: Tokens,
    readonly asking: Asking = askingByMask(vocabulary),
    /** Whether a token ends any text. */
    private readonly ends: (token: number) => boolean = asking.ends,
  ) {}

  /** How the model reads texts and questions. */
  get reading(): ReaderSettings & { readonly asking: Asking } {
    const { vocabulary, asking, model } = this;
    return { vocabulary, asking, contextLength: model.config.contextLength };
  }

  get scorer(): HeadScorer {
    return this.once('scorer', () => new HeadScorer(this.engine, this.model));
  }

  get reader(): AttentionReader {
    return this.once('reader', () => new AttentionReader(this.engine, this.model));
  }

  get fileSilencer(): FileSilencer {
    return this.once('file silencer', () => new FileSilencer(this.engine, this.model, this.asking));
  }

  get textSilencer(): TextSilencer {
    return this.once(
      'text silencer',
      () => new TextSilencer(this.engine, this.model, this.vocabulary, this.asking, this.ends),
    );
  }

  get everyHeadSilencer(): EveryHeadSilencer {
    return this.once('every head silencer', () => new EveryHeadSilencer(this.engine, this.model));
  }

  get patcher(): Patcher {
    return this.once('patcher', () => new Patcher(this.engine, this.model, this.vocabulary, this.asking));
  }

  get explainer(): LogitExplainer {
    return this.once('explainer', () => new LogitExplainer(this.engine, this.model, this.vocabulary));
  }

  get matrices(): MatricesReader {
    return this.once('matrices', () => new MatricesReader(this.model));
  }

  get compositions(): Compositions {
    return this.once('compositions', () => new Compositions(this.engine));
  }

  get whole(): ModelLook {
    return this.once('whole', () => new ModelLook(this.engine, this.model, []));
  }

  get lens(): LensReader {
    return this.once('lens', () => new LensReader(this.engine, this.model, this.vocabulary));
  }

  /** Frees all programs. */
  async dispose(): Promise<void> {
    for (const analysis of this.made.values()) await analysis.dispose();
    this.made.clear();
  }

  private once<Analysis extends { dispose(): Promise<void> }>(name: string, make: () => Analysis): Analysis {
    const known = this.made.get(name);
    // Sound: each name is used by one getter alone.
    if (known) return known as Analysis;
    const analysis = make();
    this.made.set(name, analysis);
    return analysis;
  }
}

/** The programs for the model that a checkpoint is of. Throws a UserError when its variant cannot be loaded. */
export async function openHeadPrograms(
  engine: Engine,
  { model, ...vocabulary }: CheckpointHeader,
): Promise<HeadPrograms> {
  const variant = await loadVariant(model.variant);
  return new HeadPrograms(engine, createModel(variant, model), trainedTokens(vocabulary));
}
