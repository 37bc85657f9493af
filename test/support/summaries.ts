/**
 * A run as the store tells of it, for tests of whoever shows runs.
 */
import { RUN_FORMAT_VERSION } from '../../src/runs/runConfig';
import type { RunSummary } from '../../src/runs/runSummary';
import { presetModel, presetTraining } from '../../src/training/presets';

const SIZE = {
  task: 'pretrain',
  examples: 100,
  documents: 100,
  contextLength: 128,
  pretrained: false,
} as const;

/** A finished pretraining run. */
export const PRETRAINED: RunSummary = {
  path: '/runs/first',
  name: 'first',
  state: 'done',
  config: {
    version: RUN_FORMAT_VERSION,
    task: 'pretrain',
    created: '2026-01-01T00:00:00.000Z',
    preset: 'quick',
    seed: 1,
    device: 'auto',
    model: { ...presetModel('quick', 'rope'), vocabularySize: 64 },
    training: presetTraining('quick', SIZE),
  },
};
