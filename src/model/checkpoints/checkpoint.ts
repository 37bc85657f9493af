/**
 * A checkpoint: one safetensors file that needs no other to be used.
 *
 * Its header carries the model's configuration, its vocabulary and how far training had come, so that
 * whoever finds the file can ask the model.
 */
import * as v from 'valibot';
import type { HostTensors } from '../../engine/tensors';
import { count, finite, fields, list, text } from '../../files/foreign';
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
const inJson = <Output>(schema: v.GenericSchema<unknown, Output>) =>
  v.pipe(v.string(), v.parseJson(), v.unknown(), schema);

const checkpointHeader = fields({
  model: inJson(modelConfig),
  /** All characters, [0] being the padding and [1] the mask. */
  characters: inJson(list(text)),
  progress: inJson(progress),
});

/** What a checkpoint says besides its tensors. */
export type CheckpointHeader = v.InferOutput<typeof checkpointHeader>;

/** Parameters under PyTorch's names, and the optimizer's moments where training is to go on. */
export interface Checkpoint extends CheckpointHeader {
  readonly tensors: HostTensors;
}

const FORMAT = 'attention-lab 1';

/** Writes a checkpoint atomically. */
export async function writeCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  const { tensors, model, characters, progress } = checkpoint;
  const metadata = {
    format: FORMAT,
    model: JSON.stringify(model),
    characters: JSON.stringify(characters),
    progress: JSON.stringify(progress),
  };
  await writeTensorFile(path, { tensors, metadata });
}

/** Reads a checkpoint. Throws a UserError when it is damaged or not one of ours. */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
  const { tensors, metadata } = await readTensorFile(path);
  return { ...headerOf(path, metadata), tensors };
}

/** Reads what a checkpoint says about itself, without its tensors. */
export async function readCheckpointHeader(path: string): Promise<CheckpointHeader> {
  return headerOf(path, await readTensorMetadata(path));
}

function headerOf(path: string, metadata: Readonly<Record<string, string>>): CheckpointHeader {
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
