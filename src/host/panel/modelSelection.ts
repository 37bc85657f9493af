/**
 * Whose heads are looked at, and with which weights.
 */
import type { HeadAddress } from '../../heads/headAddress';
import { RunFolder } from '../../runs/runFolder';

/** A run's model, at one of its checkpoints. */
export interface ModelSelection {
  /** The run's path. */
  readonly run: string;
  /** A checkpoint's step; the newest snapshot when left out. */
  readonly step?: number;
  /** The head to send in full precision; the first of the last block when left out. */
  readonly head?: HeadAddress;
}

/** The file of a selection's weights, and the run's checkpoints. */
export interface SelectedWeights {
  readonly file: string;
  /** Whether they are the newest snapshot, which a trainer replaces. */
  readonly newest: boolean;
  /** Steps that have a checkpoint, rising. */
  readonly checkpoints: readonly number[];
}

/**
 * Finds a selection's weights. A checkpoint that is not there (old ones are thinned out, and a choice may
 * have been made for another run) falls back to the newest snapshot.
 */
export async function weightsOf({ run, step }: ModelSelection): Promise<SelectedWeights> {
  const folder = new RunFolder(run);
  const checkpoints = await folder.checkpointSteps();
  const newest = step === undefined || !checkpoints.includes(step);
  return { file: newest ? folder.weights : folder.checkpoint(step), newest, checkpoints };
}
