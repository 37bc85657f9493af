/**
 * Kernels that work along axes: sums, extremes, softmax, running sums.
 */
import type { Shape } from '../../tensors';
import type { Value } from '../graph';
import {
  type KernelCall,
  type KernelRule,
  axesAttribute,
  cast,
  numberAttribute,
  registerRules,
  reshape,
  same,
} from './kernel';

function reduce(operator: string): KernelRule {
  return (call) => {
    const x = call.input('x');
    const axes = axesAttribute(call, x.shape.length);
    const keepDims = call.attributes?.['keepDims'] === true;
    return reduced(call, operator, x, axes, keepDims);
  };
}

function reduced(
  call: KernelCall,
  operator: string,
  x: Value,
  axes: readonly number[],
  keepDims: boolean,
): Value {
  if (axes.length === 0) return x;
  const shape = reducedShape(x.shape, axes, keepDims);
  const inputs = [x, call.record.integers(axes)];
  return call.record.node(operator, inputs, { shape, type: x.type }, { keepdims: keepDims ? 1 : 0 });
}

function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  if (keepDims) return shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  return shape.filter((_, axis) => !axes.includes(axis));
}

/** ONNX reduces no truth values: count them instead. */
function reduceTruth(operator: 'ReduceMin' | 'ReduceMax'): KernelRule {
  return (call) => {
    const x = cast(call.record, call.input('x'), 'int32');
    const keepDims = call.attributes?.['keepDims'] === true;
    const extreme = reduced(call, operator, x, axesAttribute(call, x.shape.length), keepDims);
    return cast(call.record, extreme, 'bool');
  };
}

function argument(operator: string): KernelRule {
  return (call) => {
    const x = call.input('x');
    const [axis = 0] = axesAttribute(call, x.shape.length);
    const shape = reducedShape(x.shape, [axis], false);
    const index = call.record.node(operator, [x], { shape, type: 'int64' }, { axis, keepdims: 0 });
    return cast(call.record, index, 'int32');
  };
}

/**
 * Sums over the rows of a matrix (gradients of biases) are products with a row of ones: on two cores
 * ONNX Runtime's `ReduceSum` takes three times as long for them.
 */
const sum: KernelRule = (call) => {
  const x = call.input('x');
  const [rows = 0, columns = 0] = x.shape;
  const axes = axesAttribute(call, x.shape.length);
  const overRows = x.shape.length === 2 && axes.length === 1 && axes[0] === 0;
  if (!overRows || x.type !== 'float32' || rows < 16) return reduce('ReduceSum')(call);
  const ones = call.record.filled([1, rows], 1, 'float32');
  const product = call.record.node('Gemm', [ones, x], { shape: [1, columns], type: x.type });
  return reshape(call.record, product, reducedShape(x.shape, axes, call.attributes?.['keepDims'] === true));
};

const RULES: Readonly<Record<string, KernelRule>> = {
  Sum: sum,
  Mean: reduce('ReduceMean'),
  Max: reduce('ReduceMax'),
  Min: reduce('ReduceMin'),
  Prod: reduce('ReduceProd'),
  All: reduceTruth('ReduceMin'),
  Any: reduceTruth('ReduceMax'),
  ArgMax: argument('ArgMax'),
  ArgMin: argument('ArgMin'),
  Softmax: (call) =>
    same(call, 'Softmax', [call.input('logits')], call.input('logits'), {
      axis: numberAttribute(call, 'dim'),
    }),
  LogSoftmax: (call) =>
    same(call, 'LogSoftmax', [call.input('logits')], call.input('logits'), {
      axis: numberAttribute(call, 'axis'),
    }),
  Cumsum: (call) => {
    const x = call.input('x');
    const flag = (name: string) => (call.attributes?.[name] === true ? 1 : 0);
    const axis = call.record.scalar(numberAttribute(call, 'axis'), 'int32');
    return same(call, 'CumSum', [x, axis], x, { exclusive: flag('exclusive'), reverse: flag('reverse') });
  },
};

/** Registers all kernels that work along axes. */
export function registerReductions(): void {
  registerRules(RULES);
}
