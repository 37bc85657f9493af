/**
 * A transformer: embeddings, blocks, prediction of the next token.
 *
 * The character models that are trained here are put together by {@link createModel}; other architectures
 * hand their parts to {@link assembleModel}, so that every analysis sees the same thing in both.
 */
import { tf, type Tensors } from '../engine/tf';
import type { KeepMask } from '../engine/keepMasks';
import { type MapSides, TEXT_SIDES } from './attentionMap';
import type { ModelConfig, ModelSizes } from './modelConfig';
import { linearWeight, normParameters } from './attentionBlock';
import type {
  Block,
  BlockCall,
  BlockParts,
  HeadProjection,
  ParameterSpec,
  ParameterSpecs,
  Stream,
  Variant,
} from './contract';
import { OWN_READOUT, type Readout, parameterOf, readOut } from './readout';

/** A model without its numbers: what there is to train, and how to run it. */
export interface Model {
  readonly config: ModelSizes;
  readonly parameters: ParameterSpecs;
  /** Names of the blocks in order; the keys of {@link Forward.maps}. */
  readonly blockNames: readonly string[];
  /** What the sides of each block's map stand for, by block. */
  readonly sides: Readonly<Record<string, MapSides>>;
  /** How the heads of each block write to the stream, by block, with whole names of parameters. */
  readonly projections: Readonly<Record<string, HeadProjection>>;
  /** From the stream behind the last block to the logits. */
  readonly readout: Readout;
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
  /**
   * Begins at a block with the stream before it, [batch · length, width], as {@link Forward.streams} gives it: what
   * was computed before need not be computed again. Not for models with latents.
   */
  readonly resume?: { readonly block: number; readonly rows: tf.Tensor2D };
}

/** What a forward pass gives. */
interface Forward {
  /** [batch · length, vocabulary], before the softmax. */
  readonly logits: tf.Tensor2D;
  /** Attention maps by block: [batch, heads, queries, keys]. */
  readonly maps: Readonly<Record<string, tf.Tensor4D>>;
  /** What else the blocks computed on their way, by block. */
  readonly parts: Readonly<Record<string, Partial<BlockParts>>>;
  /** The embedded tokens: [batch · length, width]. */
  readonly embedded: tf.Tensor2D;
  /** The stream before each block that was run: [batch · length, width]. */
  readonly streams: readonly tf.Tensor2D[];
  /** The stream after the last block, before its normalization: [batch · length, width]. */
  readonly final: tf.Tensor2D;
}

/** What a model is made of. */
export interface Architecture {
  readonly config: ModelSizes;
  readonly blocks: readonly Block[];
  /** The parameters before the blocks. */
  readonly embeddings: ParameterSpecs;
  /** The parameters behind them. */
  readonly output: ParameterSpecs;
  /** Tokens, [batch, length], as vectors. */
  readonly embed: (tokens: tf.Tensor2D, parameters: Tensors) => tf.Tensor2D;
  readonly readout: Readout;
  /** Probability that dropout silences a number, in training only. */
  readonly dropout: number;
}

/** Puts a model together that is trained here. Throws a UserError when the configuration does not fit. */
export function createModel(variant: Variant, config: ModelConfig): Model {
  return assembleModel({
    config,
    blocks: variant.blocks(config),
    embeddings: ownEmbeddings(variant, config),
    output: {
      ...normParameters('ln_f', config.width),
      'head.weight': linearWeight(config.vocabularySize, config.width),
    },
    embed: (tokens, parameters) => embed(variant, config, tokens, parameters),
    readout: OWN_READOUT,
    dropout: config.dropout,
  });
}

