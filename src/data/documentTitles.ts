/**
 * Documents that begin with their title: `Ada Arlen. Ada Arlen was born …`.
 */

/** Longer beginnings are sentences, not titles. */
const LONGEST_TITLE = 60;

/** Shorter words are articles and particles, which stay small in titles. */
const LEAST_LONG_WORD = 4;

const ENDS_IN_INITIAL = /(?:^|\s)\p{Lu}$/u;

/** A document's title and what follows it. */
export interface TitledDocument {
  readonly title: string;
  readonly body: string;
}

/**
 * Splits a document at the end of its title; undefined when it has none.
 *
 * A title may hold abbreviations (`John F. Kennedy. John F. Kennedy was …`): of several full stops, the
 * one behind which the title is repeated ends it; else the first that is not of an initial (`John J. Zeh. Born
 * in …`), if what it ends is written like a title and not like a sentence.
 */
export function titledDocument(document: string): TitledDocument | undefined {
  const candidates: TitledDocument[] = [];
  for (let at = document.indexOf('. '); at >= 0 && at <= LONGEST_TITLE; at = document.indexOf('. ', at + 1)) {
    candidates.push({ title: document.slice(0, at), body: document.slice(at + 2) });
  }
  return (
    candidates.find(({ title, body }) => body.startsWith(title)) ??
    candidates.find(({ title }) => isCapitalised(title) && !ENDS_IN_INITIAL.test(title)) ??
    candidates.find(({ title }) => isCapitalised(title))
  );
}

/** Whether all longer words begin with a capital: `Catherine of Aragon` does, `Ada became a baker` does not. */
function isCapitalised(title: string): boolean {
  return title.split(' ').every((word) => word.length < LEAST_LONG_WORD || !/^\p{Ll}/u.test(word));
}
