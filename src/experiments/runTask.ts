/**
 * Runs one task of an experiment, as a process of its own: started by `tasksHere.ts`, or by Slurm.
 */
import { UserError } from '../files/userError';
import type { TrainingEvents } from '../training/trainingEvents';
import { rowsOf } from './concludeExperiment';
import { openExperiment } from './experiment';
import { type StudyRow, runStage } from './runStage';
import { writeStudyReport } from './studyReport';

/**
 * Runs a task to its end; whoever ends the last one writes the report.
 *
 * @throws StageStopped when it is stopped; the same call goes on with it
 */
export async function runTask(out: string, task: number, events: TrainingEvents): Promise<StudyRow> {
  const { title, stages } = await openExperiment(undefined, out);
  const stage = stages[task];
  if (!stage)
    throw new UserError(`${title} has tasks from 0 to ${stages.length - 1}; there is no task ${task}.`);
  const row = await runStage(stage, events);
  const rows = await rowsOf(stages);
  if (rows.length === stages.length) await writeStudyReport(title, out, rows);
  return row;
}