/** Puts any model together. */
export function assembleModel(architecture: Architecture): Model {
  const { config, blocks, readout } = architecture;
  return {
    config,
    readout,
    parameters: allParameters(architecture),
    blockNames: blocks.map((block) => block.name),
    sides: Object.fromEntries(blocks.map(({ name, sides = TEXT_SIDES }) => [name, sides])),
    projections: Object.fromEntries(blocks.map((block) => [block.name, projectionOf(block)])),
    latentsOf: blocks.find((block) => block.latentsOf)?.latentsOf ?? (() => 0),
    forward: (tokens, parameters, options = {}) => forward(architecture, { tokens, parameters, options }),
  };
}

const OWN_PROJECTION: HeadProjection = { weight: 'attn.proj.weight', bias: 'attn.proj.bias' };

function projectionOf({ name, projection = OWN_PROJECTION }: Block): HeadProjection {
  const { weight, bias, ...layout } = projection;
  return { weight: `${name}.${weight}`, ...(bias ? { bias: `${name}.${bias}` } : {}), ...layout };
}

function allParameters({ embeddings, blocks, output }: Architecture): ParameterSpecs {
  const own = blocks.flatMap((block) =>
    Object.entries(block.parameters).map(([name, spec]) => [`${block.name}.${name}`, spec] as const),
  );
  return { ...embeddings, ...Object.fromEntries(own), ...output };
}

function ownEmbeddings(
  variant: Variant,
  { vocabularySize, width, contextLength }: ModelConfig,
): ParameterSpecs {
  const embedding = (shape: readonly number[], initial: 'normal' | 'zeros'): ParameterSpec => {
    return { shape, initial, decay: false };
  };
  return {
    ...(variant.learnedPositions ? { pos_emb: embedding([1, contextLength, width], 'zeros') } : {}),
    'tok_emb.weight': embedding([vocabularySize, width], 'normal'),
  };
}

interface ForwardCall {
  readonly tokens: tf.Tensor2D;
  readonly parameters: Tensors;
  readonly options: ForwardOptions;
}

function forward(architecture: Architecture, call: ForwardCall): Forward {
  const { blocks, readout } = architecture;
  const { tokens, options } = call;
  const [batch, length] = tokens.shape;
  const parts: Record<string, Partial<BlockParts>> = {};
  const dropout = dropoutOf(architecture.dropout, options.keepMask);
  const { block: first = 0, rows: begun } = options.resume ?? {};
  const embedded: Stream = { rows: begun ?? dropout(architecture.embed(tokens, call.parameters)), length };
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
  const streams: tf.Tensor2D[] = [];
  let stream = embedded;
  blocks.forEach((block, index) => {
    if (index < first) return;
    streams.push(stream.rows);
    stream = block.forward(stream, callOf(block, index));
  });
  const logits = readOut(readout, stream.rows, call.parameters);
  return { logits, maps: mapsOf(parts), parts, embedded: embedded.rows, streams, final: stream.rows };
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

function mapsOf(parts: Forward['parts']): Readonly<Record<string, tf.Tensor4D>> {
  return Object.fromEntries(
    Object.entries(parts).flatMap(([name, { map }]) => (map ? [[name, map] as const] : [])),
  );
}

/** Characters, and where learned, their positions, as vectors: [batch · length, width]. */
function embed(
  variant: Variant,
  { width }: ModelConfig,
  tokens: tf.Tensor2D,
  parameters: Tensors,
): tf.Tensor2D {
  const [batch, length] = tokens.shape;
  const characters = tf.gather(parameterOf(parameters, 'tok_emb.weight'), tf.reshape(tokens, [-1]));
  const placed = variant.learnedPositions
    ? tf.add(
        tf.reshape(characters, [batch, length, width]),
        tf.slice(parameterOf(parameters, 'pos_emb'), [0, 0, 0], [1, length, width]),
      )
    : characters;
  return tf.reshape(placed, [batch * length, width]);
}

function dropoutOf(rate: number, keepMask: KeepMask | undefined): <T extends tf.Tensor>(x: T) => T {
  if (!keepMask || rate === 0) return (x) => x;
  return (x) => tf.mul(x, keepMask(x.shape, rate));
}
