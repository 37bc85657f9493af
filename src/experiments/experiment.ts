/**
 * Does what an experiment file asks for: every variant with every setting and every seed, ending with a table
 * and a report.
 *
 * The folder of its runs holds a copy of the file, so that the experiment can go on from there alone, whatever
 * becomes of the file:
 *
 *     experiment.attn.json   the copy, every file named by its whole path
 *     NAME, NAME-pretrained, NAME-finetuned   the runs
 *     logs/                  what the tasks had to say
 *     slurm/                 what was handed to Slurm, where it was
 *     report.html
 */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { UserError } from '../files/userError';
import type { Experiment } from './experimentForm';
import { EXPERIMENT_ENDING, copyIn, readExperiment } from './experimentFile';
import { experimentProblems } from './experimentProblems';
import type { Stage } from './stage';
import { stagesOf } from './stages';

/** An experiment with its tasks. */
export interface OpenExperiment {
  readonly title: string;
  /** The folder of its runs. */
  readonly out: string;
  readonly asked: Experiment;
  /** A task each. */
  readonly stages: readonly Stage[];
}

/**
 * Opens an experiment: from its file, or from the folder of its runs.
 *
 * @throws UserError when it could not run to its end
 */
export async function openExperiment(file: string | undefined, out: string): Promise<OpenExperiment> {
  const path = file ?? copyIn(out);
  if (file === undefined && !existsSync(path))
    throw new UserError(
      `${out} holds no experiment: there is no ${basename(path)} in it. Name one with --file.`,
    );
  const asked = await readExperiment(path);
  // Hours later it would be the wrong time to hear that the last variant does not exist.
  const [problem] = experimentProblems(asked);
  if (problem) throw new UserError(`${path}, '${problem.at.join('.')}': ${problem.message}`);
  const name = file === undefined ? basename(out) : basename(file).replace(EXPERIMENT_ENDING, '');
  return { title: `Experiment: ${name}`, out, asked, stages: stagesOf(asked, out) };
}
