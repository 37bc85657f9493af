/**
 * Balanced brackets: is every bracket closed, and none before it was opened?
 */
import { mix, randomInteger, randomNumbers, shuffle, type RandomNumbers } from '../../numbers/randomNumbers';
import type { EvenCircuit } from '../circuits';
import { distinctLines, drawDistinct } from '../distinctLines';
import type { Task } from '../task';

/** How much longer those are that are asked beside the held-out ones, none of which was learned. */
const LONGER = 1.5;

function isBalanced(brackets: readonly string[]): boolean {
  let open = 0;
  for (const bracket of brackets) {
    open += bracket === '(' ? 1 : -1;
    if (open < 0) return false;
  }
  return open === 0;
}

/** A balanced row of `length` brackets: a random step wherever both keep it balanced, less likely up where it is high. */
function balanced(length: number, next: RandomNumbers): string[] {
  const row: string[] = [];
  let open = 0;
  for (let left = length; left > 0; left--) {
    const mayOpen = open < left;
    const opens = mayOpen && (open === 0 || next() < 0.5);
    row.push(opens ? '(' : ')');
    open += opens ? 1 : -1;
  }
  return row;
}

/**
 * Rows that fail in every way there is: one bracket turned round (the count is wrong), two swapped (it is right, but
 * one is closed too early), or all shuffled.
 */
function unbalanced(length: number, next: RandomNumbers): string[] {
  for (;;) {
    const row = balanced(length, next);
    const way = next();
    const place = randomInteger(next, 0, length - 1);
    const other = randomInteger(next, 0, length - 1);
    const [a = '', b = ''] = [row[place], row[other]];
    if (way < 1 / 3) row[place] = a === '(' ? ')' : '(';
    else if (way < 2 / 3) [row[place], row[other]] = [b, a];
    else shuffle(row, next);
    if (!isBalanced(row)) return row;
  }
}

/** A row of even length with its answer, each as likely. */
function line(next: RandomNumbers, shortest: number, longest: number): string {
  const length = 2 * randomInteger(next, shortest / 2, longest / 2);
  const row = next() < 0.5 ? balanced(length, next) : unbalanced(length, next);
  return `${row.join('')}\t${isBalanced(row) ? 'yes' : 'no'}`;
}

const COUNTING: EvenCircuit = {
  kind: 'even',
  name: 'counting',
  title: 'counting head',
  meaning: 'the ⁇ looks at all brackets alike, and so knows how many more were opened than closed',
  source: 'ARENA 3.0, chapter 1.5.1 (head 0.0)',
  formed: 0.6,
  lost: 0.1,
};

/** `(()())` is asked for `yes`, `())(` for `no`. */
export const brackets: Task = {
  name: 'brackets',
  title: 'Balanced brackets',
  summary: 'is every bracket closed? (()()) → yes, ())( → no; asked for longer rows too',
  form: 'questions',
  size: { what: 'brackets at most', usual: 20, least: 8, most: 200 },
  usual: (longest) => ({ examples: longest < 16 ? 100 : 40_000, heldOut: longest < 16 ? 20 : 1_000 }),
  make: (sizes) => {
    const longest = 2 * Math.floor(sizes.size / 2);
    const what = `rows of up to ${longest} brackets`;
    const next = randomNumbers(mix(sizes.seed, 0xb4ac));
    const parts = distinctLines(sizes, { what, next, line: () => line(next, 4, longest) });
    const most = 2 * Math.floor((LONGER * longest) / 2);
    const longer = { what: 'longer rows', next, line: () => line(next, longest + 2, most) };
    const lines = drawDistinct(Math.min(500, parts.heldOut.length), longer, new Set());
    return {
      ...parts,
      more: [{ name: 'longer', lines, title: `rows of ${longest + 2} to ${most} brackets` }],
    };
  },
  recipe: ({ size }) => ({
    variants: 'rope',
    preset: 'quick',
    // With three layers of four heads no single one is needed: several count, and one stands in for another.
    finetuneSteps: 1_500,
    finetuneBatch: 64,
    model: { layers: 2, heads: 2, width: 32, context: Math.ceil(LONGER * size) + 8 },
  }),
  figure: {
    measure: 'exact',
    reach: 0.99,
    published: 'above 99 % (a bidirectional model of three layers, rows of 40)',
    source: 'ARENA 3.0, chapter 1.5.1',
  },
  circuits: [COUNTING],
};
