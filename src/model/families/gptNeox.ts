/**
 * GPT-NeoX and Pythia (Black et al., 2022): partial rotary positions, a hidden layer that reads the same
 * stream as the attention beside it, and one projection in which each head's query, key and value lie
 * together.
 */
import * as v from 'valibot';
import { layerNorm } from '../../engine/ops/layerNorm';
import { linear } from '../../engine/ops/linear';
import { rotateHalves } from '../../engine/ops/rotateHalves';
import { tf } from '../../engine/tf';
import { causal, normParameters } from '../attentionBlock';
import type { Block, BlockCall, ParameterSpecs } from '../contract';
import { activate, activationName } from './activations';
import { type Family, affine, count, embedded, epsilon, fits, opened } from './family';
import { type AttentionSides, attendGrouped } from './groupedAttention';
import { type RotarySettings, readRotary, rotaryFields, rotaryTables, turnedWidth } from './rotary';

const schema = v.pipe(
  v.object({
    vocab_size: count,
    max_position_embeddings: count,
    hidden_size: count,
    num_hidden_layers: count,
    num_attention_heads: count,
    intermediate_size: count,
    hidden_act: v.nullish(activationName, 'gelu'),
    layer_norm_eps: v.nullish(epsilon, 1e-5),
    use_parallel_residual: v.nullish(v.boolean(), true),
    attention_bias: v.nullish(v.boolean(), true),
    tie_word_embeddings: v.nullish(v.boolean(), false),
    ...rotaryFields,
    // The old spelling of `rope_theta` and `partial_rotary_factor`.
    rotary_emb_base: rotaryFields.rope_theta,
    rotary_pct: rotaryFields.partial_rotary_factor,
  }),
  v.check(
    ({ hidden_size, num_attention_heads: heads }) => fits(heads, heads, hidden_size),
    'hidden_size is not a multiple of num_attention_heads',
  ),
);

type Config = v.InferOutput<typeof schema>;

/** How checkpoints with `model_type: gpt_neox` are read, Pythia’s among them. */
export const gptNeox: Family = {
  name: 'gpt_neox',
  prefix: 'gpt_neox.',
  architecture: (json, precision) => {
    const config = v.parse(schema, json);
    const { hidden_size: width, vocab_size: vocabularySize, max_position_embeddings: positions } = config;
    const rotary = readRotary(config, positions, {
      theta: config.rotary_emb_base ?? 10_000,
      share: config.rotary_pct ?? 0.25,
      precision,
    });
    const embedding = 'embed_in.weight';
    return {
      config: {
        variant: 'gpt_neox',
        layers: config.num_hidden_layers,
        heads: config.num_attention_heads,
        width,
        contextLength: positions + 1,
        vocabularySize,
      },
      dropout: 0,
      embeddings: { [embedding]: opened([vocabularySize, width]) },
      blocks: Array.from({ length: config.num_hidden_layers }, (_, layer) => block(config, rotary, layer)),
      output: {
        ...normParameters('final_layer_norm', width),
        ...(config.tie_word_embeddings ? {} : { 'embed_out.weight': opened([vocabularySize, width]) }),
      },
      embed: (tokens, parameters) => embedded(tokens, parameters, embedding),
      readout: {
        norm: {
          kind: 'layer',
          scale: 'final_layer_norm.weight',
          offset: 'final_layer_norm.bias',
          epsilon: config.layer_norm_eps,
        },
        unembedding: config.tie_word_embeddings ? embedding : 'embed_out.weight',
      },
    };
  },
};

function block(config: Config, rotary: RotarySettings, layer: number): Block {
  const bias = config.attention_bias ? { bias: 'attention.dense.bias' } : {};
  return {
    name: `layers.${layer}`,
    parameters: blockParameters(config),
    projection: { weight: 'attention.dense.weight', ...bias },
    forward: ({ rows, length }, call) => {
      const attended = attention(config, rotary, norm(rows, 'input_layernorm', config, call), call);
      const stream: tf.Tensor2D = tf.add(rows, attended);
      const read = config.use_parallel_residual ? rows : stream;
      const wide = project(
        norm(read, 'post_attention_layernorm', config, call),
        'mlp.dense_h_to_4h',
        true,
        call,
      );
      const hidden = project(activate(config.hidden_act, wide), 'mlp.dense_4h_to_h', true, call);
      call.report({ hidden });
      return { rows: tf.add(stream, hidden), length };
    },
  };
}

function attention(config: Config, rotary: RotarySettings, rows: tf.Tensor2D, call: BlockCall): tf.Tensor2D {
  const bias = config.attention_bias;
  const fused = project(rows, 'attention.query_key_value', bias, call);
  const { queries, keys, values } = headsOf(fused, config.num_attention_heads, call.batch);
  call.report({ keys });
  const sides = { queries: turned(queries, rotary), keys: turned(keys, rotary), values };
  const rule = { scale: 1 / Math.sqrt(queries.shape[3]), visible: causal };
  return project(attendGrouped(sides, rule, call), 'attention.dense', bias, call);
}

/** [batch · length, heads · 3 · d], each head's query, key and value side by side → [batch, heads, length, d]. */
function headsOf(fused: tf.Tensor2D, heads: number, batch: number): AttentionSides {
  const [all, columns] = fused.shape;
  const split = tf.reshape(fused, [batch, all / batch, heads, columns / heads]);
  const byHead = tf.transpose(split, [0, 2, 1, 3]) as tf.Tensor4D; // [b, h, l, 3 · d]
  const [queries, keys, values] = tf.split<tf.Tensor4D>(byHead, 3, 3);
  if (!queries || !keys || !values) throw new Error('A tensor was not split in three.');
  return { queries, keys, values };
}

/** Turns the first part of each head's numbers; the others say nothing of positions. */
function turned(x: tf.Tensor4D, rotary: RotarySettings): tf.Tensor4D {
  const [, , length, width] = x.shape;
  const part = turnedWidth(rotary, width);
  if (part === 0) return x;
  const tables = rotaryTables(rotary, width, length);
  if (part === width) return rotateHalves(x, tables);
  const [first, rest] = tf.split<tf.Tensor4D>(x, [part, width - part], 3);
  if (!first || !rest) throw new Error('A tensor was not split in two.');
  return tf.concat([rotateHalves(first, tables), rest], 3);
}

function blockParameters(config: Config): ParameterSpecs {
  const { hidden_size: width, intermediate_size: wide, attention_bias: bias } = config;
  return {
    ...normParameters('input_layernorm', width),
    ...normParameters('post_attention_layernorm', width),
    ...affine('attention.query_key_value', 3 * width, width, bias),
    ...affine('attention.dense', width, width, bias),
    ...affine('mlp.dense_h_to_4h', wide, width, true),
    ...affine('mlp.dense_4h_to_h', width, wide, true),
  };
}

function project(rows: tf.Tensor2D, name: string, bias: boolean, call: BlockCall): tf.Tensor2D {
  return linear(rows, call.parameter(`${name}.weight`), bias ? call.parameter(`${name}.bias`) : undefined);
}

function norm(rows: tf.Tensor2D, name: string, config: Config, call: BlockCall): tf.Tensor2D {
  // Sound: `normParameters` declares vectors.
  const scale = call.parameter(`${name}.weight`) as tf.Tensor1D;
  return layerNorm(rows, scale, call.parameter(`${name}.bias`) as tf.Tensor1D, config.layer_norm_eps);
}
