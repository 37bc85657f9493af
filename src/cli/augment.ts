/**
 * `attention-lab augment`: what a text must be like for its facts to be reached by questions.
 */
import { AUGMENT_OPTIONS } from '../experiments/options';
import { runAugment } from '../experiments/augment';
import { trainingEvents } from './trainingEvents';
import { type Verb, specsOf } from './verb';

/** Trains on eight texts about the same people. */
export const augment: Verb = {
  summary: 'what a text must be like for its facts to be reached: paraphrased, reordered, asked',
  options: specsOf(AUGMENT_OPTIONS),
  opensModels: true,
  run: (call) => runAugment(call.read(AUGMENT_OPTIONS), trainingEvents(call)),
};
