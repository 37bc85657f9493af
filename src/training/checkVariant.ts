/**
 * Loads a variant of attention and proves, before anything is trained, that it does not see the future.
 */
import { processorDevice, withDevice } from '../engine/devices/openDevice';
import { requireCausal } from '../model/causality';
import type { Variant } from '../model/contract';
import { loadVariant } from '../model/loadVariant';
import type { ModelConfig } from '../model/modelConfig';

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
