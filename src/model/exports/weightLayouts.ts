/**
 * Moving the numbers of weight matrices to where another model expects them.
 */
import type { HostTensor, HostTensors } from '../../engine/tensors';

/** A model's tensor by name. Throws when there is none: that is a bug. */
export function tensorCalled(tensors: HostTensors, name: string): HostTensor {
  const tensor = tensors[name];
  if (!tensor) throw new Error(`There is no tensor '${name}' to export.`);
  return tensor;
}

/** [rows, columns] → [columns, rows]. */
export function transposed({ shape: [rows = 1, columns = 1], data }: HostTensor): HostTensor {
  const moved = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      moved[column * rows + row] = data[row * columns + column] ?? 0;
    }
  }
  return { shape: [columns, rows], data: moved };
}

/** The given rows of a matrix, or elements of a vector, in their order. */
export function rowsOf({ shape, data }: HostTensor, order: readonly number[]): HostTensor {
  const [, ...rest] = shape;
  const width = rest.reduce((product, length) => product * length, 1);
  const moved = new Float32Array(order.length * width);
  order.forEach((from, to) => {
    moved.set(data.subarray(from * width, (from + 1) * width), to * width);
  });
  return { shape: [order.length, ...rest], data: moved };
}

/** Tensors one under the other. */
export function stacked(tensors: readonly HostTensor[]): HostTensor {
  const rows = tensors.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
  const data = new Float32Array(tensors.reduce((sum, { data: own }) => sum + own.length, 0));
  let at = 0;
  for (const tensor of tensors) {
    data.set(tensor.data, at);
    at += tensor.data.length;
  }
  return { shape: [rows, ...(tensors[0]?.shape.slice(1) ?? [])], data };
}
