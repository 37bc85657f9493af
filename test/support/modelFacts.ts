/**
 * Sizes of a made-up model, as the panel is told of them.
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
