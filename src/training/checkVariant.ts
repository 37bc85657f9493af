/**
 * Loads a variant of attention and proves, before anything is trained, that it does not see the future.
 */
import { processorDevice, withDevice } from '../engine/devices/openDevice';
import { requireCausal } from '../model/causality';
import type { Variant } from '../model/contract';
import { loadVariant } from '../model/loadVariant';
import type { ModelConfig } from '../model/modelConfig';
import { createModel } from '../model/transformer';
import type { RunConfig } from '../runs/runConfig';
import { requireTrainingMemory } from './memoryEstimate';
import type { ModelOptions } from './options';

/**
 * The variant of a model.
 *
 * @throws UserError when it cannot be loaded, or sees the future where that is not allowed.
 */
export async function checkedVariant(
  model: ModelConfig,
  { allowLeak = false }: { readonly allowLeak?: boolean | undefined } = {},
): Promise<Variant> {
  const variant = await loadVariant(model.variant);
  if (!allowLeak) await withDevice(processorDevice(), (engine) => requireCausal(engine, variant, model));
  return variant;
}

/**
 * Makes sure that a run with a new model can begin, before anything is written.
 *
 * @throws UserError when the variant cannot be used, or the training does not fit into memory.
 */
export async function requirePossible(
  config: Pick<RunConfig, 'model' | 'training' | 'device'>,
  { allowLeak }: Pick<ModelOptions, 'allowLeak'>,
): Promise<void> {
  const variant = await loadVariant(config.model.variant);
  requireTrainingMemory(config, createModel(variant, config.model).parameters);
  await checkedVariant(config.model, { allowLeak });
}
