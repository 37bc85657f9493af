/**
 * How a TF.js kernel is translated: the vocabulary that the files beside this one share.
 */
import { tf } from '../../tf';
import type { Shape } from '../../tensors';
import { type Attributes, type GraphType, Value } from '../graph';
import { RECORDING, RecordingBackend, graphType } from '../recordingBackend';

/** One call of a kernel while it is recorded. */
export interface KernelCall {
  readonly record: RecordingBackend;
  /** The value of a named input. */
  readonly input: (name: string) => Value;
  /** The value of a named input that may be left out. */
  readonly optionalInput: (name: string) => Value | undefined;
  /** The inputs of a kernel that takes a list. */
  readonly list: () => readonly Value[];
  /** TF.js's attributes; each kernel knows their types from `kernel_names.d.ts`. */
  readonly attributes: tf.NamedAttrMap | undefined;
}

/** Translates one call; returns what it computes. */
export type KernelRule = (call: KernelCall) => Value | readonly Value[];

/** Registers translations by TF.js's kernel names. */
export function registerRules(rules: Readonly<Record<string, KernelRule>>): void {
  for (const [kernelName, rule] of Object.entries(rules)) {
    tf.registerKernel({ kernelName, backendName: RECORDING, kernelFunc: (call) => follow(rule, call) });
  }
}

type KernelArguments = Parameters<tf.KernelFunc>[0];

function follow(rule: KernelRule, call: KernelArguments): tf.TensorInfo | tf.TensorInfo[] {
  const { backend: record } = call;
  if (!(record instanceof RecordingBackend))
    throw new Error('These kernels belong to the recording backend.');
  const inputs: Partial<Record<string, tf.TensorInfo>> = call.inputs;
  const optionalInput = (name: string) => {
    const tensor = inputs[name];
    return tensor && record.recordedValue(tensor);
  };
  const input = (name: string) => {
    const value = optionalInput(name);
    if (!value) throw new Error(`The kernel's input '${name}' is missing.`);
    return value;
  };
  // Kernels that take a list get it as an array, which TF.js's types call a map.
  const list = () =>
    Object.values<tf.TensorInfo>(call.inputs as Record<string, tf.TensorInfo>).map((tensor) =>
      record.recordedValue(tensor),
    );
  const result = rule({ record, input, optionalInput, list, attributes: call.attrs });
  return result instanceof Value ? record.info(result) : result.map((value) => record.info(value));
}

/** A whole number among the attributes. */
export function numberAttribute(call: KernelCall, name: string): number {
  return Number(call.attributes?.[name]);
}

/** A text among the attributes. */
export function textAttribute(call: KernelCall, name: string): string | undefined {
  const value = call.attributes?.[name];
  return typeof value === 'string' ? value : undefined;
}

/** A list of whole numbers among the attributes; a single number becomes a list of one. */
export function numbersAttribute(call: KernelCall, name: string): readonly number[] {
  const value = call.attributes?.[name];
  return Array.isArray(value) ? value.map(Number) : [Number(value)];
}

/** An element type among the attributes. */
export function typeAttribute(call: KernelCall, name: string): GraphType {
  return graphType(call.attributes?.[name] as tf.DataType);
}

/** The axes that a reduction names, counted from the front; all of them when it names none. */
export function axesAttribute(call: KernelCall, rank: number): readonly number[] {
  // `Max` alone calls it otherwise.
  const value: unknown = call.attributes?.['axis'] ?? call.attributes?.['reductionIndices'];
  if (value === undefined || value === null) return Array.from({ length: rank }, (_, axis) => axis);
  const axes = Array.isArray(value) ? value.map(Number) : [Number(value)];
  return axes.map((axis) => (axis < 0 ? axis + rank : axis));
}

/** A node whose output has the shape and type of `like`. */
export function same(
  call: KernelCall,
  operator: string,
  inputs: readonly Value[],
  like: Value,
  attributes: Attributes = {},
): Value {
  return call.record.node(operator, inputs, { shape: like.shape, type: like.type }, attributes);
}

/** The shape that two shapes broadcast to (NumPy's rule). */
export function broadcastShape(a: Shape, b: Shape): Shape {
  return tf.broadcast_util.assertAndGetBroadcastShape([...a], [...b]);
}

/** Changes the element type; nothing is recorded when it is right already. */
export function cast(record: RecordingBackend, value: Value, type: GraphType): Value {
  if (value.type === type) return value;
  return record.node('Cast', [value], { shape: value.shape, type }, { to: ONNX_TYPES[type] });
}

/** Changes the shape; nothing is recorded when it is right already. */
export function reshape(record: RecordingBackend, value: Value, shape: Shape): Value {
  if (tf.util.arraysEqual([...value.shape], [...shape])) return value;
  return record.node('Reshape', [value, record.integers(shape)], { shape, type: value.type });
}

/** ONNX's numbers for element types (`TensorProto.DataType`). */
export const ONNX_TYPES: Readonly<Record<GraphType, number>> = {
  float32: 1,
  float16: 10,
  int32: 6,
  int64: 7,
  bool: 9,
};
