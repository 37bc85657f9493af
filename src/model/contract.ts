/**
 * What an attention variant is: the contract that all of `variants/` fulfil, and one's own may.
 *
 * The residual stream is a matrix of shape [batch · length, width]; row `b · length + t` belongs to
 * position `t` of text `b`. Parameters carry PyTorch's names and layouts.
 */
import type { Shape } from '../engine/tensors';
import type { tf } from '../engine/tf';
import type { MapSides } from './attentionMap';
import type { ModelConfig } from './modelConfig';

/** How a parameter begins: 'normal' has mean 0 and deviation 0.02 (GPT-2). */
export type Initialisation = 'normal' | 'zeros' | 'ones' | 'xavierUniform' | { readonly uniform: number };

/** One trainable tensor. */
export interface ParameterSpec {
  readonly shape: Shape;
  readonly initial: Initialisation;
  /** Whether weight decay applies; only to the weights of linear maps in the study. */
  readonly decay: boolean;
}

/** Trainable tensors by name. */
export type ParameterSpecs = Readonly<Record<string, ParameterSpec>>;

/** The sizes that an attention layer works with. */
export interface LayerShape {
  readonly heads: number;
  readonly width: number;
  /** width / heads. */
  readonly headWidth: number;
  readonly contextLength: number;
}

/** Which keys each query may see: `visible(query, key)`, by position. */
export type Visibility = (query: number, key: number) => boolean;

/** What an attention layer is given. */
export interface AttentionCall extends LayerShape {
  /** The side that asks, normalized: [batch · queryLength, width]. */
  readonly queries: tf.Tensor2D;
  /** The side that is asked: [batch · keyLength, width]; in self-attention the same as `queries`. */
  readonly keys: tf.Tensor2D;
  readonly batch: number;
  readonly queryLength: number;
  readonly keyLength: number;
  readonly visible: Visibility;
  /** The layer's own parameters, by the names in its {@link AttentionLayer.parameters}. */
  readonly parameter: (name: string) => tf.Tensor;
  /**
   * Tells the keys to whoever looks inside, if somebody does: [batch, heads, keyLength, d], before they
   * are turned by their positions. A layer without keys tells nothing.
   */
  readonly reportKeys?: (keys: tf.Tensor4D) => void;
}

/** One way to decide who looks where. */
export interface AttentionLayer {
  /** Its parameters, besides those of the values and the projection, which every variant has. */
  readonly parameters: ParameterSpecs;
  /**
   * The attention map: [batch, heads, queryLength, keyLength], non-negative, rows summing to one
   * (or to zero, where a query sees nothing), and zero where `visible` is false.
   */
  readonly weights: (call: AttentionCall) => tf.Tensor4D;
}

/** The residual stream between two blocks. */
export interface Stream {
  /** [batch · length, width]. */
  readonly rows: tf.Tensor2D;
  readonly length: number;
}

/** What a block may use besides the stream. */
export interface BlockCall {
  readonly batch: number;
  /** The embedded characters, before the first block. */
  readonly embedded: Stream;
  /** The block's own parameters, by the names in its {@link Block.parameters}. */
  readonly parameter: (name: string) => tf.Tensor;
  /** Dropout in training, the identity otherwise. */
  readonly dropout: <T extends tf.Tensor>(x: T) => T;
  /** Changes the heads' outputs, [batch, heads, queries, d], before their projection; mostly the identity. */
  readonly changeHeads: (mixed: tf.Tensor4D) => tf.Tensor4D;
  /** Tells what the block computes on its way to whoever looks inside. */
  readonly report: (parts: Partial<BlockParts>) => void;
}

/** What can be seen of a block from inside. */
export interface BlockParts {
  /** The attention map: [batch, heads, queries, keys]. */
  readonly map: tf.Tensor4D;
  /** What {@link AttentionCall.reportKeys} was told: [batch, heads, keys, d]. */
  readonly keys: tf.Tensor4D;
  /** The heads' outputs as they enter the projection, changed or not: [batch, heads, queries, d]. */
  readonly heads: tf.Tensor4D;
  /** What the hidden layer adds to the stream: [batch · queries, width]. */
  readonly hidden: tf.Tensor2D;
}

/** The linear map through which a block's heads write to the stream. */
export interface HeadProjection {
  /** A parameter's name, inside the block: [width, heads · d], or its transpose. */
  readonly weight: string;
  /** A parameter's name, inside the block: [width]. */
  readonly bias?: string;
  /** Whether the weight lies as [heads · d, width]. */
  readonly transposed?: true;
}

/** One residual block. */
export interface Block {
  /** The prefix of its parameters' names: `blocks.0`, `down_block`, … */
  readonly name: string;
  /** How its heads write to the stream; `attn.proj` when left out. */
  readonly projection?: HeadProjection;
  /** What its map's sides stand for; the text on both when left out. */
  readonly sides?: MapSides;
  /**
   * Of a block that fills latents: how many of them see nothing but a text of this length, without padding
   * behind it. No token of the text may ask the others.
   */
  readonly latentsOf?: (textLength: number) => number;
  readonly parameters: ParameterSpecs;
  readonly forward: (stream: Stream, call: BlockCall) => Stream;
}

/** A kind of transformer, named by the way it attends. */
export interface Variant {
  readonly name: string;
  /** Whether learned position vectors are added to the embeddings. */
  readonly learnedPositions: boolean;
  /** The blocks from first to last. Throws a UserError when the configuration does not fit. */
  readonly blocks: (config: ModelConfig) => readonly Block[];
}
