import { describe, expect, it } from 'vitest';
import { hostTensor } from '../../../src/engine/tensors';
import { geluByTanh } from '../../../src/engine/ops/gelu';
import { tf } from '../../../src/engine/tf';
import { largestDifference, noise, runOnBoth } from '../../support/engines';

/** Every operation that the recorder translates, as somebody would write it. */
const OPERATIONS: Readonly<Record<string, (x: tf.Tensor, y: tf.Tensor, i: tf.Tensor) => tf.Tensor>> = {
  abs: (x) => tf.abs(x),
  add: (x, y) => tf.add(x, y),
  addN: (x, y) => tf.addN([x, y, x]),
  all: (x) => tf.all(tf.greater(x, -1), 1),
  any: (x) => tf.any(tf.greater(x, 1), 1),
  argMax: (x) => tf.argMax(x, -1),
  argMin: (x) => tf.argMin(x, 0),
  asin: (x) => tf.asin(tf.tanh(x)),
  atan: (x) => tf.atan(x),
  batchMatMul: (x) => tf.matMul(tf.reshape(x, [2, 2, 6]), tf.reshape(x, [2, 2, 6]), false, true),
  broadcastTo: (x) => tf.broadcastTo(tf.slice(x, [0, 0], [1, 6]), [3, 6]),
  castToInt: (x) => tf.cast(tf.mul(x, 3), 'int32'),
  ceil: (x) => tf.ceil(x),
  clip: (x) => tf.clipByValue(x, -0.5, 0.5),
  concat: (x, y) => tf.concat([x, y], 1),
  cos: (x) => tf.cos(x),
  cumsum: (x) => tf.cumsum(x, 1, true, true),
  div: (x, y) => tf.div(x, tf.add(tf.square(y), 1)),
  einsum: (x, y) => tf.einsum('ij,kj->ik', x, y),
  elu: (x) => tf.elu(x),
  equal: (_x, _y, i) => tf.equal(i, tf.scalar(1, 'int32')),
  erf: (x) => tf.erf(x),
  exp: (x) => tf.exp(x),
  expandDims: (x) => tf.expandDims(x, 1),
  expm1: (x) => tf.expm1(x),
  expm1OfSmall: (x) => tf.mul(1e6, tf.expm1(tf.mul(x, 1e-6))),
  fill: (x) => tf.add(x, tf.fill([4, 6], 2.5)),
  floor: (x) => tf.floor(x),
  floorDiv: (x) => tf.floorDiv(x, 0.7),
  floorDivOfIntegers: (_x, _y, i) => tf.floorDiv(tf.sub(i, 3), tf.scalar(2, 'int32')),
  fusedMatMul: (x, y) => tf.fused.matMul({ a: x, b: y, transposeB: true, activation: 'relu' }),
  gather: (x, _y, i) => tf.gather(x, tf.reshape(i, [-1])),
  geluByTanh: (x) => geluByTanh(tf.mul(x, 3)),
  greaterEqual: (x, y) => tf.greaterEqual(x, y),
  isFinite: (x) => tf.isFinite(tf.div(1, tf.relu(x))),
  isNaN: (x) => tf.isNaN(tf.sqrt(x)),
  leakyRelu: (x) => tf.leakyRelu(x, 0.1),
  lessEqual: (x, y) => tf.lessEqual(x, y),
  log: (x) => tf.log(tf.add(tf.square(x), 1)),
  log1p: (x) => tf.log1p(tf.square(x)),
  log1pOfSmall: (x) => tf.mul(1e6, tf.log1p(tf.mul(x, 1e-6))),
  logSoftmax: (x) => tf.logSoftmax(x),
  logical: (x, y) =>
    tf.logicalXor(tf.logicalAnd(tf.greater(x, 0), tf.greater(y, 0)), tf.logicalNot(tf.less(x, y))),
  matMul: (x, y) => tf.matMul(x, y, true, false),
  max: (x) => tf.max(x, 1, true),
  maximum: (x, y) => tf.maximum(x, y),
  mean: (x) => tf.mean(x, 0),
  min: (x) => tf.min(x),
  minimum: (x, y) => tf.minimum(x, y),
  mod: (x, y) => tf.mod(x, tf.mul(0.3, tf.sign(y))),
  modOfIntegers: (_x, _y, i) => tf.mod(tf.sub(i, 2), tf.scalar(3, 'int32')),
  mul: (x, y) => tf.mul(x, tf.slice(y, [0, 0], [1, 6])),
  neg: (x) => tf.neg(x),
  notEqual: (_x, _y, i) => tf.notEqual(i, tf.scalar(1, 'int32')),
  oneHot: (_x, _y, i) => tf.oneHot(i, 5, 2, -1),
  onesLike: (x) => tf.onesLike(x),
  pad: (x) => tf.pad(x, [[1, 0], [0, 2]], 7), // prettier-ignore
  pow: (x) => tf.pow(tf.abs(x), 1.5),
  prelu: (x, y) => tf.prelu(x, y),
  prod: (x) => tf.prod(x, 1),
  range: (x) => tf.add(x, tf.range(0, 6, 1)),
  reciprocal: (x) => tf.reciprocal(tf.add(tf.square(x), 1)),
  relu: (x) => tf.relu(x),
  relu6: (x) => tf.relu6(tf.mul(x, 9)),
  reverse: (x) => tf.reverse(x, 1),
  round: (x) => tf.round(x),
  rsqrt: (x) => tf.rsqrt(tf.add(tf.square(x), 1)),
  selu: (x) => tf.selu(x),
  sigmoid: (x) => tf.sigmoid(x),
  sign: (x) => tf.sign(x),
  sin: (x) => tf.sin(x),
  slice: (x) => tf.slice(x, [1, 2], [2, 3]),
  softmax: (x) => tf.softmax(x),
  softplus: (x) => tf.softplus(x),
  split: (x) => tf.concat(tf.split(x, [1, 2, 3], 1).reverse(), 1),
  sqrt: (x) => tf.sqrt(tf.abs(x)),
  squaredDifference: (x, y) => tf.squaredDifference(x, y),
  stack: (x, y) => tf.stack([x, y], 1),
  step: (x) => tf.step(x, 0.25),
  stridedSlice: (x) => tf.stridedSlice(x, [0, 1], [4, 6], [2, 2]),
  sub: (x, y) => tf.sub(x, y),
  sum: (x) => tf.sum(x),
  sumOfManyRows: (x) => tf.sum(tf.tile(x, [8, 1]), 0),
  tan: (x) => tf.tan(x),
  tanh: (x) => tf.tanh(x),
  tile: (x) => tf.tile(x, [2, 1]),
  transpose: (x) => tf.transpose(x),
  unstack: (x) => tf.stack(tf.unstack(x, 1).slice(1), 0),
  where: (x, y) => tf.where(tf.greater(x, 0), x, y),
  zerosLike: (x) => tf.add(x, tf.zerosLike(x)),
};

describe('the compiled engine computes what plain JavaScript computes', () => {
  it.each(Object.entries(OPERATIONS))('%s', async (_name, operation) => {
    const inputs = {
      x: noise([4, 6], 1),
      y: noise([4, 6], 2),
      i: hostTensor([5], Int32Array.of(0, 3, 1, 2, 1)),
    };
    const body = ({ x, y, i }: Readonly<Record<string, tf.Tensor>>) => {
      if (!x || !y || !i) throw new Error('An input is missing.');
      return { result: tf.cast(operation(x, y, i), 'float32') };
    };
    const { compiled, reference } = await runOnBoth(body, inputs);
    expect(compiled['result']?.shape).toEqual(reference['result']?.shape);
    expect(largestDifference(compiled['result']?.data ?? [], reference['result']?.data ?? [0])).toBeLessThan(
      2e-5,
    );
  });
});
