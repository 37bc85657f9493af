/**
 * Made-up people: facts that are read in a text and asked for afterwards, as in the founding study.
 */
import { DEFAULT_BIOGRAPHIES, makeBiographies } from '../../data/biographies/biographies';
import { UserError } from '../../files/userError';
import type { Task } from '../task';

/** A corpus about people, and questions about where they were born. */
export const people: Task = {
  name: 'people',
  title: 'Made-up people',
  summary: 'lives to read, and questions about them: pretraining, then finetuning',
  form: 'study',
  size: { what: 'people', usual: DEFAULT_BIOGRAPHIES.people, least: 2, most: 1_000_000 },
  usual: (count) => ({ examples: Math.round(count / 2), heldOut: count - Math.round(count / 2) }),
  make: ({ size, examples, heldOut, seed }) => {
    if (examples + heldOut > size)
      throw new UserError(
        `${size} people cannot be asked about ${examples + heldOut} times. Ask for fewer (--examples, --held-out).`,
      );
    const trainedShare = examples / size;
    const made = makeBiographies({ ...DEFAULT_BIOGRAPHIES, people: size, seed, trainedShare });
    const title = 'questions about people of whom nothing is told';
    return {
      corpus: made.corpus,
      learned: made.trained,
      heldOut: made.heldOut.slice(0, heldOut),
      more: [{ name: 'birthplaces-invented', lines: made.invented, title }],
    };
  },
  recipe: () => ({ variants: 'rope', preset: 'quick' }),
  figure: undefined,
  circuits: [],
};
