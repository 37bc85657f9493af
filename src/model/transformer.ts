/**
 * The character-level GPT: embeddings, blocks, prediction of the next character.
 */
import { tf, type Tensors } from '../engine/tf';
import type { KeepMask } from '../engine/keepMasks';
import { type MapSides, TEXT_SIDES } from './attentionMap';
import type { ModelConfig } from './modelConfig';
import { layerNorm } from '../engine/ops/layerNorm';
import { linear } from '../engine/ops/linear';
import { linearWeight, normParameters } from './attentionBlock';
import type {
  Block,
  BlockCall,
  BlockParts,
  ParameterSpec,
  ParameterSpecs,
  Stream,
  Variant,
} from './contract';

/** A model without its numbers: what there is to train, and how to run it. */
export interface Model {
  readonly config: ModelConfig;
  readonly parameters: ParameterSpecs;
  /** Names of the blocks in order; the keys of {@link Forward.maps}. */
  readonly blockNames: readonly string[];
  /** What the sides of each block's map stand for, by block. */
  readonly sides: Readonly<Record<string, MapSides>>;
  /** How many latents a text of this length fills; see {@link Block.latentsOf}. 0 without latents. */
  readonly latentsOf: (textLength: number) => number;
  readonly forward: (tokens: tf.Tensor2D, parameters: Tensors, options?: ForwardOptions) => Forward;
}

/** What a forward pass may be told. */
interface ForwardOptions {
  /** Switches dropout on. */
  readonly keepMask?: KeepMask;
  /** [blocks, heads]: scales each head's output; 0 silences it. */
  readonly headScale?: tf.Tensor2D;
  /**
   * Changes the outputs of a block's heads, [batch, heads, queries, d], before their projection; after
   * `headScale`. Blocks are counted from 0.
   */
  readonly changeHeads?: (heads: tf.Tensor4D, block: number) => tf.Tensor4D;
}

/** What a forward pass gives. */
interface Forward {
  /** [batch · length, vocabulary], before the softmax. */
  readonly logits: tf.Tensor2D;
  /** Attention maps by block: [batch, heads, queries, keys]. */
  readonly maps: Readonly<Record<string, tf.Tensor4D>>;
  /** What else the blocks computed on their way, by block. */
  readonly parts: Readonly<Record<string, Partial<BlockParts>>>;
  /** The embedded characters: [batch · length, width]. */
  readonly embedded: tf.Tensor2D;
  /** The stream after the last block, before its normalization: [batch · length, width]. */
  readonly final: tf.Tensor2D;
}

/** Puts a model together. Throws a UserError when the configuration does not fit the variant. */
export function createModel(variant: Variant, config: ModelConfig): Model {
  const blocks = variant.blocks(config);
  return {
    config,
    parameters: allParameters(variant, config, blocks),
    blockNames: blocks.map((block) => block.name),
    sides: Object.fromEntries(blocks.map(({ name, sides = TEXT_SIDES }) => [name, sides])),
    latentsOf: blocks.find((block) => block.latentsOf)?.latentsOf ?? (() => 0),
    forward: (tokens, parameters, options = {}) =>
      forward(variant, config, blocks, { tokens, parameters, options }),
  };
}

function allParameters(variant: Variant, config: ModelConfig, blocks: readonly Block[]): ParameterSpecs {
  const { vocabularySize, width, contextLength } = config;
  const embedding = (shape: readonly number[], initial: 'normal' | 'zeros'): ParameterSpec => {
    return { shape, initial, decay: false };
  };
  const own = blocks.flatMap((block) =>
    Object.entries(block.parameters).map(([name, spec]) => [`${block.name}.${name}`, spec] as const),
  );
  return {
    ...(variant.learnedPositions ? { pos_emb: embedding([1, contextLength, width], 'zeros') } : {}),
    'tok_emb.weight': embedding([vocabularySize, width], 'normal'),
    ...Object.fromEntries(own),
    ...normParameters('ln_f', width),
    'head.weight': linearWeight(vocabularySize, width),
  };
}

interface ForwardCall {
  readonly tokens: tf.Tensor2D;
  readonly parameters: Tensors;
  readonly options: ForwardOptions;
}

function forward(
  variant: Variant,
  config: ModelConfig,
  blocks: readonly Block[],
  call: ForwardCall,
): Forward {
  const { tokens, options } = call;
  const [batch] = tokens.shape;
  const parts: Record<string, Partial<BlockParts>> = {};
  const dropout = dropoutOf(config.dropout, options.keepMask);
  const embedded = embed(variant, config, call, dropout);
  const callOf = ({ name }: Block, index: number): BlockCall => ({
    batch,
    embedded,
    dropout,
    parameter: (own) => parameterOf(call.parameters, `${name}.${own}`),
    changeHeads: (heads) => changedHeads(heads, index, options),
    report: (reported) => {
      parts[name] = { ...parts[name], ...reported };
    },
  });
  const { rows } = blocks.reduce(
    (stream, block, index) => block.forward(stream, callOf(block, index)),
    embedded,
  );
  const logits = linear(finalNorm(rows, call.parameters), parameterOf(call.parameters, 'head.weight'));
  return { logits, maps: mapsOf(parts), parts, embedded: embedded.rows, final: rows };
}

/** A block's heads, [batch, heads, queries, d], as the options want them. */
function changedHeads(
  heads: tf.Tensor4D,
  block: number,
  { headScale, changeHeads }: ForwardOptions,
): tf.Tensor4D {
  const scale = headScale && tf.reshape(tf.slice(headScale, [block, 0], [1, -1]), [1, -1, 1, 1]);
  const scaled = scale ? tf.mul<tf.Tensor4D>(heads, scale) : heads;
  return changeHeads ? changeHeads(scaled, block) : scaled;
}

function finalNorm(rows: tf.Tensor2D, parameters: Tensors): tf.Tensor2D {
  // Sound: `normParameters` declares vectors.
  const scale = parameterOf(parameters, 'ln_f.weight') as tf.Tensor1D;
  return layerNorm(rows, scale, parameterOf(parameters, 'ln_f.bias') as tf.Tensor1D);
}

function mapsOf(parts: Forward['parts']): Readonly<Record<string, tf.Tensor4D>> {
  return Object.fromEntries(
    Object.entries(parts).flatMap(([name, { map }]) => (map ? [[name, map] as const] : [])),
  );
}

/** Characters, and where learned, their positions, as vectors. */
function embed(
  variant: Variant,
  { width }: ModelConfig,
  { tokens, parameters }: ForwardCall,
  dropout: <T extends tf.Tensor>(x: T) => T,
): Stream {
  const [batch, length] = tokens.shape;
  const characters = tf.gather(parameterOf(parameters, 'tok_emb.weight'), tf.reshape(tokens, [-1]));
  const placed = variant.learnedPositions
    ? tf.add(
        tf.reshape(characters, [batch, length, width]),
        tf.slice(parameterOf(parameters, 'pos_emb'), [0, 0, 0], [1, length, width]),
      )
    : characters;
  return { rows: dropout(tf.reshape(placed, [batch * length, width])), length };
}

function dropoutOf(rate: number, keepMask: KeepMask | undefined): <T extends tf.Tensor>(x: T) => T {
  if (!keepMask || rate === 0) return (x) => x;
  return (x) => tf.mul(x, keepMask(x.shape, rate));
}

function parameterOf(parameters: Tensors, name: string): tf.Tensor {
  const tensor = parameters[name];
  if (!tensor) throw new Error(`The model has no parameter '${name}'.`);
  return tensor;
}
