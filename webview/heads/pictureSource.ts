/**
 * Where a saved picture comes from, in the words of its caption.
 */
import { sourceInWords } from '../../src/heads/textSource';
import { wholeNumber } from '../../src/numbers/formats';
import type { HeadsView } from '../../src/processes/panelMessages';

/** The run, its step, and the line that was read. */
export function sourceOf({ run, step, source }: HeadsView): string {
  const name = run.split(/[\\/]/).at(-1) ?? run;
  return `${name}, step ${wholeNumber(step)}; ${sourceInWords(source)}.`;
}
