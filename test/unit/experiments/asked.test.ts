/**
 * A folder of runs is not taken for the answer to another question.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keepExperiment, keepOptions } from '../../../src/experiments/asked';
import { copyIn, parseExperiment, readExperiment } from '../../../src/experiments/experimentFile';
import { foldersOf } from '../../../src/experiments/stage';
import { stagesOf } from '../../../src/experiments/stages';
import { writeConfig } from '../../../src/runs/configFile';
import type { RunStatus } from '../../../src/runs/runConfig';
import { RunFolder } from '../../../src/runs/runFolder';
import { writeStatus } from '../../../src/runs/statusFile';
import { temporaryFolder } from '../../support/files';
import { runConfigOf, writtenFile } from '../../support/runConfigs';

const DONE: RunStatus = {
  ...{ state: 'done', step: 10, steps: 10, process: 1, host: 'here', heartbeat: '2026-01-01T00:00:00Z' },
  ...{ device: 'onnx-cpu', secondsElapsed: 1 },
};

async function begin(folder: RunFolder): Promise<void> {
  await mkdir(folder.checkpoints, { recursive: true });
  await writeFile(folder.checkpoint(10), '');
}

describe('the options of a study', () => {
  it('may be given again, and not others for the same folder', async () => {
    const out = join(await temporaryFolder(), 'study');
    await keepOptions(out, { preset: 'fast', seed: 1 });
    // Nothing has been trained yet.
    await keepOptions(out, { preset: 'quick', seed: 1, steps: undefined });
    await begin(new RunFolder(join(out, 'rope')));
    await keepOptions(out, { preset: 'quick', seed: 1, steps: undefined });
    await expect(keepOptions(out, { preset: 'quick', seed: 2, steps: undefined })).rejects.toThrow(
      /other settings \(seed: 1, not 2\)\. Choose another folder with --out/,
    );
    await expect(keepOptions(out, { preset: 'quick', seed: 1, steps: 9 })).rejects.toThrow(
      /steps: none, not 9/,
    );
  });

  it('are written anew where they cannot be read', async () => {
    const out = await temporaryFolder();
    await begin(new RunFolder(join(out, 'rope')));
    await writeFile(join(out, 'asked.json'), '[torn');
    await keepOptions(out, { seed: 1 });
    await expect(keepOptions(out, { seed: 2 })).rejects.toThrow(/seed: 1, not 2/);
  });
});

describe('an experiment', () => {
  const experimentIn = (out: string, fields: object) => {
    const asked = parseExperiment('/data/x.attn.json', JSON.stringify({ corpus: 'wiki.txt', ...fields }));
    return { title: 'x', out, asked, stages: stagesOf(asked, out) };
  };

  const beginAll = ({ stages }: ReturnType<typeof experimentIn>) =>
    Promise.all(stages.flatMap(foldersOf).map(begin));

  it('may grow, and may change while nothing of it has begun', async () => {
    const out = await temporaryFolder();
    await keepExperiment(experimentIn(out, { steps: 10 }));
    const changed = experimentIn(out, { steps: 20 });
    await keepExperiment(changed);
    await beginAll(changed);
    await keepExperiment(experimentIn(out, { steps: 20, variants: ['rope', 'vanilla'] }));
    expect((await readExperiment(copyIn(out))).variants).toEqual(['rope', 'vanilla']);
  });

  it('does not take for its own what a former file has left under the same name', async () => {
    const out = await temporaryFolder();
    const first = experimentIn(out, { learningRate: 0.001 });
    await keepExperiment(first);
    await beginAll(first);
    await keepExperiment(experimentIn(out, { learningRate: [0.001, 0.01] }));
    await expect(keepExperiment(experimentIn(out, { learningRate: 0.01 }))).rejects.toThrow(
      /holds runs of rope that the experiment there does not name/,
    );
  });

  it('is not answered by runs that have learned another text, all done though it is', async () => {
    const out = await temporaryFolder();
    const corpus = await writtenFile(join(out, 'wiki.txt'), 'Ada was born in Arlen.\n');
    const first = experimentIn(out, { corpus: corpus.path });
    await keepExperiment(first);
    await beginAll(first);
    for (const run of first.stages.flatMap(foldersOf)) {
      await writeConfig(run, runConfigOf('pretrain', { corpus }));
      await writeStatus(run, DONE);
    }
    await keepExperiment(first);
    await writeFile(corpus.path, 'Ada was born in Marsk.\n');
    await expect(keepExperiment(first)).rejects.toThrow(
      /wiki\.txt has changed since .*rope was made from it/,
    );
  });

  it('keeps what its runs were trained with, and its copy says so', async () => {
    const out = await temporaryFolder();
    const first = experimentIn(out, { steps: 10 });
    await keepExperiment(first);
    await beginAll(first);
    await expect(keepExperiment(experimentIn(out, { steps: 20 }))).rejects.toThrow(
      /runs of rope in .* were asked for with other settings \(pretraining, steps: 10, not 20\)/,
    );
    await expect(keepExperiment(experimentIn(out, { steps: 10, seeds: 2 }))).rejects.toThrow(
      /seed: 1, not 2/,
    );
    expect((await readExperiment(copyIn(out))).steps).toEqual([10]);
  });
});
