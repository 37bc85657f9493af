/**
 * Where a saved picture comes from, in the words of its caption.
 */
import { sourceInWords } from '../../src/heads/textSource';
import { wholeNumber } from '../../src/numbers/formats';
import { modelName } from '../../src/processes/openedByPath';
import type { HeadsView } from '../../src/processes/panelMessages';

/** The run and its step, or the model that was opened; and the line that was read. */
export function sourceOf({ run, step, model, source }: HeadsView): string {
  const name = modelName(run);
  return `${model.opened ? name : `${name}, step ${wholeNumber(step)}`}; ${sourceInWords(source)}.`;
}
