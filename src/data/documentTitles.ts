/**
 * Documents that begin with their title: `Ada Arlen. Ada Arlen was born …`.
 */

/** Longer beginnings are sentences, not titles. */
const LONGEST_TITLE = 60;

/** A document's title and what follows it. */
export interface TitledDocument {
  readonly title: string;
  readonly body: string;
}

/**
 * Splits a document at the end of its title; undefined when it has none.
 *
 * A title may hold abbreviations (`John F. Kennedy. John F. Kennedy was …`): of several full stops, the
 * one behind which the title is repeated ends it; else the first.
 */
export function titledDocument(document: string): TitledDocument | undefined {
  const candidates: TitledDocument[] = [];
  for (let at = document.indexOf('. '); at >= 0 && at <= LONGEST_TITLE; at = document.indexOf('. ', at + 1)) {
    candidates.push({ title: document.slice(0, at), body: document.slice(at + 2) });
  }
  return candidates.find(({ title, body }) => body.startsWith(title)) ?? candidates[0];
}
