/**
 * Kernels that move or make numbers without computing on them.
 */
import { tf } from '../../tf';
import type { Shape } from '../../tensors';
import type { Value } from '../graph';
import type { RecordingBackend } from '../recordingBackend';
import {
  type KernelCall,
  type KernelRule,
  cast,
  numberAttribute,
  numbersAttribute,
  registerRules,
  reshape,
  typeAttribute,
} from './kernel';

interface Window {
  readonly begin: readonly number[];
  readonly end: readonly number[];
  readonly strides: readonly number[];
}

function slice(record: RecordingBackend, x: Value, window: Window, shape: Shape): Value {
  const axes = x.shape.map((_, axis) => axis);
  const inputs = [window.begin, window.end, axes, window.strides].map((list) => record.integers(list));
  return record.node('Slice', [x, ...inputs], { shape, type: x.type });
}

function stridedSlice(call: KernelCall): Value {
  const x = call.input('x');
  const mask = (name: string) => numberAttribute(call, name);
  const info = tf.slice_util.sliceInfo(
    [...x.shape],
    [...numbersAttribute(call, 'begin')],
    [...numbersAttribute(call, 'end')],
    [...numbersAttribute(call, 'strides')],
    mask('beginMask'),
    mask('endMask'),
    mask('ellipsisMask'),
    mask('newAxisMask'),
    mask('shrinkAxisMask'),
  );
  const shape = info.begin.map((begin, axis) => {
    const stride = info.strides[axis] ?? 1;
    return Math.max(0, Math.ceil(((info.end[axis] ?? 0) - begin) / stride));
  });
  return reshape(call.record, slice(call.record, x, info, shape), info.finalShape);
}

function concat(record: RecordingBackend, parts: readonly Value[], axis: number): Value {
  const [first] = parts;
  if (!first) throw new Error('Concat needs at least one tensor.');
  if (parts.length === 1) return first;
  const along = axis < 0 ? axis + first.shape.length : axis;
  if (parts.length > record.mostOperands) return concat(record, joinedByGroups(record, parts, along), along);
  const total = parts.reduce((sum, part) => sum + (part.shape[along] ?? 0), 0);
  const shape = first.shape.map((length, index) => (index === along ? total : length));
  return record.node('Concat', parts, { shape, type: first.type }, { axis: along });
}

function joinedByGroups(record: RecordingBackend, parts: readonly Value[], axis: number): readonly Value[] {
  const groups: Value[] = [];
  for (let start = 0; start < parts.length; start += record.mostOperands) {
    groups.push(concat(record, parts.slice(start, start + record.mostOperands), axis));
  }
  return groups;
}

function withAxis(shape: Shape, axis: number): Shape {
  const at = axis < 0 ? axis + shape.length + 1 : axis;
  return [...shape.slice(0, at), 1, ...shape.slice(at)];
}

function pack(call: KernelCall): Value {
  const axis = numberAttribute(call, 'axis');
  const parts = call.list().map((part) => reshape(call.record, part, withAxis(part.shape, axis)));
  return concat(call.record, parts, axis);
}

function split(record: RecordingBackend, x: Value, axis: number, sizes: readonly number[]): readonly Value[] {
  const shapes = sizes.map((size) => x.shape.map((length, index) => (index === axis ? size : length)));
  if (sizes.length <= record.mostOperands) {
    const outputs = shapes.map((shape) => ({ shape, type: x.type }));
    return record.nodeWithOutputs('Split', [x, record.integers(sizes)], outputs, { axis });
  }
  let start = 0;
  return shapes.map((shape) => {
    const begin = x.shape.map((_, index) => (index === axis ? start : 0));
    start += shape[axis] ?? 0;
    const end = shape.map((length, index) => (begin[index] ?? 0) + length);
    return slice(record, x, { begin, end, strides: begin.map(() => 1) }, shape);
  });
}

