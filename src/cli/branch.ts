/**
 * `attention-lab branch`: another way from a checkpoint of a run.
 */
import { wholeNumber } from '../numbers/formats';
import { branchRun } from '../runs/branchRun';
import { RunFolder } from '../runs/runFolder';
import type { Verb } from './verb';

/** Makes the run; it is trained by `--resume`. */
export const branch: Verb = {
  summary: 'a new run that goes another way from a checkpoint of one',
  options: {
    run: { value: 'RUN', help: 'the run to leave' },
    step: { value: 'N', help: 'a step that has a checkpoint (default: the newest)' },
    out: { value: 'DIR', help: 'the run folder to make' },
  },
  run: async (call) => {
    const out = new RunFolder(call.required('out'));
    const run = new RunFolder(call.required('run'));
    const { step, exact } = await branchRun({ run, step: call.integer('step', 0) }, out);
    if (!exact) call.warn('This old checkpoint has its weights alone: the optimizer’s memory begins anew.');
    call.say(`${out.path} stands at step ${wholeNumber(step)}; go on with --resume --out ${out.path}`);
    return { run: out.path, step, exact };
  },
};
