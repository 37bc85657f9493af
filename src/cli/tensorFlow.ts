/**
 * `attention-lab tensorflow`: what training through TensorFlow on a GPU needs, and what of it is here.
 */
import { tensorFlowSetUp } from '../training/tensorFlowSetUp';
import type { Verb } from './verb';

/** Lists what was found and what is missing, with the command that installs it; runs nothing. */
export const tensorFlow: Verb = {
  summary: 'what tfjs-cuda needs, what of it is here, and the command that installs the rest',
  options: {},
  run: async (call) => {
    const report = await tensorFlowSetUp();
    for (const { found, words } of report.findings) call.say(`${found ? '●' : '○'} ${words}`);
    if (report.install !== undefined) call.say(`To install what is missing: ${report.install}`);
    return report;
  },
};
