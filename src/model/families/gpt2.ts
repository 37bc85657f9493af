/**
 * GPT-2 (Radford et al., 2019): learned positions, linear maps stored as [inputs, outputs].
 */
import * as v from 'valibot';
import { layerNorm } from '../../engine/ops/layerNorm';
import { tf } from '../../engine/tf';
import { causal, normParameters } from '../attentionBlock';
import type { Block, BlockCall, ParameterSpecs } from '../contract';
import { parameterOf } from '../readout';
import { activate, activationName } from './activations';
import { type Family, count, embedded, epsilon, fits, off, opened } from './family';
import { asHeads, attendGrouped } from './groupedAttention';

const schema = v.pipe(
  v.object({
    vocab_size: count,
    n_positions: count,
    n_embd: count,
    n_layer: count,
    n_head: count,
    n_inner: v.nullish(count),
    activation_function: v.nullish(activationName, 'gelu_new'),
    layer_norm_epsilon: v.nullish(epsilon, 1e-5),
    scale_attn_weights: v.nullish(v.boolean(), true),
    scale_attn_by_inverse_layer_idx: v.nullish(v.boolean(), false),
    tie_word_embeddings: v.nullish(v.boolean(), true),
    add_cross_attention: off('cross-attention'),
  }),
  v.check(({ n_embd, n_head }) => fits(n_head, n_head, n_embd), 'n_embd is not a multiple of n_head'),
);

type Config = v.InferOutput<typeof schema>;

/** How checkpoints with `model_type: gpt2` are read. */
export const gpt2: Family = {
  name: 'gpt2',
  prefix: 'transformer.',
  architecture: (json) => {
    const config = v.parse(schema, json);
    const { n_embd: width, vocab_size: vocabularySize, n_positions: positions } = config;
    return {
      config: {
        variant: 'gpt2',
        layers: config.n_layer,
        heads: config.n_head,
        width,
        contextLength: positions + 1,
        vocabularySize,
      },
      dropout: 0,
      embeddings: {
        'wte.weight': opened([vocabularySize, width]),
        'wpe.weight': opened([positions, width]),
      },
      blocks: Array.from({ length: config.n_layer }, (_, layer) => block(config, layer)),
      output: {
        ...normParameters('ln_f', width),
        ...(config.tie_word_embeddings ? {} : { 'lm_head.weight': opened([vocabularySize, width]) }),
      },
      embed: (tokens, parameters) => {
        const [batch, length] = tokens.shape;
        const places = tf.slice(parameterOf(parameters, 'wpe.weight'), [0, 0], [length, width]);
        return tf.add(embedded(tokens, parameters, 'wte.weight'), tf.tile(places, [batch, 1]));
      },
      readout: {
        norm: {
          kind: 'layer',
          scale: 'ln_f.weight',
          offset: 'ln_f.bias',
          epsilon: config.layer_norm_epsilon,
        },
        unembedding: config.tie_word_embeddings ? 'wte.weight' : 'lm_head.weight',
      },
    };
  },
};

function block(config: Config, layer: number): Block {
  return {
    name: `h.${layer}`,
    parameters: blockParameters(config),
    projection: { weight: 'attn.c_proj.weight', bias: 'attn.c_proj.bias', transposed: true },
    forward: ({ rows, length }, call) => {
      const attended = attention(config, layer, norm(rows, 'ln_1', config, call), call);
      const stream: tf.Tensor2D = tf.add(rows, attended);
      const wide = project(norm(stream, 'ln_2', config, call), 'mlp.c_fc', call);
      const hidden = project(activate(config.activation_function, wide), 'mlp.c_proj', call);
      call.report({ hidden });
      return { rows: tf.add(stream, hidden), length };
    },
  };
}

function attention(config: Config, layer: number, rows: tf.Tensor2D, call: BlockCall): tf.Tensor2D {
  const fused = project(rows, 'attn.c_attn', call); // [b · l, 3 · width]
  const [queries, keys, values] = tf
    .split<tf.Tensor2D>(fused, 3, 1)
    .map((part) => asHeads(part, call.batch, config.n_head)); // [b, h, l, d]
  if (!queries || !keys || !values) throw new Error('A tensor was not split in three.');
  call.report({ keys });
  const scale = config.scale_attn_weights ? 1 / Math.sqrt(config.n_embd / config.n_head) : 1;
  const rule = {
    scale: config.scale_attn_by_inverse_layer_idx ? scale / (layer + 1) : scale,
    visible: causal,
  };
  return project(attendGrouped({ queries, keys, values }, rule, call), 'attn.c_proj', call);
}

function blockParameters({ n_embd: width, n_inner: inner }: Config): ParameterSpecs {
  const wide = inner ?? 4 * width;
  return {
    ...normParameters('ln_1', width),
    ...projection('attn.c_attn', width, 3 * width),
    ...projection('attn.c_proj', width, width),
    ...normParameters('ln_2', width),
    ...projection('mlp.c_fc', width, wide),
    ...projection('mlp.c_proj', wide, width),
  };
}

/** GPT-2's linear maps lie as [inputs, outputs]. */
function projection(name: string, inputs: number, outputs: number): ParameterSpecs {
  return {
    [`${name}.weight`]: opened([inputs, outputs]),
    [`${name}.bias`]: opened([outputs], 'zeros'),
  };
}

function project(rows: tf.Tensor2D, name: string, call: BlockCall): tf.Tensor2D {
  // Sound: `projection` declares a matrix.
  const weight = call.parameter(`${name}.weight`) as tf.Tensor2D;
  return tf.add(tf.matMul(rows, weight), call.parameter(`${name}.bias`));
}

function norm(rows: tf.Tensor2D, name: string, config: Config, call: BlockCall): tf.Tensor2D {
  // Sound: `normParameters` declares vectors.
  const scale = call.parameter(`${name}.weight`) as tf.Tensor1D;
  return layerNorm(rows, scale, call.parameter(`${name}.bias`) as tf.Tensor1D, config.layer_norm_epsilon);
}
