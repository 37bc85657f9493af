/**
 * A model's tensors as the code of CS224N's assignment expects them in a state dict: the parameters, and the
 * causal masks that its attention layers keep as buffers.
 */
import type { HostTensor, HostTensors } from '../../engine/tensors';
import { UserError } from '../../files/userError';
import type { ModelConfig } from '../modelConfig';
import { builtInVariant } from '../variants';
import { isBuiltIn } from '../loadVariant';
import { parametersOf } from '../openModel';
import { createModel } from '../transformer';

/** Parameters and masks. Throws a UserError for a variant of somebody's own. */
export function stateDict(config: ModelConfig, tensors: HostTensors): HostTensors {
  if (!isBuiltIn(config.variant)) {
    throw new UserError(
      `The variant '${config.variant}' is your own: no code of the assignment would load it. Export a built-in one.`,
    );
  }
  const model = createModel(builtInVariant(config.variant), config);
  const masks = model.blockNames.map((block) => {
    const latents = model.sides[block]?.queries === 'latents' && model.sides[block].keys === 'latents';
    return [`${block}.attn.mask`, lowerTriangle(latents ? config.bottleneck : config.contextLength)] as const;
  });
  return { ...parametersOf(model.parameters, tensors), ...Object.fromEntries(masks) };
}

function lowerTriangle(size: number): HostTensor {
  const data = new Float32Array(size * size);
  for (let row = 0; row < size; row++) data.fill(1, row * size, row * size + row + 1);
  return { shape: [1, 1, size, size], data };
}
