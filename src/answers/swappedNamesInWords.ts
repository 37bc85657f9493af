/**
 * What documents under another person's name show, in a sentence: the same on the terminal, in the report
 * and in the panel.
 */
import type { SwappedNames } from './trust';

/** One or two sentences: how often the probe’s answers followed the text, and how often the name in front of it. */
export function swapInWords(found: SwappedNames): string {
  const { probes, control, followsText, followsName, uninformative } = found;
  const under = `Of ${probes} documents with their answer cut out it fills in ${control.count} under the right name`;
  if (uninformative !== undefined) return `${under}, ${uninformative}`;
  return (
    `${under}. Under another person’s name, ${followsText.count} answers follow the text and ` +
    `${followsName.count} follow the name.`
  );
}
