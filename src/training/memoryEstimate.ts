/**
 * How much memory a training takes: parameters, moments, gradients, and above all activations.
 */
import { EMPTY_PROCESS, FLOAT, blockSizes, parameterCount, requireMemory } from '../model/memory';
import type { ParameterSpecs } from '../model/contract';
import type { ModelConfig } from '../model/modelConfig';
import { DEVICES } from '../engine/devices/deviceCatalogue';
import { elementCount } from '../engine/tensors';
import type { RunConfig, TrainingConfig } from '../runs/runConfig';
import { isMuonParameter } from './optimizers/muon';

/** Where the memory of a training goes, in bytes. */
export interface MemoryEstimate {
  /** Parameters, moments and gradients, in all their copies. */
  readonly state: number;
  /** What the forward pass keeps for the backward pass, and what that makes of it. */
  readonly activations: number;
  readonly total: number;
}

/**
 * Copies of the parameters: two in the store, the gradients kept and those just computed, the update, and what
 * a checkpoint is written from. Of the optimizer's state: two in the store and the checkpoint's.
 */
const PARAMETER_COPIES = 8;
const STATE_COPIES = 3;

/**
 * Numbers held for each number of a query's vector in each block (and so many more for each multiple that the
 * hidden layer is wide), for each attention weight, and for each character that may follow. Two programs
 * besides the one that runs keep theirs, for shorter texts.
 */
const PER_WIDTH = 17;
const PER_HIDDEN = 4;
const PER_WEIGHT = 8.4;
const PER_CHARACTER = 8;

/** Bytes of a compiled program. There is one for each length of text, in steps of so many characters. */
const PROGRAM = 21e6;
const LENGTH_STEP = 8;

/** Estimates the peak of a training. */
export function trainingMemory(
  model: ModelConfig,
  training: TrainingConfig,
  parameters: ParameterSpecs,
): MemoryEstimate {
  const count = parameterCount(parameters);
  const state = FLOAT * (PARAMETER_COPIES * count + STATE_COPIES * stateSize(training, parameters));
  // Span corruption cuts documents to 7/8 of the context.
  const longest = Math.floor((model.contextLength * 7) / 8);
  const blocks = blockSizes(model, longest).reduce((sum, { queries, keys, mlpRatio }) => {
    const vectors = (PER_WIDTH + PER_HIDDEN * mlpRatio) * model.width;
    return sum + queries * (vectors + PER_WEIGHT * model.heads * keys);
  }, 0);
  const logits = PER_CHARACTER * longest * model.vocabularySize;
  const activations = FLOAT * training.microBatchRows * (blocks + logits);
  const programs = PROGRAM * Math.ceil(longest / LENGTH_STEP);
  return { state, activations, total: EMPTY_PROCESS + programs + state + activations };
}

/** Numbers in the optimizer's state: Muon keeps a momentum of each matrix, AdamW two moments of everything. */
export function stateSize({ optimizer }: TrainingConfig, parameters: ParameterSpecs): number {
  return Object.entries(parameters).reduce((sum, [name, { shape, decay }]) => {
    const one = optimizer.kind === 'muon' && isMuonParameter(name, shape, decay);
    return sum + (one ? 1 : 2) * elementCount(shape);
  }, 0);
}

/**
 * Refuses a training that cannot fit into this machine's memory, where it is the machine's that is used.
 *
 * @throws UserError with the estimate and what to make smaller.
 */
export function requireTrainingMemory(
  { model, training, device }: Pick<RunConfig, 'model' | 'training' | 'device'>,
  parameters: ParameterSpecs,
  limit?: number,
): void {
  // A GPU has memory of its own.
  if (DEVICES.some(({ id, gpu }) => id === device && gpu)) return;
  const { total, activations } = trainingMemory(model, training, parameters);
  const mostly = activations > total / 2;
  requireMemory(total, {
    what: 'This training',
    advice: mostly
      ? 'Activations are most of it: choose a smaller --batch, --context, --layers or --width.'
      : 'Parameters are most of it: choose a smaller --width or fewer --layers.',
    ...(limit === undefined ? {} : { limit }),
  });
}
