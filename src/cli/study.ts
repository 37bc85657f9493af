/**
 * `attention-lab study`: the founding study’s table, end to end.
 */
import { STUDY_OPTIONS } from '../experiments/options';
import { runStudy } from '../experiments/study';
import { trainingEvents } from './trainingEvents';
import { type Verb, specsOf } from './verb';

/** Runs the whole study. */
export const study: Verb = {
  summary: 'the founding study’s table, end to end',
  options: specsOf(STUDY_OPTIONS),
  opensModels: true,
  run: (call) => runStudy(call.read(STUDY_OPTIONS), trainingEvents(call)),
};
