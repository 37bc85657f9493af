/**
 * What a tensor is outside of any engine: a shape, an element type and numbers in a typed array.
 */

/** Lengths of the axes, outermost first; `[]` is a scalar. */
export type Shape = readonly number[];

/** Element types that cross the border of an engine. */
type ElementType = 'float32' | 'int32';

/** A tensor's shape and element type, without its numbers. */
export interface TensorSpec {
  readonly shape: Shape;
  readonly type: ElementType;
}

/** A tensor whose numbers lie in this process's memory, row-major. */
export interface HostTensor {
  readonly shape: Shape;
  readonly data: Float32Array | Int32Array;
}

/** Tensors in host memory by name. */
export type HostTensors = Readonly<Record<string, HostTensor>>;

/** The number of elements of a shape; 1 for a scalar. */
export function elementCount(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Whether two shapes are equal, axis by axis. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** A float32 tensor in host memory. Throws when `data` does not fill `shape`. */
export function hostTensor(shape: Shape, data: Float32Array | Int32Array): HostTensor {
  if (elementCount(shape) !== data.length) {
    throw new Error(`${data.length} numbers do not fill a tensor of shape [${shape.join(', ')}].`);
  }
  return { shape, data };
}

/** A float32 scalar in host memory. */
export function hostScalar(value: number): HostTensor {
  return { shape: [], data: Float32Array.of(value) };
}

/** The shape and element type of a tensor in host memory. */
export function specOf(tensor: HostTensor): TensorSpec {
  return { shape: tensor.shape, type: tensor.data instanceof Int32Array ? 'int32' : 'float32' };
}
