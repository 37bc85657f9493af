/**
 * Addition modulo a number: learned by heart first, understood long after (“grokking”).
 */
import { mix, randomNumbers, shuffle } from '../../numbers/randomNumbers';
import { UserError } from '../../files/userError';
import { wholeNumber } from '../../numbers/formats';
import type { WaveCircuit } from '../circuits';
import type { Task } from '../task';

/** A character for each remainder, so that each is one token. */
const REMAINDERS = Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz');

/** Share of all pairs that are learned: with fewer, understanding comes later (Power et al., 2022). */
const LEARNED_SHARE = 0.4;

const WAVES: WaveCircuit = {
  kind: 'waves',
  name: 'fourier',
  title: 'Fourier features in the embedding',
  meaning: 'remainders are embedded as points on a few circles, so that angles can be added',
  source: 'Nanda et al., 2023 (arXiv 2301.05217), section 4',
  formed: 0.7,
  waves: 5,
  characters: (size) => REMAINDERS.slice(0, size),
};

/** `Ab` is asked for the remainder of A + b. */
export const modular: Task = {
  name: 'modular',
  title: 'Modular addition',
  summary: 'remainders of sums: first by heart, understood long after; weight decay decides',
  form: 'questions',
  size: { what: 'remainders', usual: 53, least: 5, most: REMAINDERS.length },
  usual: (modulus) => {
    const examples = Math.round(LEARNED_SHARE * modulus ** 2);
    return { examples, heldOut: modulus ** 2 - examples };
  },
  make: ({ size, examples, heldOut, seed }) => {
    const all = REMAINDERS.slice(0, size).flatMap((a, first) =>
      REMAINDERS.slice(0, size).map((b, second) => `${a}${b}\t${REMAINDERS[(first + second) % size] ?? ''}`),
    );
    if (examples + heldOut > all.length)
      throw new UserError(
        `There are ${wholeNumber(all.length)} sums modulo ${size}, not ${wholeNumber(examples + heldOut)}. ` +
          'Ask for fewer (--examples, --held-out), or for a larger modulus (--size).',
      );
    const shuffled = shuffle(all, randomNumbers(mix(seed, 0x40d)));
    return { learned: shuffled.slice(heldOut, heldOut + examples), heldOut: shuffled.slice(0, heldOut) };
  },
  recipe: ({ examples }) => ({
    variants: 'vanilla',
    preset: 'quick',
    optimizer: 'adamw',
    finetuneLearningRate: 1e-3,
    weightDecay: 1,
    beta2: 0.98,
    warmup: 10,
    rateFloor: 1,
    finetuneSteps: 8_000,
    finetuneBatch: Math.min(512, examples),
    model: { layers: 1, heads: 4, width: 128, context: 8 },
  }),
  figure: {
    measure: 'exact',
    reach: 0.99,
    published: 'learned by heart first, above 99 % long after (modulus 113, 30 % of the pairs)',
    source: 'Nanda et al., 2023 (arXiv 2301.05217)',
  },
  circuits: [WAVES],
};
