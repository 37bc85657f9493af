/**
 * What a module with an attention variant of your own may import from 'attention-lab'.
 *
 * Shapes: a residual stream is [batch · length, width]; an attention map is [batch, heads, queries, keys].
 */
declare module 'attention-lab' {
  /** An array of numbers on the device. */
  export interface Tensor {
    readonly shape: readonly number[];
    readonly dtype: 'float32' | 'int32' | 'bool';
  }

  /** A tensor, or what becomes one. */
  export type TensorLike = Tensor | number;

  /**
   * TensorFlow.js: the operations that attention is mostly made of. Others of its core may be used as well;
   * one that cannot be compiled is named when the model is made.
   */
  export const tf: {
    add(a: TensorLike, b: TensorLike): Tensor;
    sub(a: TensorLike, b: TensorLike): Tensor;
    mul(a: TensorLike, b: TensorLike): Tensor;
    div(a: TensorLike, b: TensorLike): Tensor;
    neg(x: Tensor): Tensor;
    exp(x: Tensor): Tensor;
    log(x: Tensor): Tensor;
    sqrt(x: Tensor): Tensor;
    square(x: Tensor): Tensor;
    relu(x: Tensor): Tensor;
    tanh(x: Tensor): Tensor;
    sigmoid(x: Tensor): Tensor;
    sum(x: Tensor, axis?: number | number[], keepDims?: boolean): Tensor;
    mean(x: Tensor, axis?: number | number[], keepDims?: boolean): Tensor;
    max(x: Tensor, axis?: number | number[], keepDims?: boolean): Tensor;
    matMul(a: Tensor, b: Tensor, transposeA?: boolean, transposeB?: boolean): Tensor;
    transpose(x: Tensor, order?: number[]): Tensor;
    reshape(x: Tensor, shape: number[]): Tensor;
    slice(x: Tensor, begin: number[], size?: number[]): Tensor;
    concat(parts: Tensor[], axis?: number): Tensor;
    tile(x: Tensor, times: number[]): Tensor;
    gather(x: Tensor, indices: Tensor, axis?: number): Tensor;
    tensor1d(values: ArrayLike<number>, type?: 'float32' | 'int32'): Tensor;
    tensor2d(values: ArrayLike<number>, shape: [number, number], type?: 'float32' | 'int32'): Tensor;
  };

  /** `x · Wᵀ + b`; x is [rows, in], W is [out, in]. */
  export function linear(x: Tensor, weight: Tensor, bias?: Tensor): Tensor;
  /** Softmax over the last axis. */
  export function softmax(x: Tensor): Tensor;
  /** Softmax over the keys that a query may see: [batch, heads, queries, keys]. */
  export function maskedSoftmax(scores: Tensor, visible: Visibility): Tensor;
  /** [batch · length, width] → [batch, heads, length, width / heads]. */
  export function splitHeads(rows: Tensor, batch: number, length: number, shape: LayerShape): Tensor;
  /** The parameters `name.weight` [out, in] and `name.bias` [out] of a linear map. */
  export function linearParameters(
    name: string,
    input: number,
    output: number,
  ): Record<string, ParameterSpec>;
  /** Turns neighbouring features by angles that grow with the position (RoPE): [batch, heads, length, d]. */
  export function rotate(x: Tensor, length: number): Tensor;

  /** Which keys a query may see, by position. */
  export type Visibility = (query: number, key: number) => boolean;

  /** The sizes that a layer works with. */
  export interface LayerShape {
    readonly heads: number;
    readonly width: number;
    /** width / heads. */
    readonly headWidth: number;
    readonly contextLength: number;
  }

  /** A trainable tensor. */
  export interface ParameterSpec {
    readonly shape: readonly number[];
    readonly initial: 'normal' | 'zeros' | 'ones' | 'xavierUniform' | { readonly uniform: number };
    /** Whether weight decay applies. */
    readonly decay: boolean;
  }

  /** What a layer is given. */
  export interface AttentionCall extends LayerShape {
    /** The side that asks, normalized: [batch · queryLength, width]. */
    readonly queries: Tensor;
    /** The side that is asked: [batch · keyLength, width]. */
    readonly keys: Tensor;
    readonly batch: number;
    readonly queryLength: number;
    readonly keyLength: number;
    readonly visible: Visibility;
    /** The layer's own parameters, by name. */
    readonly parameter: (name: string) => Tensor;
  }

  /** How a layer decides who looks where. */
  export interface AttentionLayer {
    readonly parameters: Readonly<Record<string, ParameterSpec>>;
    /** Rows sum to one, and are zero where `visible` is false: [batch, heads, queryLength, keyLength]. */
    readonly weights: (call: AttentionCall) => Tensor;
  }

  /** A variant, ready to be the module's default export. */
  export function defineAttention(attention: {
    readonly name: string;
    readonly learnedPositions: boolean;
    readonly layer: (shape: LayerShape) => AttentionLayer;
  }): unknown;
}
