/**
 * Treats many small tensors as one long vector.
 *
 * A transformer has some sixty vectors of a few hundred numbers (biases, scales). Updated one by one
 * they cost 700 operations, each dearer to start than to run; joined they cost a dozen.
 */
import { elementCount } from '../../engine/tensors';
import { type Tensors, tf } from '../../engine/tf';
import type { ParameterSpecs } from '../../model/contract';

/** Tensors that are updated together. */
export interface TensorGroup {
  readonly names: readonly string[];
  readonly shapes: readonly (readonly number[])[];
  readonly decay: boolean;
}

/** Vectors are grouped by whether they decay; every other tensor is a group of its own. */
export function groupSmall(specs: ParameterSpecs): readonly TensorGroup[] {
  const entries = Object.entries(specs);
  const single = (name: string) => ({
    names: [name],
    shapes: [specs[name]?.shape ?? []],
    decay: specs[name]?.decay ?? false,
  });
  const large = entries.filter(([, { shape }]) => shape.length > 1).map(([name]) => single(name));
  const small = [true, false].map((decay) => {
    const members = entries.filter(([, spec]) => spec.shape.length <= 1 && spec.decay === decay);
    return { names: members.map(([name]) => name), shapes: members.map(([, { shape }]) => shape), decay };
  });
  return [...large, ...small.filter(({ names }) => names.length > 0)];
}

/** The group's tensors as one; a group of one keeps its shape. */
export function joined(group: TensorGroup, tensors: Tensors, rename: (name: string) => string): tf.Tensor {
  const members = group.names.map((name) => {
    const tensor = tensors[rename(name)];
    if (!tensor) throw new Error(`The tensor '${rename(name)}' is missing.`);
    return tensor;
  });
  const [only] = members;
  if (only && members.length === 1) return only;
  return tf.concat(members.map((member) => tf.reshape(member, [-1])));
}

/** Undoes {@link joined}. */
export function separated(group: TensorGroup, tensor: tf.Tensor, rename: (name: string) => string): Tensors {
  const [only] = group.names;
  if (only !== undefined && group.names.length === 1) return { [rename(only)]: tensor };
  const parts = tf.split(tensor, group.shapes.map(elementCount));
  return Object.fromEntries(
    group.names.map((name, index) => {
      const part = parts[index];
      if (!part) throw new Error(`The part '${name}' is missing.`);
      return [rename(name), tf.reshape(part, [...(group.shapes[index] ?? [])])];
    }),
  );
}
