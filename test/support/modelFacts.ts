/**
 * Sizes of made-up models, as the panel is told of them.
 */
import type { ModelFacts } from '../../src/processes/panelMessages';

/** A character model that was trained here, of one layer of two heads. */
export const OWN_FACTS: ModelFacts = {
  opened: false,
  variant: 'rope',
  layers: 1,
  heads: 2,
  keyValueHeads: 2,
  width: 8,
  contextLength: 24,
  vocabularySize: 40,
  parameters: 1000,
  unit: 'characters',
};

/** A model that was opened, four of whose heads share two pairs of keys and values. */
export const OPENED_FACTS: ModelFacts = {
  ...OWN_FACTS,
  opened: true,
  variant: 'llama',
  heads: 4,
  vocabularySize: 50_257,
  parameters: 124_000_000,
  unit: 'tokens',
};
