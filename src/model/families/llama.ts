/**
 * Llama, Qwen2 and Qwen3: rotary positions, grouped queries, normalization by the root mean square, gated
 * hidden layers (Touvron et al., 2023; Yang et al., 2024 and 2025). They differ in biases, in normalized
 * queries and keys (Qwen3), and in windows (Qwen).
 */
import * as v from 'valibot';
import { linear } from '../../engine/ops/linear';
import { rmsNorm } from '../../engine/ops/rmsNorm';
import { rotateHalves } from '../../engine/ops/rotateHalves';
import { tf } from '../../engine/tf';
import { causal } from '../attentionBlock';
import type { Block, BlockCall, ParameterSpecs, Visibility } from '../contract';
import type { Architecture } from '../transformer';
import { activate, activationName } from './activations';
import { type Family, affine, count, embedded, epsilon, fits, opened } from './family';
import { asHeads, attendGrouped, forEachQueryHead } from './groupedAttention';
import { type RotaryPrecision, type RotarySettings, readRotary, rotaryFields, rotaryTables } from './rotary';

const flag = v.nullish(v.boolean(), false);

const schema = v.object({
  vocab_size: count,
  max_position_embeddings: count,
  hidden_size: count,
  intermediate_size: count,
  num_hidden_layers: count,
  num_attention_heads: count,
  num_key_value_heads: v.nullish(count),
  head_dim: v.nullish(count),
  hidden_act: v.nullish(activationName, 'silu'),
  rms_norm_eps: v.nullish(epsilon, 1e-6),
  attention_bias: flag,
  mlp_bias: flag,
  tie_word_embeddings: flag,
  use_sliding_window: flag,
  sliding_window: v.nullish(count),
  max_window_layers: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(0))),
  layer_types: v.nullish(
    v.array(
      v.picklist(['full_attention', 'sliding_attention'], 'only full and sliding attention are supported'),
    ),
  ),
  ...rotaryFields,
});

type Fields = v.InferOutput<typeof schema>;

/** What tells the three families apart. */
interface Kind {
  readonly name: 'llama' | 'qwen2' | 'qwen3';
  readonly queryKeyValueBias: (fields: Fields) => boolean;
  readonly outputBias: (fields: Fields) => boolean;
  readonly normalizedQueriesAndKeys: boolean;
  /** Width of a head where `head_dim` is not said; the usual share of the stream when undefined. */
  readonly headWidth?: number;
}

/** A configuration with everything settled. */
interface Config extends Fields {
  readonly kind: Kind;
  readonly keyValueHeads: number;
  readonly headWidth: number;
  readonly rotary: RotarySettings;
}

/** Llama 1 to 3. */
export const llama = familyOf({
  name: 'llama',
  queryKeyValueBias: ({ attention_bias }) => attention_bias,
  outputBias: ({ attention_bias }) => attention_bias,
  normalizedQueriesAndKeys: false,
});

/** Qwen 1.5, 2 and 2.5. */
export const qwen2 = familyOf({
  name: 'qwen2',
  queryKeyValueBias: () => true,
  outputBias: () => false,
  normalizedQueriesAndKeys: false,
});

/** Qwen 3. */
export const qwen3 = familyOf({
  name: 'qwen3',
  queryKeyValueBias: ({ attention_bias }) => attention_bias,
  outputBias: ({ attention_bias }) => attention_bias,
  normalizedQueriesAndKeys: true,
  headWidth: 128,
});

function familyOf(kind: Kind): Family {
  const settled = (precision: RotaryPrecision) =>
    v.pipe(
      schema,
      v.transform((fields) => settle(kind, fields, precision)),
      v.check(
        ({ num_attention_heads: heads, keyValueHeads, hidden_size, headWidth }) =>
          fits(heads, keyValueHeads, hidden_size, headWidth) && headWidth % 2 === 0,
        'heads, key-value heads and head width do not fit together',
      ),
    );
  return {
    name: kind.name,
    prefix: 'model.',
    architecture: (json, precision) => architecture(v.parse(settled(precision), json)),
  };
}

function settle(kind: Kind, fields: Fields, precision: RotaryPrecision): Config {
  const heads = fields.num_attention_heads;
  return {
    ...fields,
    kind,
    keyValueHeads: fields.num_key_value_heads ?? heads,
    headWidth: fields.head_dim ?? kind.headWidth ?? fields.hidden_size / heads,
    rotary: readRotary(fields, fields.max_position_embeddings, { theta: 10_000, share: 1, precision }),
  };
}

function architecture(config: Config): Architecture {
  const { hidden_size: width, vocab_size: vocabularySize, num_hidden_layers: layers, kind } = config;
  const embedding = 'embed_tokens.weight';
  const tied = config.tie_word_embeddings;
  return {
    config: {
      variant: kind.name,
      layers,
      heads: config.num_attention_heads,
      keyValueHeads: config.keyValueHeads,
      width,
      contextLength: config.max_position_embeddings + 1,
      vocabularySize,
    },
    dropout: 0,
    embeddings: { [embedding]: opened([vocabularySize, width]) },
    blocks: Array.from({ length: layers }, (_, layer) => block(config, layer)),
    output: {
      'norm.weight': opened([width], 'ones'),
      ...(tied ? {} : { 'lm_head.weight': opened([vocabularySize, width]) }),
    },
    embed: (tokens, parameters) => embedded(tokens, parameters, embedding),
    readout: {
      norm: { kind: 'rms', scale: 'norm.weight', epsilon: config.rms_norm_eps },
      unembedding: tied ? embedding : 'lm_head.weight',
    },
  };
}

