/**
 * Opens whatever `--run` may name: a run folder, a Hugging Face folder, a checkpoint file, a finished assignment.
 */
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import type { Engine } from '../engine/engine';
import { MASK_TOKEN, PADDING_TOKEN } from '../data/vocabulary';
import { parseJson } from '../files/parseJson';
import { readSmallFile } from '../files/regularFile';
import { UserError } from '../files/userError';
import { askingByMask, askingByTemplate } from './asking';
import { openAssignment } from './checkpoints/assignment';
import { isHuggingFaceConfig, openHuggingFace } from './checkpoints/huggingFace';
import { openModel } from './openModel';
import type { OpenedModel } from './openedModel';
import type { OpenOptions } from './openOptions';

/** What a path leads to. */
export type ModelKind = 'run' | 'huggingFace' | 'assignment' | 'checkpoint';

const ASSIGNMENT_FILES = ['.params', '.pt', '.pth'];

/** What a path leads to. Throws a UserError when it leads nowhere. */
export async function modelKind(path: string): Promise<ModelKind> {
  const known = await stat(path).catch((error: unknown) => {
    throw new UserError(`There is no ${path}. Name a run folder, a model folder or a model file.`, {
      cause: error,
    });
  });
  if (known.isFile()) return ASSIGNMENT_FILES.includes(extname(path)) ? 'assignment' : 'checkpoint';
  const config = join(path, 'config.json');
  // A folder without one is left to the reader of runs, which says what a run must hold.
  if (!existsSync(config)) return existsSync(join(path, 'weights.safetensors')) ? 'run' : 'huggingFace';
  return isHuggingFaceConfig(parseJson(config, (await readSmallFile(config)).toString('utf8')))
    ? 'huggingFace'
    : 'run';
}

/** Opens the newest model of a run, or any other model. Throws a UserError when it cannot be opened. */
export async function openAny(engine: Engine, path: string, options: OpenOptions = {}): Promise<OpenedModel> {
  const kind = await modelKind(path);
  switch (kind) {
    case 'run':
      return ownModel(engine, join(path, 'weights.safetensors'), options);
    case 'checkpoint':
      return ownModel(engine, path, options);
    case 'huggingFace':
      return openHuggingFace(engine, path, options);
    case 'assignment': {
      const { heads } = options;
      const corpus = options.corpus ?? (await corpusBeside(path));
      return openAssignment(engine, path, { corpus, ...(heads === undefined ? {} : { heads }) });
    }
  }
}

async function ownModel(engine: Engine, path: string, { template }: OpenOptions): Promise<OpenedModel> {
  const { model, vocabulary, store } = await openModel(engine, path);
  const byMask = askingByMask(vocabulary);
  const ends = new Set([PADDING_TOKEN, MASK_TOKEN]);
  const asking = template === undefined ? byMask : askingByTemplate(vocabulary, template, ends);
  return { model, tokens: vocabulary, store, asking, ends: byMask.ends };
}

async function corpusBeside(path: string): Promise<string> {
  const folder = dirname(path);
  const texts = (await readdir(folder)).filter((file) => extname(file) === '.txt');
  const [text] = texts.length === 1 ? texts : texts.filter((file) => file === 'wiki.txt');
  if (text !== undefined) return join(folder, text);
  throw new UserError(
    `${path} needs the text that it was pretrained on, whose characters are its vocabulary. Name it with --corpus.`,
  );
}
