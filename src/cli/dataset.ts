/**
 * `attention-lab dataset`: makes the data of a task, with an experiment file that trains on them.
 */
import { makeDataset } from '../tasks/dataset';
import { DATASET_OPTIONS } from '../tasks/options';
import { type Verb, specsOf } from './verb';

/** Makes the data of a task. */
export const dataset: Verb = {
  summary: 'makes the data of a task with known answers, and an experiment file that trains on them',
  options: specsOf(DATASET_OPTIONS),
  run: async (call) => {
    const made = await makeDataset(call.read(DATASET_OPTIONS));
    call.say(`${made.folder}: ${made.amount}`);
    call.say(`train: attention-lab experiment --file ${made.experiment} --out ${made.folder}/runs`);
    return made;
  },
};
