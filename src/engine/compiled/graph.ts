/**
 * The recorded computation: a list of ONNX nodes in execution order, over values that are assigned once.
 *
 * This is the form that is recorded, optimised and then written; it knows nothing of TF.js.
 */
import type { Shape } from '../tensors';

/** Element types of values inside a graph. */
export type GraphType = 'float32' | 'float16' | 'int32' | 'int64' | 'bool';

/** The numbers of a constant. */
export type ConstantData = Float32Array | Int32Array | BigInt64Array | Uint8Array;

/** One tensor of a graph: fed, constant, or produced by one node. Compared by identity. */
export class Value {
  constructor(
    readonly shape: Shape,
    readonly type: GraphType,
    /** The numbers, when they are known while recording. */
    readonly constant?: ConstantData,
  ) {}

  /** A new value of the same element type; of the same shape too, unless told otherwise. */
  renewed(shape: Shape = this.shape, constant?: ConstantData): Value {
    return new Value(shape, this.type, constant);
  }

  /** The number, when this is a constant with a single element; otherwise undefined. */
  get scalar(): number | undefined {
    if (this.constant?.length !== 1) return undefined;
    const [only] = this.constant;
    return Number(only);
  }
}

/** An attribute of a node. ONNX tells floats from integers, JavaScript does not, hence the wrapper. */
export type Attribute = number | string | readonly number[] | { readonly float: number };

/** Attributes by name. */
export type Attributes = Readonly<Record<string, Attribute>>;

/** One operation. An `undefined` input is an optional one left out. */
export interface GraphNode {
  readonly operator: string;
  /** '' is ONNX's own domain, 'com.microsoft' the runtime's extensions. */
  readonly domain: string;
  readonly inputs: readonly (Value | undefined)[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
}

/** A whole computation. */
export interface Graph {
  readonly inputs: ReadonlyMap<string, Value>;
  readonly outputs: ReadonlyMap<string, Value>;
  /** The axes of inputs and outputs whose lengths are only known at the run have a name; none when left out. */
  readonly freeAxes?: ReadonlyMap<Value, readonly (number | string)[]>;
  readonly nodes: readonly GraphNode[];
}
