/**
 * Keeps a run's checkpoints few and small.
 *
 * The newest two keep the optimizer's state, so that a run can go on even if one file is damaged. The
 * older ones are history, for looking back at how heads formed: they keep their weights alone, a third
 * of the size, and at most {@link MOST_CHECKPOINTS} of them are kept, evenly spread.
 */
import { rm } from 'node:fs/promises';
import { UserError } from '../files/userError';
import { readCheckpoint, weightsAlone, writeCheckpoint } from '../model/checkpoints/checkpoint';
import type { RunFolder } from './runFolder';

/** Checkpoints kept of one run. */
export const MOST_CHECKPOINTS = 48;

/** Checkpoints with the optimizer's state. */
export const RESUMABLE_CHECKPOINTS = 2;

/** Two steps between which something has happened. */
export type Moment = readonly [before: number, after: number];

/** What is not thinned out. */
interface KeptCheckpoints {
  /** Steps from which somebody may want to go another way: their checkpoints stay as they are. */
  readonly marked?: readonly number[];
  /** The nearest checkpoints on both sides of these stay. Asked only where there are too many. */
  readonly moments?: () => Promise<readonly Moment[]>;
}

/**
 * Thins the checkpoints of a run; called after each new one. One that is damaged is left as it is, with a warning: the
 * run does not need it to go on.
 */
export async function thinCheckpoints(
  folder: RunFolder,
  onWarning: (sentence: string) => void,
  { marked = [], moments }: KeptCheckpoints = {},
): Promise<void> {
  const steps = await folder.checkpointSteps();
  const third = steps.at(-1 - RESUMABLE_CHECKPOINTS);
  if (third !== undefined && !marked.includes(third))
    await dropOptimizerState(folder.checkpoint(third)).catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      onWarning(error.message);
    });
  if (steps.length > MOST_CHECKPOINTS) {
    const around = ((await moments?.()) ?? []).flatMap(([before, after]) => [
      steps.findLast((step) => step <= before),
      steps.find((step) => step >= after),
    ]);
    const crowded = mostCrowded(steps.slice(0, -RESUMABLE_CHECKPOINTS), [...marked, ...around]);
    if (crowded !== undefined) await rm(folder.checkpoint(crowded), { force: true });
  }
}

async function dropOptimizerState(path: string): Promise<void> {
  const checkpoint = await readCheckpoint(path);
  if (checkpoint.optimizerState) await writeCheckpoint(path, weightsAlone(checkpoint));
}

/** The step, neither first nor last nor kept, whose neighbours are closest together. */
function mostCrowded(steps: readonly number[], kept: readonly (number | undefined)[]): number | undefined {
  let best: { step: number; gap: number } | undefined;
  for (let index = 1; index < steps.length - 1; index++) {
    const [before, step, after] = [steps[index - 1], steps[index], steps[index + 1]];
    if (before === undefined || step === undefined || after === undefined) continue;
    if (kept.includes(step)) continue;
    if (!best || after - before < best.gap) best = { step, gap: after - before };
  }
  return best?.step;
}
