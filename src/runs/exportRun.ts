/**
 * Takes a run's newest model out of the lab, in the form of another tool.
 */
import { join } from 'node:path';
import { writeAtomically } from '../files/writeAtomically';
import { type Checkpoint, readCheckpoint } from '../model/checkpoints/checkpoint';
import { characterTokenizer, characterTokenizerConfig } from '../model/exports/characterTokenizer';
import { writeHuggingFaceFolder } from '../model/exports/huggingFaceFolder';
import { makeFolder } from '../files/makeFolder';
import { onnxModel } from '../model/exports/onnxModel';
import { stateDict } from '../model/exports/stateDict';
import { torchFile } from '../model/exports/torchWriter';
import { parametersOf } from '../model/openModel';
import { loadVariant } from '../model/loadVariant';
import { createModel } from '../model/transformer';
import { readConfig } from './configFile';
import { readStatus } from './statusFile';
import { modelCard } from './modelCard';
import type { RunFolder } from './runFolder';

/** The forms. */
export const EXPORT_FORMS = ['huggingface', 'onnx', 'pytorch'] as const;

/** One of them. */
export type ExportForm = (typeof EXPORT_FORMS)[number];

/**
 * Writes the model and its card into a folder, which is made.
 *
 * @returns The files that were written, without the folder.
 * @throws UserError when the run has no weights, the form cannot hold the variant, or the folder is a file.
 */
export async function exportRun(run: RunFolder, form: ExportForm, out: string): Promise<readonly string[]> {
  const checkpoint = await weightsOf(run);
  const [config, status] = [await readConfig(run), await readStatus(run)];
  const card = modelCard({ name: run.name, checkpoint, config, status });
  switch (form) {
    case 'huggingface':
      return writeHuggingFaceFolder(out, checkpoint, card);
    case 'onnx':
      return written(out, {
        'model.onnx': onnxModel(checkpoint.model, checkpoint.tensors),
        ...tokenizerFiles(checkpoint),
        'README.md': card,
      });
    case 'pytorch':
      return written(out, {
        'model.params': torchFile(stateDict(checkpoint.model, checkpoint.tensors)),
        ...tokenizerFiles(checkpoint),
        'README.md': card,
      });
  }
}

/** The newest weights, without what only going on with the training needs. */
async function weightsOf(run: RunFolder): Promise<Checkpoint> {
  const checkpoint = await readCheckpoint(run.weights);
  const { parameters } = createModel(await loadVariant(checkpoint.model.variant), checkpoint.model);
  return { ...checkpoint, tensors: parametersOf(parameters, checkpoint.tensors) };
}

function tokenizerFiles({ characters, model }: Checkpoint): Readonly<Record<string, string>> {
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
