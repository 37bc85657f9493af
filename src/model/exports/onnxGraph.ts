/**
 * Building an ONNX graph whose batch and length are free: operators by name, with shapes left to the runtime.
 *
 * The recorder (`engine/compiled/`) knows every shape, which makes quick programs and fixed ones; an exported model
 * must take any text.
 */
import { type Attributes, type GraphNode, type GraphType, Value } from '../../engine/compiled/graph';
import type { HostTensor } from '../../engine/tensors';

/** A graph in the making: its nodes in the order in which they run. Values carry no shape, but constants do. */
export class OnnxGraph {
  readonly nodes: GraphNode[] = [];

  /** A value that is fed. */
  input(type: GraphType): Value {
    return new Value([], type);
  }

  /** A constant. */
  constant({ shape, data }: HostTensor): Value {
    return new Value(shape, data instanceof Int32Array ? 'int32' : 'float32', data);
  }

  /** A number without axes. */
  scalar(value: number): Value {
    return new Value([], 'float32', Float32Array.of(value));
  }

  /** A vector of whole numbers: a shape, axes, places. */
  integers(values: readonly number[]): Value {
    return new Value([values.length], 'int64', BigInt64Array.from(values, BigInt));
  }

  /** One operator with one output. */
  node(
    operator: string,
    inputs: readonly Value[],
    attributes: Attributes = {},
    type: GraphType = 'float32',
  ): Value {
    const output = new Value([], type);
    this.nodes.push({ operator, domain: '', inputs, outputs: [output], attributes });
    return output;
  }

  /** The same numbers in another shape; 0 keeps an axis as it is, −1 takes what is left. */
  reshape(x: Value, shape: readonly number[]): Value {
    return this.node('Reshape', [x, this.integers(shape)]);
  }

  /** Axes in another order. */
  transpose(x: Value, perm: readonly number[]): Value {
    return this.node('Transpose', [x], { perm });
  }

  /** x · weightᵀ + bias, for a weight as PyTorch keeps it, [outputs, inputs]. */
  linear(x: Value, weight: Value, bias?: Value): Value {
    const product = this.node('MatMul', [x, this.transpose(weight, [1, 0])]);
    return bias ? this.node('Add', [product, bias]) : product;
  }

  /** The first `length` entries along an axis; `length` is a vector of one whole number. */
  first(x: Value, length: Value, axis: number): Value {
    return this.node('Slice', [x, this.integers([0]), length, this.integers([axis])]);
  }

  /** One number of a value's shape, as a vector of one. */
  lengthOf(x: Value, axis: number): Value {
    return this.node('Shape', [x], { start: axis, end: axis + 1 }, 'int64');
  }
}
