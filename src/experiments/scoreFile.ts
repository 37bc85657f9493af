/**
 * `score.json` in a run folder: what the run's last weights scored on the held-out questions, so that whoever
 * makes a table need not ask again.
 */
import * as v from 'valibot';
import type { Score } from '../answers/evaluate';
import { count, fields, finite, proportion, text } from '../files/foreign';
import { readKnownJson } from '../files/knownJson';
import { writeAtomically } from '../files/writeAtomically';
import type { RunFolder } from '../runs/runFolder';

const MOST_BYTES = 100_000;

const scoreSchema = fields({
  scored: count,
  correct: count,
  accuracy: proportion,
  interval: fields({ low: finite, high: finite }),
  baseline: fields({ answer: text, correct: count }),
  ceiling: v.exactOptional(count),
}) satisfies v.GenericSchema<unknown, Score>;

const scoreFile = fields({ version: v.literal(1), step: count, score: scoreSchema });

/** The score after a step; undefined where there is none that can be read, or only that of another step. */
export async function readScore(folder: RunFolder, step: number): Promise<Score | undefined> {
  const found = await readKnownJson(pathIn(folder), scoreFile, MOST_BYTES);
  return found?.step === step ? found.score : undefined;
}

/** Keeps the score of a run after a step. Throws a UserError when it cannot be written. */
export async function writeScore(folder: RunFolder, step: number, score: Score): Promise<void> {
  await writeAtomically(pathIn(folder), [`${JSON.stringify({ version: 1, step, score })}\n`]);
}

function pathIn(folder: RunFolder): string {
  return folder.inside('score.json');
}
