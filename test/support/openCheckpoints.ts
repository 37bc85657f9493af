/**
 * Hugging Face folders made on the spot: random weights of any family, in any storage, whole or in shards.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostTensors } from '../../src/engine/tensors';
import { familyCalled } from '../../src/model/families';
import { BYTE_CHARACTERS } from '../../src/data/tokens/tokenBytes';
import { type Model, assembleModel } from '../../src/model/transformer';
import { noise } from './engines';
import { temporaryFolder } from './files';

/** Every byte, the end of a text, and two merges: 259 tokens. */
export const TOY_TOKENIZER = {
  version: '1.0',
  added_tokens: [{ id: 258, content: '<|end|>', special: true }],
  normalizer: null,
  pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
  post_processor: null,
  decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
  model: {
    type: 'BPE',
    vocab: Object.fromEntries([...BYTE_CHARACTERS, 'th', 'Ġth'].map((name, id) => [name, id])),
    merges: [
      ['t', 'h'],
      ['Ġ', 'th'],
    ],
  },
};

const SIZES = {
  vocab_size: 259,
  hidden_size: 16,
  intermediate_size: 24,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  max_position_embeddings: 32,
};

/** Small configurations of all families, as the files of today spell them. */
export const TOY_CONFIGS = {
  gpt2: { model_type: 'gpt2', vocab_size: 259, n_embd: 16, n_layer: 2, n_head: 4, n_positions: 32 },
  llama: {
    ...SIZES,
    model_type: 'llama',
    num_key_value_heads: 2,
    rope_parameters: {
      rope_type: 'llama3',
      rope_theta: 100,
      factor: 4,
      low_freq_factor: 1,
      high_freq_factor: 4,
      original_max_position_embeddings: 16,
    },
  },
  qwen2: {
    ...SIZES,
    model_type: 'qwen2',
    num_key_value_heads: 2,
    tie_word_embeddings: true,
    rope_parameters: { rope_type: 'default', rope_theta: 10_000 },
  },
  qwen3: { ...SIZES, model_type: 'qwen3', num_key_value_heads: 2, head_dim: 8 },
  gpt_neox: {
    ...SIZES,
    model_type: 'gpt_neox',
    rope_parameters: { rope_type: 'default', rope_theta: 10_000, partial_rotary_factor: 0.5 },
  },
};

/** A family's name. */
export type ToyFamily = keyof typeof TOY_CONFIGS;

/** The model of a configuration, without weights. */
export function modelOf(config: { readonly model_type: string }): Model {
  const family = familyCalled(config.model_type);
  if (!family) throw new Error(`There is no family ${config.model_type}.`);
  return assembleModel(family.architecture(config, 'float32'));
}

/** Random weights: loud enough that every part of the model matters. */
export function randomWeights(model: Model, seed = 1): HostTensors {
  return Object.fromEntries(
    Object.entries(model.parameters).map(([name, { shape }], index) => [
      name,
      noise(shape, seed + index, 0.4),
    ]),
  );
}

/** How numbers are stored. */
export type Storage = 'F32' | 'F16' | 'BF16';

/** A new folder; returns its path. `shards` files, one where it is 1. */
export async function checkpointFolder(
  config: object,
  weights: HostTensors,
  { storage = 'F32', shards = 1 }: { readonly storage?: Storage; readonly shards?: number } = {},
): Promise<string> {
  const folder = join(await temporaryFolder(), 'model');
  await mkdir(folder);
  const json = (name: string, value: unknown) => writeFile(join(folder, name), JSON.stringify(value));
  await json('config.json', { eos_token_id: 258, ...config });
  await json('tokenizer.json', TOY_TOKENIZER);
  const names = Object.keys(weights);
  const map: Record<string, string> = {};
  for (let shard = 0; shard < shards; shard++) {
    const file = shards === 1 ? 'model.safetensors' : `model-0000${shard + 1}-of-0000${shards}.safetensors`;
    const own = names.filter((_, index) => index % shards === shard);
    for (const name of own) map[name] = file;
    const part = Object.fromEntries(own.flatMap((name) => (weights[name] ? [[name, weights[name]]] : [])));
    await writeFile(join(folder, file), safetensors(part, storage));
  }
  if (shards > 1) await json('model.safetensors.index.json', { metadata: {}, weight_map: map });
  return folder;
}

/** The bytes of a safetensors file. */
export function safetensors(tensors: HostTensors, storage: Storage): Buffer {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  const bodies: Buffer[] = [];
  let offset = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    const body = stored(Float32Array.from(data), storage);
    header[name] = { dtype: storage, shape, data_offsets: [offset, offset + body.length] };
    offset += body.length;
    bodies.push(body);
  }
  return fileOf(header, Buffer.concat(bodies));
}

/** A safetensors file with any header. */
export function fileOf(header: unknown, body: Buffer): Buffer {
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, body]);
}

function stored(numbers: Float32Array, storage: Storage): Buffer {
  const buffer = Buffer.alloc(numbers.length * (storage === 'F32' ? 4 : 2));
  numbers.forEach((value, index) => {
    if (storage === 'F32') buffer.writeFloatLE(value, 4 * index);
    else buffer.writeUInt16LE(storage === 'BF16' ? bfloat16(value) : float16(value), 2 * index);
  });
  return buffer;
}

/** Cut off, not rounded: any of the two neighbours serves a test. */
function bfloat16(value: number): number {
  return (new Uint32Array(Float32Array.of(value).buffer)[0] ?? 0) >>> 16;
}

function float16(value: number): number {
  const sign = value < 0 ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size < 2 ** -14) return sign | Math.floor(size * 2 ** 24);
  const exponent = Math.floor(Math.log2(size));
  return sign | ((exponent + 15) << 10) | Math.floor((size / 2 ** exponent - 1) * 1024);
}
