/**
 * Configurations of runs that were never trained.
 */
import type { ModelConfig } from '../../src/model/modelConfig';
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FileReference } from '../../src/files/fileReference';
import type { RunConfig } from '../../src/runs/runConfig';
import { presetModel, presetTraining } from '../../src/training/presets';

/** The least that is a model. */
export const LEAST_MODEL: ModelConfig = {
  variant: 'rope',
  layers: 1,
  heads: 1,
  width: 4,
  contextLength: 16,
  vocabularySize: 3,
  dropout: 0,
  bottleneck: 1,
  upMlpRatio: 4,
  latents: 'prefix',
};

/** A configuration of a task, with whatever else is given. */
export function runConfigOf(task: RunConfig['task'], more: Partial<RunConfig> = {}): RunConfig {
  const size = { task, examples: 64, documents: 64, contextLength: 128, pretrained: false };
  return {
    version: 1,
    task,
    created: '2026-01-01T00:00:00Z',
    preset: 'quick',
    seed: 1,
    device: 'onnx-cpu',
    model: { ...presetModel('quick', 'rope'), vocabularySize: 100 },
    training: presetTraining('quick', size),
    ...more,
  };
}

/** Writes a file and returns how a run refers to it. */
export async function writtenFile(path: string, text: string): Promise<FileReference> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return { path, bytes: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex') };
}
