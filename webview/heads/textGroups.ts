/**
 * Tokens taken together as words, so that a long line’s map fits the page.
 *
 * A word is looked at as much as its tokens are together, and looks as they do on average (Clark et al., 2019,
 * section 4.1, do so for the parts of words). So each word’s weights sum to 1, as each token’s do.
 */
import type { ShownHead } from './shownHead';
import { MASK } from '../../src/heads/glyphs';

/** Neighbouring tokens that are taken together: from the first to before `to`. */
export interface TextGroup {
  readonly from: number;
  readonly to: number;
}

const PUNCTUATION = /^\s*[.,;:!?()[\]“”"…]+\s*$/;

/**
 * The words of a text. A space goes with the word behind it; a mask, a punctuation mark and what the model has
 * added begin anew.
 *
 * @param continuesAt Where what the model has added begins.
 */
export function wordGroups(tokens: readonly string[], continuesAt: number): readonly TextGroup[] {
  const begins = tokens.flatMap((_, index) => (beginsWord(tokens, index, continuesAt) ? [index] : []));
  return begins.map((from, group) => ({ from, to: begins[group + 1] ?? tokens.length }));
}

function beginsWord(tokens: readonly string[], index: number, continuesAt: number): boolean {
  const [before, token = ''] = [tokens[index - 1], tokens[index]];
  if (before === undefined || index === continuesAt) return true;
  if (token === MASK || before === MASK || PUNCTUATION.test(token)) return true;
  if (/^\s/.test(token)) return !/^\s+$/.test(before);
  return PUNCTUATION.test(before);
}

/**
 * A head over groups in place of tokens; sides that are not of the text stay as they are.
 *
 * @param tokens As they stand in the text: a word is called by them.
 */
export function groupedHead(
  head: ShownHead,
  groups: readonly TextGroup[],
  tokens: readonly string[],
): ShownHead {
  const { sides } = head;
  const queries = sides.queries === 'text' ? within(groups, head.queries) : single(head.queries);
  const keys = sides.keys === 'text' ? within(groups, head.keys) : single(head.keys);
  const weights = new Float32Array(queries.length * keys.length);
  queries.forEach((query, row) => {
    keys.forEach((key, column) => {
      weights[row * keys.length + column] = sumOf(head, query, key) / (query.to - query.from);
    });
  });
  return {
    address: head.address,
    queries: queries.length,
    keys: keys.length,
    sides,
    continuesAt: continuationOf(head, groups),
    weight: (query, key) => weights[query * keys.length + key] ?? 0,
    queryName: sides.queries === 'text' ? nameOf(tokens, queries) : head.queryName,
    keyName: sides.keys === 'text' ? nameOf(tokens, keys) : head.keyName,
  };
}

function sumOf({ weight }: ShownHead, query: TextGroup, key: TextGroup): number {
  let sum = 0;
  for (let row = query.from; row < query.to; row++)
    for (let column = key.from; column < key.to; column++) sum += weight(row, column);
  return sum;
}

/** A map may be shorter than its text: the last token is never asked for the next. */
function within(groups: readonly TextGroup[], length: number): readonly TextGroup[] {
  return groups
    .filter(({ from }) => from < length)
    .map(({ from, to }) => ({ from, to: Math.min(to, length) }));
}

function single(length: number): readonly TextGroup[] {
  return Array.from({ length }, (_, from) => ({ from, to: from + 1 }));
}

function continuationOf({ continuesAt }: ShownHead, groups: readonly TextGroup[]): number {
  const index = groups.findIndex(({ from }) => from >= continuesAt);
  return index < 0 ? Infinity : index;
}

function nameOf(tokens: readonly string[], groups: readonly TextGroup[]): (index: number) => string {
  return (index) => {
    const { from, to } = groups[index] ?? { from: 0, to: 0 };
    return tokens.slice(from, to).join('');
  };
}
