/**
 * Models of which some heads say nothing: their outputs are zero before the block's projection (Michel, Levy &
 * Neubig, 2019).
 */
import type { HostTensor, HostTensors } from '../engine/tensors';
import { tf } from '../engine/tf';
import type { Model } from './transformer';

/** A head by its indices, from 0. */
interface Head {
  readonly layer: number;
  readonly head: number;
}

/** The head that people write as `3.5`: layer and head from 1. */
function headOf(name: string): Head {
  const [layer = 0, head = 0] = name.split('.').map(Number);
  return { layer: layer - 1, head: head - 1 };
}

/** The model without those heads, which are named as `3.5`; the model itself when there are none. */
export function silencedModel(model: Model, names: readonly string[]): Model {
  if (names.length === 0) return model;
  const heads = names.map(headOf);
  const { heads: count } = model.config;
  return {
    ...model,
    forward: (tokens, parameters, options = {}) =>
      model.forward(tokens, parameters, {
        ...options,
        changeHeads: (outputs, block) => {
          const changed = options.changeHeads?.(outputs, block) ?? outputs;
          const silent = heads.filter(({ layer }) => layer === block).map(({ head }) => head);
          if (silent.length === 0) return changed;
          const speaking = Array.from({ length: count }, (_, head) => (silent.includes(head) ? 0 : 1));
          return tf.mul(changed, tf.tensor4d(speaking, [1, count, 1, 1]));
        },
      }),
  };
}

/**
 * Parameters with which the whole model does what it does without those heads: the columns of the projections
 * that take what they say are zero. All others are the same arrays.
 */
export function silencedParameters(
  model: Model,
  parameters: HostTensors,
  names: readonly string[],
): HostTensors {
  const changed: Record<string, HostTensor> = { ...parameters };
  for (const { layer, head } of names.map(headOf)) {
    const projection = model.projections[model.blockNames[layer] ?? ''];
    const tensor = projection && changed[projection.weight];
    if (tensor)
      changed[projection.weight] = withoutInputs(tensor, projection.transposed, head, model.config.heads);
  }
  return changed;
}

/** A linear map's weight, [outputs, inputs] or its transpose, with the inputs of one head of so many at zero. */
function withoutInputs(
  { shape, data }: HostTensor,
  transposed: true | undefined,
  head: number,
  heads: number,
): HostTensor {
  const [rows = 0, columns = 0] = shape;
  const copy = data.slice();
  if (transposed) {
    const width = rows / heads;
    copy.fill(0, head * width * columns, (head + 1) * width * columns);
    return { shape, data: copy };
  }
  const width = columns / heads;
  for (let row = 0; row < rows; row++) {
    copy.fill(0, row * columns + head * width, row * columns + (head + 1) * width);
  }
  return { shape, data: copy };
}
