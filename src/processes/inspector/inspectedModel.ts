/**
 * A model as the inspector looks into it, wherever it comes from; and its sizes, as the panel shows them.
 */
import { Vocabulary } from '../../data/vocabulary';
import type { Store } from '../../engine/engine';
import type { Asking } from '../../model/asking';
import type { AttentionReader } from '../../model/attentionMaps';
import { parameterCount } from '../../model/memory';
import type { Tokens } from '../../data/tokens/tokens';
import type { Model } from '../../model/transformer';
import type { KeyReader } from '../../theory/headKeys';
import type { TextRequest } from '../inspectorCalls';
import type { ModelFacts } from '../panelMessages';

/** What a model has added to a text. */
export interface Said {
  readonly tokens: readonly number[];
  /** Natural logarithm of the probability of these tokens and of the one that ended them. */
  readonly logProbability: number;
  /** How many tokens that probability is of. */
  readonly counted: number;
}

/** A model, its tokens and its readers, wherever it was read from. */
export interface InspectedModel {
  readonly model: Model;
  readonly tokens: Tokens;
  readonly store: Store;
  readonly asking: Asking;
  readonly reader: AttentionReader;
  readonly keys: KeyReader;
  /** Which weights these are: another text for others. */
  readonly from: string;
  /** The step of the weights; 0 where nobody trained them here. */
  readonly step: number;
  /** Whether it was opened by its path, and has no run. */
  readonly opened: boolean;
  /**
   * Has the model go on.
   *
   * @param asked What it reads first, which fits into its context.
   * @returns undefined where it adds nothing to such a text.
   */
  readonly goOn: (asked: readonly number[], request: TextRequest) => Promise<Said | undefined>;
}

/** A model's sizes. */
export function factsOf({ model, tokens, opened }: InspectedModel): ModelFacts {
  const {
    variant,
    layers,
    heads,
    keyValueHeads = heads,
    width,
    contextLength,
    vocabularySize,
  } = model.config;
  return {
    ...{ opened, variant, layers, heads, keyValueHeads, width, contextLength, vocabularySize },
    parameters: parameterCount(model.parameters),
    unit: tokens instanceof Vocabulary ? 'characters' : 'tokens',
  };
}
