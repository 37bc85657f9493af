/**
 * Associative recall: pairs of a key and its value, then every key again, whose value must be known.
 */
import { mix, randomInteger, randomNumbers, shuffle } from '../../numbers/randomNumbers';
import { type AttentionCircuit, INDUCTION, PREVIOUS_TOKEN } from '../circuits';
import { distinctLines } from '../distinctLines';
import type { Task } from '../task';

const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz');

/** A previous-token head, where the task needs it: at the values. */
const KEY: AttentionCircuit = {
  ...PREVIOUS_TOKEN,
  meaning: 'each value looks at the key before it, so that it knows whose value it is',
  looks: ({ characters }) =>
    characters.slice(0, characters.length / 2).flatMap((_, place) => {
      return place % 2 === 1 ? [{ query: place, keys: [place - 1] }] : [];
    }),
};

/** An induction head, where the task needs it: at the keys that come again. */
const VALUE: AttentionCircuit = {
  ...INDUCTION,
  meaning: 'a key that comes again looks at the value that stood behind it',
  looks: ({ characters }) => {
    const half = characters.length / 2;
    return characters.slice(half).flatMap((key, index) => {
      const place = characters.indexOf(key);
      return index % 2 === 0 && place < half ? [{ query: half + index, keys: [place + 1] }] : [];
    });
  },
};

/** `kQaTfQ` … `fQkQaT`: values stand in capitals. */
export const recall: Task = {
  name: 'recall',
  title: 'Associative recall',
  summary: 'pairs of letters, then the first of each again: kQaT … a → T; makes induction heads',
  form: 'documents',
  size: { what: 'pairs', usual: 8, least: 2, most: LETTERS.length },
  usual: () => ({ examples: 20_000, heldOut: 500 }),
  make: (sizes) => {
    const { size, seed } = sizes;
    return distinctLines(sizes, {
      what: `lines of ${size} pairs`,
      next: randomNumbers(mix(seed, 0x4eca11)),
      line: (next) => {
        const pairs = shuffle([...LETTERS], next)
          .slice(0, size)
          .map((key) => `${key}${(LETTERS[randomInteger(next, 0, LETTERS.length - 1)] ?? '').toUpperCase()}`);
        return [...pairs, ...shuffle([...pairs], next)].join('');
      },
    });
  },
  recipe: ({ size }) => ({
    variants: 'rope',
    preset: 'quick',
    objective: 'documents',
    steps: 6_000,
    batch: 64,
    model: { layers: 3, heads: 4, width: 64, context: Math.max(8, 4 * size + 2) },
  }),
  // Behind a key that has been there before, its value is known.
  known: (line) => Array.from({ length: line.length / 4 }, (_, pair) => line.length / 2 + 2 * pair + 1),
  figure: {
    measure: 'marked',
    reach: 0.99,
    published: 'attention solves it at every width and length that was tried (above 99 %)',
    source: 'Arora et al., 2023 (Zoology, arXiv 2312.04927)',
  },
  circuits: [KEY, VALUE],
};
