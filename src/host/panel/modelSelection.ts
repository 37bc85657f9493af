/**
 * Whose heads are looked at, and with which weights.
 */
import type { HeadAddress } from '../../heads/headAddress';
import type { OpenOptions } from '../../model/openOptions';
import type { GoingOn } from '../../processes/openedByPath';
import { RunFolder } from '../../runs/runFolder';

/** A run's model, at one of its checkpoints; or one that was opened by its path. */
export interface ModelSelection {
  /** The run's path, or the other model's. */
  readonly run: string;
  /** How to open it, where it is no run. */
  readonly open?: OpenOptions;
  /** How a model that was opened goes on with a text. */
  readonly goOn?: GoingOn;
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
export async function weightsOf({ run, step, open }: ModelSelection): Promise<SelectedWeights> {
  if (open) return { file: run, newest: true, checkpoints: [] };
  const folder = new RunFolder(run);
  const checkpoints = await folder.checkpointSteps();
  const newest = step === undefined || !checkpoints.includes(step);
  return { file: newest ? folder.weights : folder.checkpoint(step), newest, checkpoints };
}
