/**
 * `slurm/jobs.json` in an experiment's folder: the arrays that were handed to Slurm for it, newest last.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { count, fields, list, text } from '../../files/foreign';
import { readKnownJson } from '../../files/knownJson';
import { writeAtomically } from '../../files/writeAtomically';

const submission = fields({
  /** The array's number in the queue. */
  job: v.pipe(v.string(), v.regex(/^\d{1,12}$/)),
  /** The numbers of its tasks. */
  tasks: list(count, 100_000),
  /** When, ISO 8601. */
  submitted: text,
  /** What else sbatch was told, for the same again. */
  flags: list(text, 1000),
});

/** An array that was handed to Slurm. */
export type Submission = v.InferOutput<typeof submission>;

const file = fields({ version: v.literal(1), jobs: list(submission, 10_000) });

const MOST_BYTES = 20_000_000;

/** The folder for what Slurm needs and says. */
export function slurmFolder(out: string): string {
  return join(out, 'slurm');
}

/** Whether anything was handed in; a question that costs little. */
export function wasHandedIn(out: string): boolean {
  return existsSync(pathIn(out));
}

/** What was handed in; empty where nothing was, or the file cannot be read. */
export async function readSubmissions(out: string): Promise<readonly Submission[]> {
  return (await readKnownJson(pathIn(out), file, MOST_BYTES))?.jobs ?? [];
}

/** Adds one. Throws a UserError when it cannot be written. */
export async function addSubmission(out: string, added: Submission): Promise<void> {
  const jobs = [...(await readSubmissions(out)), added];
  await writeAtomically(pathIn(out), [`${JSON.stringify({ version: 1, jobs })}\n`]);
}

function pathIn(out: string): string {
  return join(slurmFolder(out), 'jobs.json');
}

/** The newest array that holds a task. */
export function jobOf(jobs: readonly Submission[], task: number): string | undefined {
  return jobs.findLast(({ tasks }) => tasks.includes(task))?.job;
}

/** What a task said, on whichever node, in all its lives: `%A_%a` of its array. */
export function slurmLog(out: string, job: string, task: number): string {
  return join(slurmFolder(out), `${job}_${task}.txt`);
}
