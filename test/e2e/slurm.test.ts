/**
 * A sweep on a real Slurm, from the editor: planned, handed in, seen live in the panel, and said to be done.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, it, vi } from 'vitest';
import { DEFAULT_BIOGRAPHIES } from '../../src/data/biographies/biographies';
import { writeBiographies } from '../../src/data/studyFiles';
import { temporaryFolder } from '../support/files';
import { SlurmCluster, missingSlurm } from '../support/slurmCluster';
import { Editor } from './editor';
import { type EditorWindow, eventually } from './editorWindow';
import { requirements } from './requirements';

const needs = requirements();
const obstacle = typeof needs === 'string' ? needs : missingSlurm;
vi.setConfig({ testTimeout: 180_000 });

const EXPERIMENT = {
  ...{ corpus: 'biographies.txt', preset: 'quick', device: 'onnx-cpu' },
  ...{ seeds: [1, 2], steps: 150, batch: 8, learningRate: [0.001, 0.003] },
  model: { layers: 1, heads: 2, width: 16 },
};

describe.skipIf(obstacle)(`a sweep on Slurm from the editor ${obstacle ?? ''}`, () => {
  let cluster: SlurmCluster;
  let editor: Editor;
  let window: EditorWindow;

  beforeAll(async () => {
    if (typeof needs === 'string') throw new Error(needs);
    const folder = await temporaryFolder();
    await writeBiographies(folder, { ...DEFAULT_BIOGRAPHIES, people: 40, tellings: 3 });
    await writeFile(join(folder, 'sweep.attn.json'), JSON.stringify(EXPERIMENT, undefined, 2));
    cluster = await SlurmCluster.start(join(await temporaryFolder(), 'cluster'));
    editor = await Editor.start(needs, { environment: cluster.environment });
    window = await editor.open(folder);
  });
  afterAll(async () => {
    await editor.stop();
    await cluster.stop();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await window.photograph(`failed ${task.name}`);
  });

  it('says what it takes, runs on both nodes, is seen live, and ends with its report', async () => {
    await window.openFile('sweep.attn.json');
    await window.command('Run experiment on Slurm…');
    await window.choose('Choose a partition…');
    await window.choose('low');
    await eventually('the plan is there', async () =>
      (await window.entries()).some((entry) => /--partition=low.*4 tasks: about .* of disk/.test(entry)),
    );
    await window.photograph('slurm plan');
    await window.choose('Start');
    await window.notification('Slurm has sweep as job 1: 4 tasks.').waitFor({ timeout: 30_000 });
    const panel = await window.panel();
    await panel.locator('.run-state[data-state=running]').waitFor({ timeout: 60_000 });
    await panel.locator('curve-chart').first().waitFor({ timeout: 60_000 });
    await window.photograph('slurm live');
    await window.notification('sweep is done.').getByText('Open report').click({ timeout: 120_000 });
    await window.page.locator('.tab', { hasText: 'Report: sweep' }).waitFor();
    await window.photograph('slurm report');
  });
});
