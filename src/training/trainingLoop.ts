/**
 * The training loop: batches in, one report a step out. It knows neither the model nor the run folder.
 *
 * Leaving the loop stops training; a step is never half done.
 */
import { fixed } from '../numbers/formats';
import type { Batch } from '../data/batches';
import type { Settings } from '../runs/control/steering';
import type { TrainingConfig } from '../runs/runConfig';
import { UserError } from '../files/userError';
import type { StepResult } from './learner';
import { rateFactor } from './schedule';

/** What the loop needs of a learner. */
interface Steppable {
  /** One update, the number of which counts from 1; the learning rate is that of the schedule. */
  step(batch: Batch, settings: Settings, update: number): Promise<StepResult>;
}

/** What the loop needs of a plan of batches. */
interface Batches {
  /** The `index`-th batch of the run, from 0. */
  batch(index: number): Batch;
}

/** One step of the loop. */
export interface StepReport extends StepResult {
  /** The number of the update, from 1. */
  readonly step: number;
  readonly epoch: number;
  readonly learningRate: number;
  /** Tokens in this step's batch, without padding. */
  readonly tokens: number;
}

/** What to do. */
export interface LoopOptions {
  readonly learner: Steppable;
  readonly batches: Batches;
  readonly training: Pick<TrainingConfig, 'batchRows' | 'schedule'>;
  /** What is in force for the update after so many: a person may change it while the loop goes on. */
  readonly settingsAt: (made: number) => Settings;
  /** Positions of a full row; the schedule counts a batch as rows × this, as the study does. */
  readonly rowLength: number;
  /** How many tokens the model knows: guessing blindly has a loss of their number's logarithm. */
  readonly vocabularySize: number;
  /** Updates made before, when a run goes on. */
  readonly after: number;
}

/** The loss of a step, or its gradient, is not a number any more; so are the parameters. */
export class BrokenLoss extends UserError {}

/**
 * A loss of so many times that of blind guessing has exploded; or of the first step's, where that begins worse. The
 * first loss alone is no measure: a run that goes on, or a good base, begins so low that a harmless rise is manifold.
 */
const EXPLOSION = 4;

/**
 * Trains until the number of steps that is then in force.
 *
 * @throws BrokenLoss when the loss is not a number any more, a UserError when it has exploded.
 */
export async function* trainingLoop(options: LoopOptions): AsyncGenerator<StepReport> {
  const { learner, batches, training, settingsAt, rowLength, vocabularySize, after } = options;
  let highest = Infinity;
  for (let index = after; index < settingsAt(index).steps; index++) {
    const batch = batches.batch(index);
    const settings = settingsAt(index);
    const factor = rateFactor(training.schedule, (index + 1) * training.batchRows * rowLength);
    const learningRate = settings.learningRate * factor;
    const result = await learner.step(batch, { ...settings, learningRate }, index + 1);
    if (highest === Infinity) highest = EXPLOSION * Math.max(Math.log(vocabularySize), result.loss);
    checkHealth(result, index + 1, highest);
    const tokens = batch.microBatches.reduce((sum, { tokenCount }) => sum + tokenCount, 0);
    yield { ...result, step: index + 1, epoch: batch.epoch, learningRate, tokens };
    await breathe();
  }
}

function checkHealth({ loss, gradientNorm }: StepResult, step: number, highest: number): void {
  const advice = 'Try a lower learning rate (--learning-rate) or a longer warm-up.';
  if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) {
    throw new BrokenLoss(
      `The loss is not a number any more at step ${step}. The last checkpoint is kept. ${advice}`,
    );
  }
  if (loss > highest) {
    throw new UserError(
      `The loss has exploded to ${fixed(loss, 1)} nats at step ${step}. The last checkpoint is kept. ${advice}`,
    );
  }
}

/** ONNX Runtime blocks its thread: without a pause, signals and timers would starve. */
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
