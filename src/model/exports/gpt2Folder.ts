/**
 * A `vanilla` model as GPT-2: the same mathematics under other names, with linear maps stored as [inputs, outputs]
 * and queries, keys and values in one.
 */
import type { HostTensor, HostTensors } from '../../engine/tensors';
import type { ModelConfig } from '../modelConfig';
import type { FolderContent } from './huggingFaceFolder';
import { stacked, tensorCalled, transposed } from './weightLayouts';

/** The `config.json` and the tensors. */
export function asGpt2(config: ModelConfig, tensors: HostTensors): FolderContent {
  const own = (name: string) => tensorCalled(tensors, name);
  const moved: Record<string, HostTensor> = {
    'transformer.wte.weight': own('tok_emb.weight'),
    'transformer.wpe.weight': { ...own('pos_emb'), shape: [config.contextLength, config.width] },
    'transformer.ln_f.weight': own('ln_f.weight'),
    'transformer.ln_f.bias': own('ln_f.bias'),
    'lm_head.weight': own('head.weight'),
  };
  for (let layer = 0; layer < config.layers; layer++) {
    const block = (name: string) => own(`blocks.${layer}.${name}`);
    const parts = ['query', 'key', 'value'];
    const put = (name: string, tensor: HostTensor) => {
      moved[`transformer.h.${layer}.${name}`] = tensor;
    };
    for (const kind of ['weight', 'bias']) {
      put(`ln_1.${kind}`, block(`ln1.${kind}`));
      put(`ln_2.${kind}`, block(`ln2.${kind}`));
    }
    put('attn.c_attn.weight', transposed(stacked(parts.map((part) => block(`attn.${part}.weight`)))));
    put('attn.c_attn.bias', stacked(parts.map((part) => block(`attn.${part}.bias`))));
    for (const [from, to] of LINEAR) {
      put(`${to}.weight`, transposed(block(`${from}.weight`)));
      put(`${to}.bias`, block(`${from}.bias`));
    }
  }
  return { config: gpt2Config(config), tensors: moved };
}

const LINEAR = [
  ['attn.proj', 'attn.c_proj'],
  ['mlp.0', 'mlp.c_fc'],
  ['mlp.2', 'mlp.c_proj'],
] as const;

function gpt2Config({ layers, heads, width, contextLength, vocabularySize, dropout }: ModelConfig) {
  return {
    architectures: ['GPT2LMHeadModel'],
    model_type: 'gpt2',
    activation_function: 'gelu',
    n_embd: width,
    n_head: heads,
    n_layer: layers,
    n_positions: contextLength,
    n_inner: null,
    vocab_size: vocabularySize,
    layer_norm_epsilon: 1e-5,
    tie_word_embeddings: false,
    attn_pdrop: dropout,
    embd_pdrop: dropout,
    resid_pdrop: dropout,
  };
}
