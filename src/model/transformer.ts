/**
 * The character-level GPT: embeddings, blocks, prediction of the next character.
 */
import { tf, type Tensors } from '../engine/tf';
import type { KeepMask } from '../engine/keepMasks';
import type { ModelConfig } from '../protocol/modelConfig';
import { normParameters, linearWeight, norm } from './attentionBlock';
import { linear } from '../engine/ops/linear';
import type { Block, ParameterSpec, ParameterSpecs, Stream, Variant } from './contract';

/** A model without its numbers: what there is to train, and how to run it. */
export interface Model {
  readonly config: ModelConfig;
  readonly parameters: ParameterSpecs;
  /** Names of the blocks in order; the keys of {@link Forward.maps}. */
  readonly blockNames: readonly string[];
  readonly forward: (tokens: tf.Tensor2D, parameters: Tensors, options?: ForwardOptions) => Forward;
}

/** What a forward pass may be told. */
export interface ForwardOptions {
  /** Switches dropout on. */
  readonly keepMask?: KeepMask;
  /** [blocks, heads]: scales each head's output; 0 silences it. */
  readonly headScale?: tf.Tensor2D;
}

/** What a forward pass gives. */
export interface Forward {
  /** [batch · length, vocabulary], before the softmax. */
  readonly logits: tf.Tensor2D;
  /** Attention maps by block: [batch, heads, queries, keys]. */
  readonly maps: Readonly<Record<string, tf.Tensor4D>>;
}

/** Puts a model together. Throws a UserError when the configuration does not fit the variant. */
export function createModel(variant: Variant, config: ModelConfig): Model {
  const blocks = variant.blocks(config);
  return {
    config,
    parameters: allParameters(variant, config, blocks),
    blockNames: blocks.map((block) => block.name),
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
  const maps: Record<string, tf.Tensor4D> = {};
  const dropout = dropoutOf(config.dropout, options.keepMask);
  const embedded = embed(variant, config, call, dropout);
  const blockCall = (block: Block, index: number) => ({
    batch,
    embedded,
    dropout,
    parameter: (name: string) => parameterOf(call.parameters, `${block.name}.${name}`),
    headScale: options.headScale && rowOf(options.headScale, index),
    report: (map: tf.Tensor4D) => {
      maps[block.name] = map;
    },
  });
  const last = blocks.reduce(
    (stream, block, index) => block.forward(stream, blockCall(block, index)),
    embedded,
  );
  const outer = { ...blockCall({ name: '', parameters: {}, forward: (stream) => stream }, 0) };
  const final = norm(last.rows, 'ln_f', {
    ...outer,
    parameter: (name) => parameterOf(call.parameters, name),
  });
  return { logits: linear(final, parameterOf(call.parameters, 'head.weight')), maps };
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

function rowOf(matrix: tf.Tensor2D, row: number): tf.Tensor1D {
  return tf.reshape(tf.slice(matrix, [row, 0], [1, -1]), [-1]);
}

function parameterOf(parameters: Tensors, name: string): tf.Tensor {
  const tensor = parameters[name];
  if (!tensor) throw new Error(`The model has no parameter '${name}'.`);
  return tensor;
}
