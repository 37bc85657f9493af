/**
 * Any text as one stream, such as all plays of an author: the next character is predicted.
 */
import { readTextFile } from '../../files/textFile';
import { UserError } from '../../files/userError';
import { wholeNumber } from '../../numbers/formats';
import type { Task } from '../task';

/** nanoGPT keeps the last tenth of its plays. */
const HELD_OUT_SHARE = 0.1;

/** A text that is shorter has nothing to say about what follows what. */
const SHORTEST = 10_000;

/** The last lines, as many as hold a tenth of the characters, are held out. */
function divided(path: string, lines: readonly string[]) {
  const total = lines.reduce((sum, line) => sum + line.length + 1, 0);
  if (total < SHORTEST)
    throw new UserError(
      `${path} has ${wholeNumber(total)} characters; a model needs ${wholeNumber(SHORTEST)} at least. Name a longer text.`,
    );
  let first = lines.length;
  let held = 0;
  while (held < HELD_OUT_SHARE * total && first > 0) held += (lines[--first]?.length ?? 0) + 1;
  if (first === 0)
    throw new UserError(`${path} is one line. Break it into lines, so that its end can be held out.`);
  return { learned: lines.slice(0, first), heldOut: lines.slice(first) };
}

/** A file of the user's own; a tenth of it is only read. */
export const text: Task = {
  name: 'text',
  title: 'A text of your own',
  summary: 'any text file as one stream: the next character, as in nanoGPT’s plays',
  form: 'stream',
  size: undefined,
  usual: () => ({ examples: 0, heldOut: 0 }),
  make: async ({ text: path }) => {
    if (path === undefined) throw new UserError('This task needs a text: --text FILE.');
    return divided(path, (await readTextFile(path)).lines);
  },
  recipe: () => ({
    variants: 'rope',
    preset: 'quick',
    objective: 'stream',
    steps: 2_000,
    batch: 12,
    model: { layers: 4, heads: 4, width: 128, context: 64 },
  }),
  figure: {
    measure: 'loss',
    reach: 1.88,
    published: '1.88 nats a character on Tiny Shakespeare (4 × 128, context 64, 3 minutes on a CPU)',
    source: 'nanoGPT, README (Karpathy, 2023)',
  },
  circuits: [],
};
