/**
 * Writes a character model in the form of another tool, with its tokenizer and its card.
 */
import { join } from 'node:path';
import { makeFolder } from '../../files/makeFolder';
import { writeAtomically } from '../../files/writeAtomically';
import type { Checkpoint } from '../checkpoints/checkpoint';
import { characterTokenizer, characterTokenizerConfig } from './characterTokenizer';
import { writeHuggingFaceFolder } from './huggingFaceFolder';
import { onnxModel } from './onnxModel';
import { stateDict } from './stateDict';
import { torchFile } from './torchWriter';
import type { ExportForm } from './exportForms';

/** A model as it is exported: parameters alone, and what says how they are put together. */
export type ExportedModel = Pick<Checkpoint, 'model' | 'characters' | 'tensors'>;

/**
 * Writes the model into a folder, which is made.
 *
 * @param card The content of `README.md`.
 * @returns The files that were written, without the folder.
 * @throws UserError when the form cannot hold the variant, or the folder is a file.
 */
export async function writeModel(
  exported: ExportedModel,
  { form, out, card }: { readonly form: ExportForm; readonly out: string; readonly card: string },
): Promise<readonly string[]> {
  const { model, tensors } = exported;
  switch (form) {
    case 'huggingface':
      return writeHuggingFaceFolder(out, exported, card);
    case 'onnx':
      return written(out, {
        'model.onnx': onnxModel(model, tensors),
        ...tokenizerFiles(exported),
        'README.md': card,
      });
    case 'pytorch':
      return written(out, {
        'model.params': torchFile(stateDict(model, tensors)),
        ...tokenizerFiles(exported),
        'README.md': card,
      });
  }
}

function tokenizerFiles({ characters, model }: ExportedModel): Readonly<Record<string, string>> {
  const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
  return {
    'tokenizer.json': json(characterTokenizer(characters)),
    'tokenizer_config.json': json(characterTokenizerConfig(model.contextLength)),
  };
}

async function written(
  folder: string,
  files: Readonly<Record<string, Uint8Array | string>>,
): Promise<readonly string[]> {
  await makeFolder(folder);
  for (const [name, content] of Object.entries(files)) await writeAtomically(join(folder, name), [content]);
  return Object.keys(files);
}
