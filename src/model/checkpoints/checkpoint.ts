/**
 * A checkpoint: one safetensors file that needs no other to be used.
 *
 * Its header carries the model's configuration, its vocabulary and how far training had come, so that
 * whoever finds the file can ask the model.
 */
import * as v from 'valibot';
import type { HostTensors } from '../../engine/tensors';
import type { ModelConfig } from '../modelConfig';
import { UserError } from '../../files/userError';
import { modelConfigSchema } from '../modelConfigSchema';
import { readTensorFile, readTensorMetadata, writeTensorFile } from './safetensors';

/** How far a run had come. */
export interface Progress {
  /** Updates made. */
  readonly step: number;
  /** Tokens computed, without padding. */
  readonly tokens: number;
  /** Seconds of training. */
  readonly seconds: number;
}

/** What a checkpoint says besides its tensors. */
export interface CheckpointHeader {
  readonly model: ModelConfig;
  /** All characters, [0] being the padding and [1] the mask. */
  readonly characters: readonly string[];
  readonly progress: Progress;
}

/** Parameters under PyTorch's names, and the optimizer's moments where training is to go on. */
export interface Checkpoint extends CheckpointHeader {
  readonly tensors: HostTensors;
}

const FORMAT = 'attention-lab 1';

/** Numbers that a person may have put into the header are no measure of anything, but must not break a page. */
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

function json<Schema extends v.GenericSchema>(schema: Schema) {
  return v.pipe(v.string(), v.parseJson(), schema);
}

const headerSchema = v.object({
  model: json(modelConfigSchema),
  characters: json(v.pipe(v.array(v.string()), v.minLength(2))),
  progress: json(v.object({ step: v.pipe(amount, v.safeInteger()), tokens: amount, seconds: amount })),
}) satisfies v.GenericSchema<unknown, CheckpointHeader>;

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
  const header = v.safeParse(headerSchema, metadata);
  if (header.success) return header.output;
  throw new UserError(
    `${path} is not a usable checkpoint: its header is damaged. Use another one of the run.`,
  );
}
