/**
 * `attention-lab estimate`: how long a training will take here, before it is begun.
 */
import { durationInWords, fixed, wholeNumber } from '../numbers/formats';
import { ESTIMATE_OPTIONS } from '../training/options';
import { estimateTraining } from '../training/timeEstimate';
import { type Verb, specsOf } from './verb';

/** Times a few steps. */
export const estimate: Verb = {
  summary: 'how long a training will take here, from a few steps of it',
  options: specsOf(ESTIMATE_OPTIONS),
  run: async (call) => {
    const found = await estimateTraining(call.read(ESTIMATE_OPTIONS));
    const { device, steps, secondsPerStep, seconds } = found;
    call.say(
      `about ${durationInWords(seconds)} on ${device}: ${wholeNumber(steps)} steps of ${fixed(secondsPerStep, 2)} s`,
    );
    return found;
  },
};
