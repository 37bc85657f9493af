/**
 * `attention-lab branch`: another way from a checkpoint of a run.
 */
import { wholeNumber } from '../numbers/formats';
import { branchRun } from '../runs/branchRun';
import { readConfig } from '../runs/configFile';
import { RunFolder } from '../runs/runFolder';
import type { Verb } from './verb';

/** Makes the run; it is trained by `--resume`. */
export const branch: Verb = {
  summary: 'a new run that goes another way from a checkpoint of one',
  options: {
    run: { value: 'RUN', required: true, help: 'the run to leave' },
    step: { value: 'N', help: 'a step that has a checkpoint (default: the newest)' },
    out: { value: 'DIR', required: true, help: 'the run folder to make' },
  },
  opensModels: true,
  run: async (call) => {
    const out = new RunFolder(call.required('out'));
    const run = new RunFolder(call.required('run'));
    const { step, exact } = await branchRun({ run, step: call.integer('step', 0) }, out);
    const at = wholeNumber(step);
    if (!exact)
      call.warn(`The checkpoint of step ${at} holds weights only, so the optimizer’s moments start at zero.`);
    const { task } = await readConfig(out);
    call.say(
      `${out.path} stands at step ${at}. Go on with: attention-lab ${task} --resume --out ${out.path}`,
    );
    return { run: out.path, step, exact };
  },
};
