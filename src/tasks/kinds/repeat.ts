/**
 * Repetition: letters in any order, then pieces of them again. The smallest task that takes an induction head: a piece
 * can begin anywhere and has a length of its own, so that only what stood behind a letter the first time tells the next.
 */
import { mix, randomInteger, randomNumbers, shuffle } from '../../numbers/randomNumbers';
import { INDUCTION, PREVIOUS_TOKEN } from '../circuits';
import { distinctLines } from '../distinctLines';
import type { Task } from '../task';

const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz');

/** Letters of the alphabet that a line lacks: without them its last letters would be known. */
const LACKED = 4;

/** Letters of a piece that comes again. */
const [SHORTEST, LONGEST] = [3, 6];

/** How often as long a line is as what it begins with. */
const LENGTH = 3;

/** `djekbpgc…` and then `bpg`, `jek` …: within a piece, the next letter is known. */
export const repeat: Task = {
  name: 'repeat',
  title: 'Repetition',
  summary: 'letters in any order, then pieces of them again; makes an induction head in half a minute',
  form: 'documents',
  size: { what: 'letters', usual: 12, least: 8, most: LETTERS.length - LACKED },
  usual: () => ({ examples: 20_000, heldOut: 500 }),
  make: (sizes) => {
    const { size, seed } = sizes;
    return distinctLines(sizes, {
      what: `lines of ${size} letters`,
      next: randomNumbers(mix(seed, 0x4e9ea7)),
      line: (next) => {
        const first = shuffle(LETTERS.slice(0, size + LACKED), next).slice(0, size);
        const line = [...first];
        while (line.length < LENGTH * size) {
          const length = randomInteger(next, SHORTEST, LONGEST);
          const from = randomInteger(next, 0, size - length);
          line.push(...first.slice(from, from + length));
        }
        return line.slice(0, LENGTH * size).join('');
      },
    });
  },
  recipe: ({ size }) => ({
    variants: 'rope',
    preset: 'quick',
    objective: 'documents',
    steps: 800,
    batch: 32,
    model: { layers: 2, heads: 2, width: 32, context: LENGTH * size + 2 },
  }),
  // Behind a letter that has come again stands what stood behind it before, or another piece, which nobody can know.
  known: (line) => {
    const size = line.length / LENGTH;
    const places = Array.from({ length: line.length - size - 1 }, (_, index) => size + 1 + index);
    return places.filter((place) => line.slice(0, size).includes(line.slice(place - 1, place + 1)));
  },
  figure: {
    measure: 'marked',
    reach: 0.95,
    // Neither names a share: the 95 % are ours.
    published:
      'two layers of attention go on with random tokens that come again, one layer does not; the share is our own mark',
    source: 'Elhage et al., 2021; Olsson et al., 2022 (arXiv 2209.11895)',
  },
  circuits: [PREVIOUS_TOKEN, INDUCTION],
};
