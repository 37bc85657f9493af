/**
 * A TF.js backend whose kernels record ONNX nodes instead of computing.
 *
 * TF.js calls it like any other backend, for forward passes and for its own gradients alike; what
 * comes out is a {@link Graph}. The kernels themselves are in `kernels/`.
 */
import { tf } from '../tf';
import { type Shape, elementCount } from '../tensors';
import { type Attributes, type ConstantData, type GraphNode, type GraphType, Value } from './graph';

/** The backend's name in TF.js. */
export const RECORDING = 'recording';

/** The domain of ONNX Runtime's own operators. */
export const MICROSOFT = 'com.microsoft';

/** What an execution provider understands. */
export interface Dialect {
  /** Whether it has ONNX Runtime's own operators, {@link MICROSOFT}. */
  readonly extensions: boolean;
  /** The most tensors that one operation may take or give. */
  readonly mostOperands: number;
}

/** The processor understands everything. */
export const CPU_DIALECT: Dialect = { extensions: true, mostOperands: Infinity };

/** WebGPU guarantees eight buffers a shader; the others lack some of the extensions. */
export const PORTABLE_DIALECT: Dialect = { extensions: false, mostOperands: 6 };

/** What a recorded node gives: shape and element type of one output. */
export interface OutputSpec {
  readonly shape: Shape;
  readonly type: GraphType;
}

/** Records nodes while TF.js believes that it computes. */
export class RecordingBackend extends tf.KernelBackend {
  private nodes: GraphNode[] = [];
  private values = new WeakMap<object, Value>();
  private constants = new Map<string, Value>();
  private dialect: Dialect = CPU_DIALECT;

  /** Forgets everything recorded so far. */
  begin(dialect: Dialect): void {
    this.nodes = [];
    this.values = new WeakMap();
    this.constants = new Map();
    this.dialect = dialect;
  }

  /** Whether operators of {@link MICROSOFT} may be recorded. */
  get extensions(): boolean {
    return this.dialect.extensions;
  }

  /** The most tensors that one operation may take or give. */
  get mostOperands(): number {
    return this.dialect.mostOperands;
  }

  /** The nodes recorded since {@link begin}, in order. */
  get recorded(): readonly GraphNode[] {
    return this.nodes;
  }

  /** Makes a tensor that stands for `value` in TF.js. */
  tensorOf(value: Value): tf.Tensor {
    return tf.engine().makeTensorFromTensorInfo(this.info(value), this);
  }

  /** The value that a tensor stands for. */
  recordedValue(tensor: tf.TensorInfo): Value {
    const value = this.values.get(tensor.dataId);
    if (!value) throw new Error('A tensor from outside of the recording was used in it.');
    return value;
  }

  /** Registers `value` and describes it the way that TF.js's kernels answer. */
  info(value: Value): tf.TensorInfo {
    const dataId = {};
    this.values.set(dataId, value);
    return { dataId, shape: [...value.shape], dtype: tensorType(value.type) };
  }

  /** Records a node with one output. */
  node(
    operator: string,
    inputs: readonly (Value | undefined)[],
    output: OutputSpec,
    attributes: Attributes = {},
    domain = '',
  ): Value {
    const value = new Value(output.shape, output.type);
    this.nodes.push({ operator, domain, inputs, outputs: [value], attributes });
    return value;
  }

  /** Records a node with several outputs. */
  nodeWithOutputs(
    operator: string,
    inputs: readonly (Value | undefined)[],
    outputs: readonly OutputSpec[],
    attributes: Attributes = {},
    domain = '',
  ): readonly Value[] {
    const values = outputs.map((output) => new Value(output.shape, output.type));
    this.nodes.push({ operator, domain, inputs, outputs: values, attributes });
    return values;
  }

  /** A vector of 64-bit integers, the form in which ONNX takes shapes and axes. */
  integers(numbers: readonly number[]): Value {
    return this.shared(new Value([numbers.length], 'int64', BigInt64Array.from(numbers, BigInt)));
  }

  /** A constant with one element and no axes. */
  scalar(number: number, type: GraphType = 'float32'): Value {
    return this.shared(new Value([], type, constantData([number], type)));
  }

  /** A constant tensor. */
  constant(shape: Shape, numbers: readonly number[], type: GraphType): Value {
    return this.shared(new Value(shape, type, constantData(numbers, type)));
  }

  /** A constant tensor filled with one number. */
  filled(shape: Shape, number: number, type: GraphType): Value {
    return this.constant(shape, new Array<number>(elementCount(shape)).fill(number), type);
  }

  /** Small equal constants are stored once. */
  private shared(value: Value): Value {
    if (value.constant === undefined || value.constant.length > 8) return value;
    const key = `${value.type} ${value.shape.join()}: ${value.constant.join()}`;
    const known = this.constants.get(key);
    if (known) return known;
    this.constants.set(key, value);
    return value;
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): tf.DataId {
    const dataId = {};
    this.move(dataId, values, shape, dtype);
    return dataId;
  }

  override move(dataId: tf.DataId, values: tf.BackendValues, shape: number[], dtype: tf.DataType): void {
    const type = graphType(dtype);
    const numbers = Array.from(values as ArrayLike<number>, Number);
    this.values.set(dataId, this.shared(new Value(shape, type, constantData(numbers, type))));
  }

  override readSync(): tf.BackendValues {
    throw new Error('A traced function must not read the numbers in a tensor: they are not known yet.');
  }

  override read(): Promise<tf.BackendValues> {
    return Promise.reject(
      new Error('A traced function must not read the numbers in a tensor: they are not known yet.'),
    );
  }

  override disposeData(): boolean {
    return true;
  }

  override incRef(): void {
    // Values are garbage-collected with the recording; there is nothing to count.
  }

  override refCount(): number {
    return 1;
  }

  override numDataIds(): number {
    return 0;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override dispose(): void {
    this.begin(CPU_DIALECT);
  }
}

/** The element type that a graph uses for a TF.js element type. */
export function graphType(dtype: tf.DataType): GraphType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new Error(`Tensors of type '${dtype}' cannot be compiled.`);
}

function tensorType(type: GraphType): 'float32' | 'int32' | 'bool' {
  if (type === 'int64') return 'int32';
  return type === 'float16' ? 'float32' : type;
}

function constantData(numbers: readonly number[], type: GraphType): ConstantData {
  switch (type) {
    case 'float32':
      return Float32Array.from(numbers);
    case 'float16':
      throw new RangeError(
        'Nothing is recorded in float16; what is multiplied is cast when all is recorded.',
      );
    case 'int32':
      return Int32Array.from(numbers);
    case 'int64':
      return BigInt64Array.from(numbers, BigInt);
    case 'bool':
      return Uint8Array.from(numbers);
  }
}
