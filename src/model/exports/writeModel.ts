/**
 * Writes a model that was trained here in the form of another tool, with its tokenizer and its card.
 */
import { join } from 'node:path';
import { makeFolder } from '../../files/makeFolder';
import { writeAtomically } from '../../files/writeAtomically';
import type { Checkpoint } from '../checkpoints/checkpoint';
import type { VocabularyData } from '../../data/tokens/tokens';
import { tokenizerConfig, tokenizerJson } from './tokenizerFiles';
import { writeHuggingFaceFolder } from './huggingFaceFolder';
import { onnxModel } from './onnxModel';
import { stateDict } from './stateDict';
import { torchFile } from './torchWriter';
import type { ExportForm } from './exportForms';

/** A model as it is exported: parameters alone, and what says how they are put together. */
export type ExportedModel = Pick<Checkpoint, 'model' | 'tensors'> & VocabularyData;

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

function tokenizerFiles({ model, ...vocabulary }: ExportedModel): Readonly<Record<string, string>> {
  return {
    'tokenizer.json': tokenizerJson(vocabulary),
    'tokenizer_config.json': `${JSON.stringify(tokenizerConfig(model.contextLength), undefined, 2)}\n`,
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