function block(config: Config, layer: number): Block {
  const bias = config.kind.outputBias(config) ? { bias: 'self_attn.o_proj.bias' } : {};
  return {
    name: `layers.${layer}`,
    parameters: blockParameters(config),
    projection: { weight: 'self_attn.o_proj.weight', ...bias },
    forward: ({ rows, length }, call) => {
      const read = norm(rows, 'input_layernorm', config, call);
      const stream: tf.Tensor2D = tf.add(rows, attention(config, layer, read, call));
      const hidden = gatedHidden(config, norm(stream, 'post_attention_layernorm', config, call), call);
      call.report({ hidden });
      return { rows: tf.add(stream, hidden), length };
    },
  };
}

function attention(config: Config, layer: number, rows: tf.Tensor2D, call: BlockCall): tf.Tensor2D {
  const { kind, num_attention_heads: heads, keyValueHeads, headWidth, rotary } = config;
  const bias = kind.queryKeyValueBias(config);
  const side = (name: 'q' | 'k' | 'v', count: number): tf.Tensor4D => {
    const split = asHeads(project(rows, `self_attn.${name}_proj`, bias, call), call.batch, count);
    if (name === 'v' || !kind.normalizedQueriesAndKeys) return split;
    return rmsNorm(split, call.parameter(`self_attn.${name}_norm.weight`), config.rms_norm_eps);
  };
  const [queries, keys, values] = [side('q', heads), side('k', keyValueHeads), side('v', keyValueHeads)];
  call.report({ keys: forEachQueryHead(keys, heads) });
  const turn = (x: tf.Tensor4D) => rotateHalves(x, rotaryTables(rotary, headWidth, x.shape[2]));
  const rule = { scale: 1 / Math.sqrt(headWidth), visible: visibilityOf(config, layer) };
  const mixed = attendGrouped({ queries: turn(queries), keys: turn(keys), values }, rule, call);
  return project(mixed, 'self_attn.o_proj', kind.outputBias(config), call);
}

/** Everything before, or what lies within the window of a layer that has one. */
function visibilityOf(config: Config, layer: number): Visibility {
  const { sliding_window: window } = config;
  if (!isSliding(config, layer) || window === null || window === undefined) return causal;
  return (query, key) => causal(query, key) && query - key < window;
}

function isSliding(config: Config, layer: number): boolean {
  if (config.kind.name === 'llama' || !config.use_sliding_window) return false;
  if (config.layer_types) return config.layer_types[layer] === 'sliding_attention';
  // The old spelling: layers from `max_window_layers` on, 28 of which were the default.
  return layer >= (config.max_window_layers ?? 28);
}

/** `down(activation(gate(x)) ⊙ up(x))` (Shazeer, 2020). */
function gatedHidden(config: Config, rows: tf.Tensor2D, call: BlockCall): tf.Tensor2D {
  const gate = activate(config.hidden_act, project(rows, 'mlp.gate_proj', config.mlp_bias, call));
  const wide: tf.Tensor2D = tf.mul(gate, project(rows, 'mlp.up_proj', config.mlp_bias, call));
  return project(wide, 'mlp.down_proj', config.mlp_bias, call);
}

function blockParameters(config: Config): ParameterSpecs {
  const { hidden_size: width, intermediate_size: wide, headWidth, keyValueHeads, kind } = config;
  const queries = config.num_attention_heads * headWidth;
  const shared = keyValueHeads * headWidth;
  const bias = kind.queryKeyValueBias(config);
  const vector = (name: string, length: number) => ({ [`${name}.weight`]: opened([length], 'ones') });
  return {
    ...vector('input_layernorm', width),
    ...affine('self_attn.q_proj', queries, width, bias),
    ...affine('self_attn.k_proj', shared, width, bias),
    ...affine('self_attn.v_proj', shared, width, bias),
    ...affine('self_attn.o_proj', width, queries, kind.outputBias(config)),
    ...(kind.normalizedQueriesAndKeys
      ? { ...vector('self_attn.q_norm', headWidth), ...vector('self_attn.k_norm', headWidth) }
      : {}),
    ...vector('post_attention_layernorm', width),
    ...affine('mlp.gate_proj', wide, width, config.mlp_bias),
    ...affine('mlp.up_proj', wide, width, config.mlp_bias),
    ...affine('mlp.down_proj', width, wide, config.mlp_bias),
  };
}

function project(rows: tf.Tensor2D, name: string, bias: boolean, call: BlockCall): tf.Tensor2D {
  return linear(rows, call.parameter(`${name}.weight`), bias ? call.parameter(`${name}.bias`) : undefined);
}

function norm(rows: tf.Tensor2D, name: string, config: Config, call: BlockCall): tf.Tensor2D {
  return rmsNorm(rows, call.parameter(`${name}.weight`), config.rms_norm_eps);
}
