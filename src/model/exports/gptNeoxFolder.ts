/**
 * A `rope` model as GPT-NeoX: the same mathematics under other names. GPT-NeoX turns number i together with number
 * i + d/2 where ours turns neighbours, so the rows of queries and keys are put into that order: their products,
 * and with them everything else, stay the same.
 */
import type { HostTensor, HostTensors } from '../../engine/tensors';
import type { ModelConfig } from '../modelConfig';
import type { FolderContent } from './huggingFaceFolder';
import { rowsOf, stacked, tensorCalled } from './weightLayouts';

/** The `config.json` and the tensors. */
export function asGptNeox(config: ModelConfig, tensors: HostTensors): FolderContent {
  const own = (name: string) => tensorCalled(tensors, name);
  const moved: Record<string, HostTensor> = {
    'gpt_neox.embed_in.weight': own('tok_emb.weight'),
    'gpt_neox.final_layer_norm.weight': own('ln_f.weight'),
    'gpt_neox.final_layer_norm.bias': own('ln_f.bias'),
    'embed_out.weight': own('head.weight'),
  };
  for (let layer = 0; layer < config.layers; layer++) {
    for (const kind of ['weight', 'bias']) {
      const block = (name: string) => own(`blocks.${layer}.${name}.${kind}`);
      const put = (name: string, tensor: HostTensor) => {
        moved[`gpt_neox.layers.${layer}.${name}.${kind}`] = tensor;
      };
      put('attention.query_key_value', fused(config, block));
      for (const [from, to] of RENAMED) put(to, block(from));
    }
  }
  return { config: gptNeoxConfig(config), tensors: moved };
}

const RENAMED = [
  ['ln1', 'input_layernorm'],
  ['ln2', 'post_attention_layernorm'],
  ['attn.proj', 'attention.dense'],
  ['mlp.0', 'mlp.dense_h_to_4h'],
  ['mlp.2', 'mlp.dense_4h_to_h'],
] as const;

/** Head by head: its rows of the query, of the key, of the value. */
function fused({ heads, width }: ModelConfig, block: (name: string) => HostTensor): HostTensor {
  const d = width / heads;
  // 0, 2, 4, …, 1, 3, 5, …: first the left neighbours, then the right ones.
  const halves = Array.from({ length: d }, (_, index) => (index < d / 2 ? 2 * index : 2 * index - d + 1));
  const plain = Array.from({ length: d }, (_, index) => index);
  const rows = (name: string, head: number, order: readonly number[]) =>
    rowsOf(
      block(name),
      order.map((row) => head * d + row),
    );
  const byHead = Array.from({ length: heads }, (_, head) => [
    rows('attn.query', head, halves),
    rows('attn.key', head, halves),
    rows('attn.value', head, plain),
  ]);
  return stacked(byHead.flat());
}

function gptNeoxConfig({ layers, heads, width, contextLength, vocabularySize, dropout }: ModelConfig) {
  return {
    architectures: ['GPTNeoXForCausalLM'],
    model_type: 'gpt_neox',
    hidden_act: 'gelu',
    hidden_size: width,
    intermediate_size: 4 * width,
    num_attention_heads: heads,
    num_hidden_layers: layers,
    max_position_embeddings: contextLength,
    vocab_size: vocabularySize,
    layer_norm_eps: 1e-5,
    use_parallel_residual: false,
    attention_bias: true,
    // Both spellings, for transformers before and since version 5.
    rotary_pct: 1,
    rotary_emb_base: 10_000,
    rope_parameters: { rope_type: 'default', rope_theta: 10_000, partial_rotary_factor: 1 },
    tie_word_embeddings: false,
    attention_dropout: dropout,
    hidden_dropout: dropout,
  };
}
