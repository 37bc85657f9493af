/**
 * Sorting digits: the demonstration of minGPT, with ten digits in place of three.
 */
import { mix, randomInteger, randomNumbers } from '../../numbers/randomNumbers';
import type { Circuit } from '../circuits';
import { distinctLines } from '../distinctLines';
import type { Task } from '../task';

/** The place from which the next digit of the answer is predicted looks at that digit in the question. */
const VALUE: Circuit = {
  kind: 'looks',
  name: 'value',
  title: 'value head',
  meaning: 'before each digit of the answer, the model looks at the places of that digit in the question',
  source: 'the circuit that copying the next smallest digit needs; Elhage et al., 2021 (copying heads)',
  formed: 0.5,
  looks: ({ characters, asks = 0 }) =>
    characters.slice(asks + 1).flatMap((digit, index) => {
      const keys = characters.slice(0, asks).flatMap((asked, place) => (asked === digit ? [place] : []));
      return keys.length === 0 ? [] : [{ query: asks + index, keys }];
    }),
};

/** `381902` is asked for `012389`. */
export const sort: Task = {
  name: 'sort',
  title: 'Sort digits',
  summary: 'six digits are put in order: 381902 → 012389; learned in 3,000 steps',
  form: 'questions',
  size: { what: 'digits', usual: 6, least: 2, most: 20 },
  usual: () => ({ examples: 50_000, heldOut: 5_000 }),
  make: (sizes) => {
    const { size, seed } = sizes;
    return distinctLines(sizes, {
      what: `rows of ${size} digits`,
      next: randomNumbers(mix(seed, 0x50e7)),
      line: (next) => {
        const digits = Array.from({ length: size }, () => randomInteger(next, 0, 9));
        return `${digits.join('')}\t${[...digits].sort((a, b) => a - b).join('')}`;
      },
    });
  },
  recipe: ({ size }) => ({
    variants: 'rope',
    preset: 'quick',
    finetuneSteps: 3_000,
    finetuneBatch: 64,
    model: { layers: 3, heads: 3, width: 48, context: Math.max(8, 2 * size + 3) },
  }),
  figure: {
    measure: 'exact',
    reach: 1,
    published: '5,000 of 5,000 (0.09 M parameters, 2,000 steps; three kinds of digits)',
    source: 'minGPT, demo.ipynb (Karpathy, 2022)',
  },
  circuits: [VALUE],
};
