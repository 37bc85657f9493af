/**
 * Writes a model that was trained here as a Hugging Face folder, so that `AutoModelForCausalLM` and
 * `AutoTokenizer` load it offline.
 */
import { join } from 'node:path';
import { MASK, MASK_TOKEN, PADDING, PADDING_TOKEN } from '../../data/vocabulary';
import type { HostTensors } from '../../engine/tensors';
import { UserError } from '../../files/userError';
import { writeAtomically } from '../../files/writeAtomically';
import { makeFolder } from '../../files/makeFolder';
import type { Checkpoint } from '../checkpoints/checkpoint';
import { writeTensorFile } from '../checkpoints/safetensors';
import type { VocabularyData } from '../../data/tokens/tokens';
import { tokenizerConfig, tokenizerJson } from './tokenizerFiles';
import { asGpt2 } from './gpt2Folder';
import { asGptNeox } from './gptNeoxFolder';

/** What a folder holds besides the tokenizer. */
export interface FolderContent {
  /** The family's part of `config.json`. */
  readonly config: object;
  readonly tensors: HostTensors;
}

/**
 * Writes the folder.
 *
 * @param card The content of `README.md`.
 * @returns The files that were written, without the folder.
 * @throws UserError when no family computes the same as the model's variant, or the folder cannot be written.
 */
export async function writeHuggingFaceFolder(
  folder: string,
  { model, tensors, ...vocabulary }: Pick<Checkpoint, 'model' | 'tensors'> & VocabularyData,
  card: string,
): Promise<readonly string[]> {
  const content = familyContent({ model, tensors });
  const ends = { bos_token_id: null, eos_token_id: MASK_TOKEN, pad_token_id: PADDING_TOKEN };
  const config = {
    ...content.config,
    ...ends,
    dtype: 'float32',
    torch_dtype: 'float32',
    // How a question is put to it; this product asks so when it opens the folder.
    attention_lab: { template: `{question}${MASK}` },
  };
  const texts = {
    'config.json': config,
    'generation_config.json': { ...ends, do_sample: false },
    'tokenizer_config.json': tokenizerConfig(model.contextLength),
    'special_tokens_map.json': { pad_token: PADDING, eos_token: MASK },
  };
  await makeFolder(folder);
  for (const [name, value] of Object.entries(texts)) {
    await writeAtomically(join(folder, name), [`${JSON.stringify(value, undefined, 2)}\n`]);
  }
  await writeAtomically(join(folder, 'tokenizer.json'), [tokenizerJson(vocabulary)]);
  const weights = { tensors: content.tensors, metadata: { format: 'pt' } };
  await writeTensorFile(join(folder, 'model.safetensors'), weights);
  await writeAtomically(join(folder, 'README.md'), [card]);
  return [...Object.keys(texts), 'tokenizer.json', 'model.safetensors', 'README.md'];
}

function familyContent({ model, tensors }: Pick<Checkpoint, 'model' | 'tensors'>): FolderContent {
  if (model.variant === 'vanilla') return asGpt2(model, tensors);
  if (model.variant === 'rope') return asGptNeox(model, tensors);
  throw new UserError(
    `No family of Hugging Face models computes what the variant '${model.variant}' does; vanilla and rope have one. ` +
      'Export it with --to onnx or --to pytorch.',
  );
}
