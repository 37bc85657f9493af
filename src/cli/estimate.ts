/**
 * `attention-lab estimate`: how long a training will take here, before it is begun.
 */
import { bytes, durationInWords, fixed, shortNumber, wholeNumber } from '../numbers/formats';
import { ESTIMATE_OPTIONS } from '../training/options';
import { estimateTraining } from '../training/timeEstimate';
import { type Verb, specsOf } from './verb';

/** Times a few steps. */
export const estimate: Verb = {
  summary: 'how long a training will take here, from a few steps of it',
  options: specsOf(ESTIMATE_OPTIONS),
  opensModels: true,
  run: async (call) => {
    const found = await estimateTraining(call.read(ESTIMATE_OPTIONS));
    const { device, steps, secondsPerStep, seconds, parameters, memory } = found;
    call.say(
      `about ${durationInWords(seconds)} on ${device}: ${wholeNumber(steps)} steps of ${fixed(secondsPerStep, 2)} s`,
    );
    call.say(`${shortNumber(parameters)} parameters, about ${bytes(memory)} of memory`);
    return found;
  },
};
