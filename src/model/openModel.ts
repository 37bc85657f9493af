/**
 * A trained model on a device, ready to be asked.
 */
import { type Checkpoint, type Progress, readCheckpoint } from './checkpoints/checkpoint';
import type { TrainedTokens } from '../data/tokens/tokens';
import { trainedTokens } from '../data/tokens/trainedTokens';
import type { Engine, Store } from '../engine/engine';
import { type HostTensors, sameShape } from '../engine/tensors';
import type { ParameterSpecs } from './contract';
import { loadVariant } from './loadVariant';
import { answeringMemory, requireMemory } from './memory';
import { silencedParameters } from './silencedModel';
import { type Model, createModel } from './transformer';
import { UserError } from '../files/userError';

/** A model with its numbers and its tokens. */
export interface OpenModel {
  readonly model: Model;
  readonly vocabulary: TrainedTokens;
  readonly store: Store;
  readonly progress: Progress;
}

/** Puts a checkpoint's weights on a device. Throws a UserError when the file cannot be used. */
export async function openModel(engine: Engine, path: string): Promise<OpenModel> {
  return openCheckpoint(engine, await readCheckpoint(path));
}

/** Puts weights on a device. */
export async function openCheckpoint(engine: Engine, checkpoint: Checkpoint): Promise<OpenModel> {
  const { model: config, characters, merges, progress } = checkpoint;
  const model = createModel(await loadVariant(config.variant), config);
  requireMemory(answeringMemory(config, model.parameters), {
    what: 'A question to this model',
    advice: 'Ask it on a machine with more memory.',
  });
  return {
    model,
    vocabulary: trainedTokens({ characters, merges }),
    store: engine.createStore(weightsOf(model, checkpoint)),
    progress,
  };
}

/**
 * The parameters with which a model does what it did when the checkpoint was written: heads that were silent then say
 * nothing. Throws a UserError as {@link parametersOf} does.
 */
export function weightsOf(
  model: Model,
  { tensors, silenced = [] }: Pick<Checkpoint, 'tensors' | 'silenced'>,
): HostTensors {
  return silencedParameters(model, parametersOf(model.parameters, tensors), silenced);
}

/** The parameters alone. Throws a UserError when one is missing or has another shape. */
export function parametersOf(specs: ParameterSpecs, tensors: HostTensors): HostTensors {
  const entries = Object.entries(specs).map(([name, { shape }]) => {
    const tensor = tensors[name];
    if (tensor && sameShape(tensor.shape, shape)) return [name, tensor] as const;
    const found = tensor
      ? `has shape [${tensor.shape.join(', ')}] instead of [${shape.join(', ')}]`
      : 'is missing';
    throw new UserError(
      `The checkpoint does not fit the model: '${name}' ${found}. Use the run’s own checkpoint.`,
    );
  });
  return Object.fromEntries(entries);
}
