/**
 * Addition of whole numbers whose sum is written from its last digit on, as carries go.
 */
import { mix, randomInteger, randomNumbers } from '../../numbers/randomNumbers';
import type { Circuit, TaskRow } from '../circuits';
import { distinctLines } from '../distinctLines';
import type { Task } from '../task';

/** Where the two digits of a place stand, counted from the last digit of each number; none beyond the first. */
function pairAt({ asks = 0 }: TaskRow, place: number): readonly number[] {
  const digits = (asks - 1) / 2;
  if (place < 0 || place >= digits) return [];
  return [digits - 1 - place, asks - 1 - place];
}

function atPair(row: TaskRow, shift: number) {
  const { characters, asks = 0 } = row;
  return characters.slice(asks + 1).flatMap((_, place) => {
    const keys = pairAt(row, place - shift);
    return keys.length === 0 ? [] : [{ query: asks + place, keys }];
  });
}

const SOURCE = 'Quirke & Barez, 2024 (arXiv 2310.13121)';

const PAIR: Circuit = {
  kind: 'looks',
  name: 'digit-pair',
  title: 'digit-pair head',
  meaning: 'before each digit of the sum, the model looks at the two digits that make it',
  source: SOURCE,
  formed: 0.5,
  looks: (row) => atPair(row, 0),
};

const CARRY: Circuit = {
  kind: 'looks',
  name: 'carry',
  title: 'carry head',
  meaning: 'before each digit of the sum, the model looks at the two digits that may carry into it',
  source: SOURCE,
  formed: 0.3,
  looks: (row) => atPair(row, 1),
};

/** `457+086` is asked for `3450`. */
export const addition: Task = {
  name: 'addition',
  title: 'Addition, answer reversed',
  summary: 'numbers of three digits are added, the sum from its last digit on: 457+086 → 3450',
  form: 'questions',
  size: { what: 'digits', usual: 3, least: 1, most: 12 },
  usual: (digits) => ({
    examples: digits === 1 ? 80 : digits === 2 ? 5_000 : 50_000,
    heldOut: digits === 1 ? 20 : 1_000,
  }),
  make: (sizes) => {
    const { size, seed } = sizes;
    return distinctLines(sizes, {
      what: `additions of ${size} digits`,
      next: randomNumbers(mix(seed, 0xadd)),
      line: (next) => {
        const number = () => Array.from({ length: size }, () => randomInteger(next, 0, 9)).join('');
        const [a, b] = [number(), number()];
        const sum = String(Number(a) + Number(b)).padStart(size + 1, '0');
        return `${a}+${b}\t${Array.from(sum).reverse().join('')}`;
      },
    });
  },
  recipe: ({ size }) => ({
    variants: 'rope',
    preset: 'quick',
    finetuneSteps: 3_000,
    finetuneBatch: 64,
    model: { layers: 2, heads: 4, width: 96, context: Math.max(8, 3 * size + 5) },
  }),
  figure: {
    measure: 'exact',
    reach: 1,
    published: '100 % (NanoGPT of 10.6 M parameters, reversed sums)',
    source: 'Lee et al., 2024 (arXiv 2307.03381)',
  },
  circuits: [PAIR, CARRY],
};
