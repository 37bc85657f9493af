/**
 * Opens a finished assignment of Stanford's CS224N (“Self-attention, transformers, pretraining”): a state dict
 * that `torch.save` wrote, with the corpus that it was pretrained on, whose characters are the vocabulary.
 *
 * The file says neither which variant it is nor how large: both follow from the names and shapes of its tensors.
 * Only the number of heads cannot be seen in most of them; there the assignment's own is taken.
 */
import { basename } from 'node:path';
import { MASK, PADDING, Vocabulary } from '../../data/vocabulary';
import type { Engine } from '../../engine/engine';
import type { HostTensors } from '../../engine/tensors';
import { readTextFile } from '../../files/textFile';
import { UserError } from '../../files/userError';
import { askingByMask } from '../asking';
import type { ModelConfig } from '../modelConfig';
import { parametersOf } from '../openModel';
import type { OpenedModel } from '../openedModel';
import { createModel } from '../transformer';
import { builtInVariant } from '../variants';
import type { Checkpoint } from './checkpoint';
import { readTorchFile } from './torchFile';

/** What the assignment's code has: 8 heads, texts of 128 characters. */
const ASSIGNMENT = { heads: 8, contextLength: 128 };

/** What opening an assignment takes besides its file. */
export interface AssignmentOptions {
  /** The text that it was pretrained on. */
  readonly corpus: string;
  /** How many heads a block has, where the file does not tell. */
  readonly heads?: number;
}

/**
 * Opens a state dict. Nothing in it is run.
 *
 * @throws UserError when it cannot be read, is not the assignment's, or the corpus is another one.
 */
export async function openAssignment(
  engine: Engine,
  path: string,
  options: AssignmentOptions,
): Promise<OpenedModel> {
  const { model: config, characters, tensors } = await assignmentModel(path, options);
  const model = createModel(builtInVariant(config.variant), config);
  const tokens = new Vocabulary(characters);
  const store = engine.createStore(tensors, 'given');
  const asking = askingByMask(tokens);
  return { model, tokens, store, asking, ends: asking.ends };
}

/**
 * Reads a state dict: its parameters, and what says how they are put together. Nothing in it is run.
 *
 * @throws UserError when it cannot be read, is not the assignment's, or the corpus is another one.
 */
export async function assignmentModel(
  path: string,
  { corpus, heads }: AssignmentOptions,
): Promise<Pick<Checkpoint, 'model' | 'characters' | 'tensors'>> {
  const tensors = withoutWrapper(await readTorchFile(path));
  const config = assignmentConfig(path, tensors, heads);
  const tokens = await vocabularyOf(corpus);
  if (tokens.size !== config.vocabularySize) {
    throw new UserError(
      `${basename(path)} knows ${config.vocabularySize} characters, but ${corpus} has ${tokens.size}: it was pretrained ` +
        'on another text. Name that one with --corpus.',
    );
  }
  const { parameters } = createModel(builtInVariant(config.variant), config);
  return { model: config, characters: tokens.characters, tensors: parametersOf(parameters, tensors) };
}

/**
 * What the names and shapes of an assignment's tensors say of it.
 *
 * @throws UserError when they are not those of one of its four models.
 */
export function assignmentConfig(path: string, tensors: HostTensors, heads?: number): ModelConfig {
  const size = (name: string, axis: number) => tensors[name]?.shape[axis];
  const [vocabularySize, width] = [size('tok_emb.weight', 0), size('tok_emb.weight', 1)];
  const blocks = countBlocks(tensors);
  if (vocabularySize === undefined || width === undefined || !('head.weight' in tensors) || blocks === 0) {
    throw new UserError(
      `${path} is a state dict, but not of the assignment’s models: it lacks tok_emb.weight, head.weight or blocks.`,
    );
  }
  const variant = variantOf(tensors);
  const count = heads ?? headsIn(tensors, width) ?? ASSIGNMENT.heads;
  if (width % count !== 0) {
    throw new UserError(
      `${path} does not say how many heads it has, and its width ${width} cannot be cut into ${count}. ` +
        'Say how many with --heads-each.',
    );
  }
  const up = size('up_block.mlp.0.weight', 0);
  return {
    variant,
    layers: variant === 'perceiver' ? blocks + 2 : blocks,
    heads: count,
    width,
    contextLength: size('pos_emb', 1) ?? size('blocks.0.attn.mask', 2) ?? ASSIGNMENT.contextLength,
    vocabularySize,
    dropout: 0,
    bottleneck: size('down_block.C', 1) ?? 1,
    upMlpRatio: up === undefined ? 4 : up / width,
    latents: 'prefix',
  };
}

function variantOf(tensors: HostTensors): 'perceiver' | 'synthesizer' | 'vanilla' | 'rope' {
  if ('down_block.C' in tensors) return 'perceiver';
  if ('blocks.0.attn.w2' in tensors) return 'synthesizer';
  return 'pos_emb' in tensors ? 'vanilla' : 'rope';
}

/** A synthesizer's table has a row for each number of a head; a cache of angles, for each pair of them. */
function headsIn(tensors: HostTensors, width: number): number | undefined {
  const inTable = tensors['blocks.0.attn.w2']?.shape[0];
  if (inTable !== undefined) return width / inTable;
  const inCache = tensors['blocks.0.attn.rope_cache']?.shape[1];
  return inCache === undefined ? undefined : width / (2 * inCache);
}

function countBlocks(tensors: HostTensors): number {
  const numbers = Object.keys(tensors).flatMap((name) => /^blocks\.(\d+)\./.exec(name)?.[1] ?? []);
  return new Set(numbers).size;
}

/** A model that was trained on several devices writes `module.` before all names. */
function withoutWrapper(tensors: HostTensors): HostTensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name.replace(/^module\./, ''), tensor]),
  );
}

/** The assignment's vocabulary: every character of the file, line ends among them, in the order of their codes. */
async function vocabularyOf(corpus: string): Promise<Vocabulary> {
  const { lines } = await readTextFile(corpus);
  const characters = new Set(['\n']);
  for (const line of lines) for (const character of line) characters.add(character);
  const sorted = [...characters].sort((a, b) => (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0));
  return new Vocabulary([PADDING, MASK, ...sorted]);
}
