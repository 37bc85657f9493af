/**
 * A checkpoint: one safetensors file that needs no other to be used.
 *
 * Its header carries the model's configuration, its vocabulary and how far training had come, so that
 * whoever finds the file can ask the model.
 */
import * as v from 'valibot';
import type { VocabularyData } from '../../data/tokens/tokens';
import type { HostTensors } from '../../engine/tensors';
import { count, finite, fields, inJson, list, text } from '../../files/foreign';
import { headName } from '../headName';
import { modelConfig } from '../modelConfig';
import { UserError } from '../../files/userError';
import { readTensorFile, readTensorMetadata, writeTensorFile } from './safetensors';

const progress = fields({
  /** Updates made. */
  step: count,
  /** Tokens computed, without padding. */
  tokens: count,
  /** Seconds of training. */
  seconds: finite,
});

/** How far a run had come. */
export type Progress = v.InferOutput<typeof progress>;

/** In a safetensors header every value is text; ours is JSON. */
const checkpointHeader = fields({
  model: inJson(modelConfig),
  /** The names of all tokens, [0] being the padding and [1] the mask. */
  characters: inJson(list(text)),
  /** The pairs of bytes that were learned; left out where tokens are characters. */
  merges: v.exactOptional(inJson(list(v.tuple([text, text])))),
  progress: inJson(progress),
  optimizerState: v.exactOptional(inJson(list(text))),
  /** The heads that said nothing when it was written. Their weights are kept: they may speak again. */
  silenced: v.exactOptional(inJson(list(headName))),
});

/** What a checkpoint says about its model. */
export type CheckpointHeader = Omit<
  v.InferOutput<typeof checkpointHeader>,
  'optimizerState' | keyof VocabularyData
> &
  VocabularyData;

/** Parameters under PyTorch's names, and the optimizer's state where training is to go on. */
export interface Checkpoint extends CheckpointHeader {
  readonly tensors: HostTensors;
  /**
   * Names of the tensors that are the optimizer's own; empty where it has none. Left out where the weights are
   * alone, so that training cannot go on from them.
   */
  readonly optimizerState?: readonly string[];
}

const FORMAT = 'attention-lab 1';

/** Writes a checkpoint atomically. */
export async function writeCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  const { tensors, model, characters, merges, progress, optimizerState, silenced = [] } = checkpoint;
  const metadata = {
    format: FORMAT,
    model: JSON.stringify(model),
    characters: JSON.stringify(characters),
    ...(merges ? { merges: JSON.stringify(merges) } : {}),
    progress: JSON.stringify(progress),
    ...(optimizerState ? { optimizerState: JSON.stringify(optimizerState) } : {}),
    ...(silenced.length > 0 ? { silenced: JSON.stringify(silenced) } : {}),
  };
  await writeTensorFile(path, { tensors, metadata });
}

/** Reads a checkpoint. Throws a UserError when it is damaged or not one of ours. */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
  const { tensors, metadata } = await readTensorFile(path);
  const { optimizerState = olderState(tensors), ...header } = fullHeaderOf(path, metadata);
  return { ...header, tensors, ...(optimizerState ? { optimizerState } : {}) };
}

/** A checkpoint without the optimizer's state: for looking back, not for going on. */
export function weightsAlone({ optimizerState = [], tensors, ...header }: Checkpoint): Checkpoint {
  const state = new Set(optimizerState);
  const weights = Object.entries(tensors).filter(([name]) => !state.has(name));
  return { ...header, tensors: Object.fromEntries(weights) };
}

/** The first runs' checkpoints do not say which tensors are the optimizer's: these two were all there were. */
function olderState(tensors: HostTensors): readonly string[] | undefined {
  const state = Object.keys(tensors).filter((name) => /^(adamw|muon)\./.test(name));
  return state.length > 0 ? state : undefined;
}

/** Reads what a checkpoint says about itself, without its tensors. */
export async function readCheckpointHeader(path: string): Promise<CheckpointHeader> {
  const { optimizerState: _, ...header } = fullHeaderOf(path, await readTensorMetadata(path));
  return header;
}

function fullHeaderOf(path: string, metadata: Readonly<Record<string, string>>) {
  if (metadata['format'] !== FORMAT) {
    throw new UserError(
      `${path} is a safetensors file, but not a checkpoint of this version of Attention Lab.`,
    );
  }
  const header = v.safeParse(checkpointHeader, metadata);
  if (header.success) return header.output;
  throw new UserError(
    `${path} is not a usable checkpoint: its header is damaged. Use another one of the run.`,
  );
}