function unpack(call: KernelCall): readonly Value[] {
  const value = call.input('value');
  const axis = tf.util.parseAxisParam(numberAttribute(call, 'axis'), [...value.shape])[0] ?? 0;
  const shape = value.shape.filter((_, index) => index !== axis);
  const ones = new Array<number>(value.shape[axis] ?? 0).fill(1);
  return split(call.record, value, axis, ones).map((part) => reshape(call.record, part, shape));
}

function splitV(call: KernelCall): readonly Value[] {
  const x = call.input('x');
  const axis = tf.util.parseAxisParam(numberAttribute(call, 'axis'), [...x.shape])[0] ?? 0;
  const sizes = splitSizes(x.shape[axis] ?? 0, call.attributes?.['numOrSizeSplits']);
  return split(call.record, x, axis, sizes);
}

/** TF.js takes a number of equal parts, or their sizes, of which one may be −1: the rest. */
function splitSizes(length: number, request: unknown): readonly number[] {
  if (!Array.isArray(request)) return new Array<number>(Number(request)).fill(length / Number(request));
  const sizes = request.map(Number);
  const known = sizes.reduce((sum, size) => sum + Math.max(0, size), 0);
  return sizes.map((size) => (size < 0 ? length - known : size));
}

function gather(call: KernelCall): Value {
  const [x, indices] = [call.input('x'), call.input('indices')];
  const axis = tf.util.parseAxisParam(numberAttribute(call, 'axis'), [...x.shape])[0] ?? 0;
  if (numberAttribute(call, 'batchDims') > 0) throw new Error('A gather with batchDims cannot be compiled.');
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
  return call.record.node('Gather', [x, indices], { shape, type: x.type }, { axis });
}

/** Comparing with a row of all classes is four times as quick as ONNX's own `OneHot`. */
function oneHot(
  record: RecordingBackend,
  indices: Value,
  depth: number,
  values: readonly [number, number],
): Value {
  const shape = [...indices.shape, depth];
  const classes = record.constant([depth], [...Array(depth).keys()], indices.type);
  const column = reshape(record, indices, [...indices.shape, 1]);
  const hit = record.node('Equal', [column, classes], { shape, type: 'bool' });
  if (values[0] === 0 && values[1] === 1) return cast(record, hit, 'float32');
  const [off, on] = values;
  return record.node('Where', [hit, record.scalar(on), record.scalar(off)], { shape, type: 'float32' });
}

/**
 * The gradient of a gather. Scattering is slow or missing in the runtimes; a one-hot product is quick.
 */
function segmentSum(call: KernelCall): Value {
  const [x, ids] = [call.input('x'), call.input('segmentIds')];
  const segments = numberAttribute(call, 'numSegments');
  const rows = ids.shape.reduce((product, length) => product * length, 1);
  const inner = x.shape.slice(ids.shape.length);
  const width = inner.reduce((product, length) => product * length, 1);
  const choice = oneHot(call.record, reshape(call.record, ids, [rows]), segments, [0, 1]);
  const flat = reshape(call.record, x, [rows, width]);
  const sums = call.record.node(
    'Gemm',
    [choice, flat],
    { shape: [segments, width], type: x.type },
    { transA: 1 },
  );
  return reshape(call.record, sums, [segments, ...inner]);
}

function pad(call: KernelCall): Value {
  const x = call.input('x');
  const paddings = call.attributes?.['paddings'] as readonly (readonly [number, number])[];
  const before = paddings.map((pair) => pair[0]);
  const after = paddings.map((pair) => pair[1]);
  const shape = x.shape.map((length, axis) => length + (before[axis] ?? 0) + (after[axis] ?? 0));
  const value = call.record.scalar(numberAttribute(call, 'constantValue'), x.type);
  return call.record.node('Pad', [x, call.record.integers([...before, ...after]), value], {
    shape,
    type: x.type,
  });
}

