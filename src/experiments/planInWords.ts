/**
 * What an experiment will take, told to people and to other processes. It is found by `plan.ts`, which loads an
 * engine; this file does not.
 */
import type * as v from 'valibot';
import { count, fields, finite, text } from '../files/foreign';
import { bytes, durationInWords, wholeNumber } from '../numbers/formats';

/** What an experiment will take. */
export const experimentPlan = fields({
  /** Lines of the table; each is a task of its own. */
  tasks: count,
  /** Trainings altogether: a pretraining and a finetuning are two. */
  runs: count,
  /** Tasks that are at work at the same time on this machine. */
  atOnce: count,
  /** Processor threads of each. */
  threads: count,
  /** Seconds of all trainings one after the other. */
  seconds: finite,
  /** Bytes of memory of the largest training. */
  memory: finite,
  /** Bytes on the disk of all trainings. */
  disk: finite,
  /** Where it was timed. */
  device: text,
});

/** What an experiment will take. */
export type ExperimentPlan = v.InferOutput<typeof experimentPlan>;

/** The plan as a sentence for people, for tasks that run here. */
export function planInWords(plan: ExperimentPlan): string {
  const { tasks, runs, atOnce, seconds, disk, memory } = plan;
  const together = atOnce === 1 ? 'one after the other' : `${atOnce} at once`;
  return (
    `${countOf(tasks, 'line')} of the table, ${countOf(runs, 'training')}, ${together}: ` +
    `about ${durationInWords(seconds / atOnce)}, ${bytes(disk)} of disk, ${bytes(memory)} of memory each`
  );
}

/** The same for tasks that Slurm runs: when it begins them, it alone knows. */
export function slurmPlanInWords(plan: ExperimentPlan): string {
  const { tasks, runs, seconds, disk, memory } = plan;
  const each = runs === tasks ? '' : ` of ${countOf(runs, 'training')}`;
  return (
    `${countOf(tasks, 'task')}${each}: about ${durationInWords(seconds / tasks)} each as timed here, ` +
    `${bytes(disk)} of disk, ${bytes(memory)} of memory each`
  );
}

/** `1 run`, `12 runs`. */
function countOf(count: number, what: string): string {
  return `${wholeNumber(count)} ${what}${count === 1 ? '' : 's'}`;
}
