/**
 * The end of an experiment: its table and its report from what is done, and a sentence on what is not.
 */
import { UserError } from '../files/userError';
import { lastLine } from '../runs/launcher';
import type { TrainingEvents } from '../training/trainingEvents';
import type { OpenExperiment } from './experiment';
import { type StudyRow, rowOf } from './runStage';
import { type StudyResult, concludeStudy } from './studyReport';
import { type TaskState, taskStates } from './taskStates';
import { logOf } from './tasksHere';

/** When it began, and who is told. */
interface Conclusion {
  readonly started: number;
  readonly events: Pick<TrainingEvents, 'say'>;
}

/**
 * Says the table and writes the report.
 *
 * @throws UserError naming the first task that failed, and how many; the report holds the others
 */
export async function concludeExperiment(
  { title, out, stages }: OpenExperiment,
  { started, events }: Conclusion,
): Promise<StudyResult> {
  const rows = await rowsOf(stages);
  const result = rows.length > 0 ? await concludeStudy(title, out, rows, { started, events }) : undefined;
  const left = (await taskStates(stages)).filter(({ state }) => state !== 'done');
  const [first] = left;
  if (first) throw new UserError(await whatIsLeft(out, first, left.length, stages.length));
  if (!result) throw new UserError(`${title} has no tasks.`);
  return result;
}

/** The lines of all tasks that are done, in their order. */
export async function rowsOf(stages: OpenExperiment['stages']): Promise<readonly StudyRow[]> {
  return (await Promise.all(stages.map(rowOf))).flatMap((row) => row ?? []);
}

async function whatIsLeft(out: string, first: TaskState, left: number, all: number): Promise<string> {
  const log = logOf(out, first.number);
  const reason = first.message ?? (await lastLine(log)) ?? 'it has not begun';
  return (
    `${left} of ${all} ${left === 1 ? 'task has' : 'tasks have'} not come to the end. ` +
    `${first.name}: ${reason} (${log}). The same command tries again what is left.`
  );
}