function reverse(call: KernelCall): Value {
  const x = call.input('x');
  const axes = tf.util.parseAxisParam([...numbersAttribute(call, 'dims')], [...x.shape]);
  const flipped = x.shape.map((_, axis) => axes.includes(axis));
  const begin = x.shape.map((length, axis) => (flipped[axis] ? length - 1 : 0));
  const end = x.shape.map((length, axis) => (flipped[axis] ? -length - 1 : length));
  const strides = flipped.map((flip) => (flip ? -1 : 1));
  return slice(call.record, x, { begin, end, strides }, x.shape);
}

function range(call: KernelCall): Value {
  const [start, stop, step] = ['start', 'stop', 'step'].map((name) => numberAttribute(call, name));
  const type = typeAttribute(call, 'dtype');
  const count = Math.max(0, Math.ceil(((stop ?? 0) - (start ?? 0)) / (step ?? 1)));
  const numbers = Array.from({ length: count }, (_, index) => (start ?? 0) + index * (step ?? 1));
  return call.record.constant([count], numbers, type);
}

const RULES: Readonly<Record<string, KernelRule>> = {
  Identity: (call) => call.input('x'),
  Reshape: (call) => {
    const x = call.input('x');
    const size = tf.util.sizeFromShape([...x.shape]);
    return reshape(
      call.record,
      x,
      tf.util.inferFromImplicitShape([...numbersAttribute(call, 'shape')], size),
    );
  },
  ExpandDims: (call) => {
    const x = call.input('input');
    return reshape(call.record, x, withAxis(x.shape, numberAttribute(call, 'dim')));
  },
  Transpose: (call) => {
    const x = call.input('x');
    const perm = numbersAttribute(call, 'perm');
    const shape = perm.map((axis) => x.shape[axis] ?? 1);
    return call.record.node('Transpose', [x], { shape, type: x.type }, { perm });
  },
  Slice: (call) => {
    const x = call.input('x');
    const [starts, sizes] = [numbersAttribute(call, 'begin'), numbersAttribute(call, 'size')];
    const begin = x.shape.map((_, axis) => starts[axis] ?? 0);
    const size = x.shape.map((length, axis) => {
      const wanted = sizes[axis] ?? -1;
      return wanted < 0 ? length - (begin[axis] ?? 0) : wanted;
    });
    const end = begin.map((first, axis) => first + (size[axis] ?? 0));
    return slice(call.record, x, { begin, end, strides: begin.map(() => 1) }, size);
  },
  StridedSlice: stridedSlice,
  Concat: (call) => concat(call.record, call.list(), numberAttribute(call, 'axis')),
  Pack: pack,
  Unpack: unpack,
  SplitV: splitV,
  GatherV2: gather,
  UnsortedSegmentSum: segmentSum,
  PadV2: pad,
  Reverse: reverse,
  Range: range,
  Tile: (call) => {
    const x = call.input('x');
    const reps = numbersAttribute(call, 'reps');
    const shape = x.shape.map((length, axis) => length * (reps[axis] ?? 1));
    return call.record.node('Tile', [x, call.record.integers(reps)], { shape, type: x.type });
  },
  BroadcastTo: (call) => {
    const x = call.input('x');
    const shape = numbersAttribute(call, 'shape');
    return call.record.node('Expand', [x, call.record.integers(shape)], { shape, type: x.type });
  },
  OneHot: (call) => {
    const values = [numberAttribute(call, 'offValue'), numberAttribute(call, 'onValue')] as const;
    const hot = oneHot(call.record, call.input('indices'), numberAttribute(call, 'depth'), values);
    return cast(call.record, hot, typeAttribute(call, 'dtype'));
  },
  Fill: (call) => {
    const value = numberAttribute(call, 'value');
    return call.record.filled(numbersAttribute(call, 'shape'), value, typeAttribute(call, 'dtype'));
  },
  ZerosLike: (call) => call.record.filled(call.input('x').shape, 0, call.input('x').type),
  OnesLike: (call) => call.record.filled(call.input('x').shape, 1, call.input('x').type),
};

/** Registers all kernels that move or make numbers. */
export function registerShapes(): void {
  registerRules(RULES);
}
