/**
 * `attention-lab experiment`: what an experiment file asks for, ending with a table and a report.
 */
import { EXPERIMENT_OPTIONS } from '../experiments/options';
import { runExperiment } from '../experiments/experiment';
import { trainingEvents } from './trainingEvents';
import { type Verb, specsOf } from './verb';

/** Runs an experiment file. */
export const experiment: Verb = {
  summary: 'what an experiment file (*.attn.json) asks for',
  options: specsOf(EXPERIMENT_OPTIONS),
  run: (call) => runExperiment(call.read(EXPERIMENT_OPTIONS), trainingEvents(call)),
};
