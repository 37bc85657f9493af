/**
 * `attention-lab finetune`: a model learns to answer questions, from a pretrained run or from nothing.
 */
import { finetune as train } from '../training/finetune';
import { FINETUNE_OPTIONS, REPLAY_OPTIONS, RESUME_OPTIONS, RESUME_SWITCH } from '../training/options';
import { replayRun, resumeRun } from '../training/startRun';
import { trainingEvents } from './trainingEvents';
import { type Verb, specsOf } from './verb';

/** Trains on questions. */
export const finetune: Verb = {
  summary: 'a model learns to answer questions, from a pretrained run or from nothing',
  options: specsOf({ ...FINETUNE_OPTIONS, ...RESUME_SWITCH, replay: REPLAY_OPTIONS.replay }),
  run: async (call) => {
    const events = trainingEvents(call);
    const ended = call.has('resume')
      ? await resumeRun(call.read(RESUME_OPTIONS), events)
      : call.text('replay') !== undefined
        ? await replayRun(call.read(REPLAY_OPTIONS), events)
        : await train(call.read(FINETUNE_OPTIONS), events);
    return { run: call.required('out'), ...ended };
  },
};
