/**
 * How much of the disk a run will take: checkpoints above all.
 */
import type { ParameterSpecs } from '../model/contract';
import { FLOAT, parameterCount } from '../model/memory';
import type { TrainingConfig } from '../runs/runConfig';
import { MOST_CHECKPOINTS, RESUMABLE_CHECKPOINTS } from '../runs/thinCheckpoints';
import { stateSize } from './memoryEstimate';

/** Bytes that a step adds: a line of metrics, and the same for TensorBoard. Measured: 260 and 490. */
const PER_STEP = 750;

/** Bytes of a finished run. */
export function trainingDisk(training: TrainingConfig, parameters: ParameterSpecs): number {
  const weights = FLOAT * parameterCount(parameters);
  // One before the first step, and the snapshot.
  const kept = Math.min(MOST_CHECKPOINTS, Math.floor(training.steps / training.checkpointEvery) + 1);
  const resumable = Math.min(RESUMABLE_CHECKPOINTS, kept);
  return (
    (kept + 1) * weights + resumable * FLOAT * stateSize(training, parameters) + PER_STEP * training.steps
  );
}
