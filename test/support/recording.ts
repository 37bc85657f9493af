/**
 * Runs to be recorded by `training/recordRun.ts` whose trainer learns nothing.
 */
import { join } from 'node:path';
import type { ControlRequest } from '../../src/runs/control/request';
import { leaveRequest, newRequest } from '../../src/runs/control/requestFiles';
import type { RunConfig } from '../../src/runs/runConfig';
import { RunFolder } from '../../src/runs/runFolder';
import type { RecordOptions } from '../../src/training/recordOptions';
import type { StepReport } from '../../src/training/trainingLoop';
import { presetTraining } from '../../src/training/presets';
import { RunControl } from '../../src/training/runControl';
import { noise } from './engines';
import { temporaryFolder } from './files';
import { LEAST_MODEL } from './runConfigs';

export const STEPS = 3;

export async function newFolder(): Promise<RunFolder> {
  const folder = new RunFolder(join(await temporaryFolder(), 'run'));
  await folder.create();
  return folder;
}

export function config(): RunConfig {
  const sizes = { task: 'pretrain' as const, examples: 8, documents: 8, contextLength: 16 };
  const training = {
    ...presetTraining('quick', { ...sizes, pretrained: false, prompted: false }),
    steps: STEPS,
  };
  return {
    version: 1,
    task: 'pretrain',
    created: new Date(0).toISOString(),
    preset: 'quick',
    seed: 1,
    device: 'onnx-cpu',
    model: LEAST_MODEL,
    training,
  };
}

async function* reports(after: number, onStep: (step: number) => Promise<void>): AsyncGenerator<StepReport> {
  for (let step = after + 1; step <= STEPS; step++) {
    yield { step, epoch: 0, tokens: 10, loss: 1 / step, accuracy: 0.5, learningRate: 1e-3, gradientNorm: 1 };
    await onStep(step);
  }
}

export async function options(
  folder: RunFolder,
  {
    after = 0,
    onStep = () => Promise.resolve(),
    ...more
  }: Partial<RecordOptions> & {
    readonly after?: number;
    readonly onStep?: (step: number) => Promise<void>;
  } = {},
): Promise<RecordOptions> {
  const tensors = { 'head.weight': noise([2]), 'adamw.m.head.weight': noise([2]) };
  return {
    folder,
    lock: { requireHeld: () => Promise.resolve() },
    config: config(),
    device: 'onnx-cpu',
    vocabulary: { characters: ['□', '⁇', 'a'] },
    reports: reports(after, onStep),
    before: { step: after, tokens: 0, seconds: 0 },
    control: await RunControl.open(folder, config(), after),
    asks: true,
    exactMatch: () => Promise.resolve({ correct: 1, asked: 4 }),
    parameters: () => Promise.resolve(tensors),
    snapshot: () => Promise.resolve({ tensors, optimizerState: ['adamw.m.head.weight'] }),
    stop: new AbortController().signal,
    onWarning: () => undefined,
    ...more,
  };
}

export async function asked(folder: RunFolder, wanted: ControlRequest): Promise<string> {
  const request = await newRequest(folder, wanted, 'test');
  await leaveRequest(folder, request);
  return request.id;
}
