/**
 * Run folders that nobody trained, for what has to stay quick with many of them.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeConfig } from '../../src/runs/configFile';
import { RunFolder } from '../../src/runs/runFolder';
import { runConfigOf } from './runConfigs';

const VARIANTS = ['rope', 'vanilla', 'synthesizer', 'perceiver'] as const;

/** Writes so many runs that are done, below a folder; they differ in seed, attention, rate and figures. */
export async function writeManyRuns(root: string, count: number): Promise<void> {
  for (let run = 0; run < count; run++) {
    const folder = new RunFolder(join(root, `run-${run}`));
    await mkdir(folder.path, { recursive: true });
    const config = runConfigOf('pretrain', { seed: run, created: new Date(1e12 + 6e4 * run).toISOString() });
    const variant = VARIANTS[run % 4] ?? 'rope';
    const learningRate = 1e-4 * (1 + (run % 7));
    const optimizer = { ...config.training.optimizer, learningRate };
    await writeConfig(folder, {
      ...config,
      model: { ...config.model, variant },
      training: { ...config.training, optimizer },
    });
    const correct = (run * 37) % 200;
    const status = {
      ...{ state: 'done', step: 400, steps: 400, process: 1, host: 'elsewhere', device: 'onnx-cpu' },
      ...{
        heartbeat: new Date(0).toISOString(),
        secondsElapsed: 60 + run,
        loss: 0.2 + ((run * 13) % 97) / 97,
      },
      ...{ exactMatch: correct / 200, correct, asked: 200 },
    };
    await writeFile(folder.status, JSON.stringify(status));
    if (run % 25 === 0) {
      const label = { name: `a run with a long name of its own, number ${run}`, note: 'kept', starred: true };
      await writeFile(folder.label, JSON.stringify(label));
    }
  }
}
