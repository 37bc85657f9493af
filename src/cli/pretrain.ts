/**
 * `attention-lab pretrain`: a model learns a corpus, by span corruption or as a plain language model.
 */
import { PRETRAIN_OPTIONS, REPLAY_OPTIONS, RESUME_OPTIONS, RESUME_SWITCH } from '../training/options';
import { pretrain as train } from '../training/pretrain';
import { replayRun, resumeRun } from '../training/startRun';
import { trainingEvents } from './trainingEvents';
import { type Verb, specsOf } from './verb';

/** Trains on a corpus. */
export const pretrain: Verb = {
  summary: 'a model learns a corpus, by span corruption or as a plain language model',
  options: specsOf({ ...PRETRAIN_OPTIONS, ...RESUME_SWITCH, replay: REPLAY_OPTIONS.replay }),
  run: async (call) => {
    const events = trainingEvents(call);
    const ended = call.has('resume')
      ? await resumeRun(call.read(RESUME_OPTIONS), events)
      : call.text('replay') !== undefined
        ? await replayRun(call.read(REPLAY_OPTIONS), events)
        : await train(call.read(PRETRAIN_OPTIONS), events);
    return { run: call.required('out'), ...ended };
  },
};
