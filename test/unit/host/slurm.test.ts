/**
 * *Run experiment on Slurm…* and what follows, on a cluster of shell scripts; a real one is in
 * `test/integration/slurm.test.ts`.
 */
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Problems } from '../../../src/host/problems';
import { Plans } from '../../../src/host/views/plans';
import { RunStatusBar } from '../../../src/host/views/runStatusBar';
import { SlurmSweeps } from '../../../src/host/views/slurmSweeps';
import { temporaryFolder } from '../../support/files';
import { Uri, contextOf, editor, openFolder, resetEditor } from '../../support/vscode';
import { commands } from './calledCommands';
import { SomeRuns } from './someRuns';

const before = process.env['PATH'];
let root: string;
let programs: string;
beforeEach(async () => {
  resetEditor();
  root = await temporaryFolder();
  programs = await temporaryFolder();
  openFolder(root);
  process.env['PATH'] = `${programs}:/usr/bin:/bin`;
  await program('sinfo', 'printf "short*|up|1:00:00|1/2/0/3\\nlong|up|infinite|0/4/0/4\\n"');
  await program('squeue', `cat ${programs}/queue`);
  await program('scancel', `echo "$@" > ${programs}/cancelled`);
  await program('sbatch', `printf '%s\\n' "$ATTENTION_LAB_TEST" "$@" > ${programs}/told; echo 7`);
  await queue('7|0|RUNNING|None|n1', '7|1|PENDING|Priority|', '7|2|PENDING|Priority|');
});
afterEach(() => {
  process.env['PATH'] = before;
});

async function program(name: string, does: string): Promise<void> {
  await writeFile(join(programs, name), `#!/bin/sh\n${does}\n`);
  await chmod(join(programs, name), 0o755);
}

const queue = (...lines: readonly string[]) => writeFile(join(programs, 'queue'), lines.join('\n'));

async function experiment(): Promise<Uri> {
  await writeFile(join(root, 'wiki.txt'), 'Ada\n');
  const path = join(root, 'sweep.attn.json');
  await writeFile(path, JSON.stringify({ corpus: 'wiki.txt', seeds: [1, 2, 3], preset: 'quick' }));
  return Uri.file(path);
}

const PLAN = {
  ...{ tasks: 3, runs: 3, atOnce: 1, threads: 1, seconds: 360 },
  ...{ memory: 2e8, disk: 3e7, device: 'onnx-cpu' },
};

function slurmCommands() {
  const memory = new Map<string, unknown>();
  const plans = new Plans({
    get: <T>(key: string, otherwise?: T) => (memory.get(key) ?? otherwise) as T,
    update: (key: string, value: unknown) => Promise.resolve(void memory.set(key, value)),
  });
  const runs = new SomeRuns();
  const slurm = new SlurmSweeps(runs, plans, new Problems());
  const bar = new RunStatusBar(runs as never, plans, slurm);
  const stdout = JSON.stringify(PLAN);
  return { slurm, bar, plans, ...commands(runs, { stdout }, undefined, { slurm, plans }) };
}

const out = () => join(root, 'runs', 'sweep');

describe.skipIf(process.platform === 'win32')('*Run experiment on Slurm…*', () => {
  it('says what it takes, hands in what the settings ask for, and shows the queue', async () => {
    editor.settings.set('attentionLab.slurm.time', '2:00:00');
    editor.settings.set('attentionLab.slurm.atOnce', 2);
    editor.settings.set('attentionLab.slurm.flags', ['--account=physics']);
    editor.lists.choices = ['Choose a partition', 'long', 'Start'];
    const { call, called, slurm, plans, shown } = slurmCommands();
    await call('runExperimentOnSlurm', await experiment());
    expect(editor.errors).toEqual([]);
    expect(called[0]).toContain('--plan');
    expect(editor.lists.shown[1]?.items).toMatchObject([
      { label: 'short', detail: 'up, at most 1:00:00, 2 of 3 nodes idle' },
      { label: 'long', detail: 'up, at most infinite, 4 of 4 nodes idle' },
    ]);
    expect(editor.lists.shown[2]?.items[0]?.description).toContain('--partition=long  --time=2:00:00');
    const told = (await readFile(join(programs, 'told'), 'utf8')).trim().split('\n');
    // What the editor allows to run is in the environment, which goes on to the nodes.
    expect(told[0]).toBe('yes');
    expect(told).toEqual(
      expect.arrayContaining(['--array=0-2%2', '--partition=long', '--time=2:00:00', '--account=physics']),
    );
    expect(told.slice(-3)).toEqual([process.execPath, '/dist/cli.js', out()]);
    expect(shown).toEqual([{ page: 'training', runs: [] }]);
    expect(plans.in(out())).toBe(3);
    expect(editor.messages).toMatchObject([{ text: 'Slurm has sweep as job 7: 3 tasks.' }]);
    expect(editor.statusItems[0]).toMatchObject({
      ...{ visible: true, text: '$(clock) 3 tasks in Slurm’s queue' },
      tooltip: 'sweep on Slurm: 0 of 3 done, 1 running, 2 waiting',
    });
    expect(contextOf('attentionLab.hasSlurmSweeps')).toBe(true);
    slurm.dispose();
  });

  it('goes on as before where the list of partitions is closed', async () => {
    editor.settings.set('attentionLab.slurm.partition', 'long');
    editor.lists.choices = ['Choose a partition', undefined, 'Start'];
    const { call, slurm } = slurmCommands();
    await call('runExperimentOnSlurm', await experiment());
    expect(editor.settings.get('attentionLab.slurm.partition')).toBe('long');
    expect(editor.messages).toMatchObject([{ text: 'Slurm has sweep as job 7: 3 tasks.' }]);
    slurm.dispose();
  });

  it('cancels one, says what has not come to its end, and hands that in again', async () => {
    editor.lists.choices = ['Start'];
    const { call, slurm, plans } = slurmCommands();
    await call('runExperimentOnSlurm', await experiment());
    editor.lists.choices = ['rope, seed 2'];
    await call('cancelOnSlurm');
    expect(await readFile(join(programs, 'cancelled'), 'utf8')).toBe('--quiet 7_1\n');
    editor.lists.choices = ['All of them'];
    await call('cancelOnSlurm', { path: out() });
    expect(await readFile(join(programs, 'cancelled'), 'utf8')).toBe('--quiet 7\n');
    await queue();
    await writeFile(join(out(), 'slurm', '7_0.txt'), 'The node n1 does not see /home/ada/cli.js.\n');
    await slurm.look();
    await vi.waitFor(() => {
      expect(editor.messages.at(-1)).toMatchObject({
        text: 'sweep: 3 of 3 tasks have not come to their end. rope, seed 1: The node n1 does not see /home/ada/cli.js.',
        buttons: ['Retry'],
      });
    });
    expect(editor.statusItems[0]?.visible).toBe(false);
    expect(plans.in(out())).toBeUndefined();
    // Another window has begun the first again.
    await queue('7|0|PENDING|Priority|');
    await call('retryOnSlurm', { path: out() });
    expect(editor.messages.at(-1)?.text).toBe('Slurm has sweep as job 7: 2 tasks.');
    slurm.dispose();
  });

  it('is found again by a window that is opened later', async () => {
    editor.lists.choices = ['Start'];
    const first = slurmCommands();
    await first.call('runExperimentOnSlurm', await experiment());
    first.slurm.dispose();
    const again = new SlurmSweeps(new SomeRuns(), first.plans, new Problems());
    await vi.waitFor(async () => {
      await again.look();
      expect(again.inQueue).toMatchObject([{ name: 'sweep', tasks: { length: 3 } }]);
    });
    again.dispose();
  });

  it('says what Slurm refuses, and leaves no folder behind', async () => {
    await program('sbatch', 'echo "sbatch: error: invalid partition specified: x" >&2; exit 1');
    editor.lists.choices = ['Start'];
    const { call, slurm } = slurmCommands();
    await call('runExperimentOnSlurm', await experiment());
    expect(editor.errors).toMatchObject([
      { message: 'Slurm refused (sbatch): invalid partition specified: x.' },
    ]);
    expect(await readdir(join(root, 'runs'))).toEqual([]);
    slurm.dispose();
  });

  it('keeps the folder of what Slurm has taken, where that cannot be written down', async () => {
    await program('sbatch', `mkdir -p '${out()}/slurm/jobs.json'; echo 7`);
    editor.lists.choices = ['Start'];
    const { call, slurm } = slurmCommands();
    await call('runExperimentOnSlurm', await experiment());
    expect(editor.errors[0]?.message).toMatch(
      /^Slurm has taken job 7, but that could not be written down: .* kept; take the job back with scancel 7\.$/,
    );
    expect(existsSync(join(out(), 'slurm', 'task.sh'))).toBe(true);
    slurm.dispose();
  });

  it('asks nothing where there is no Slurm, and says where there is one', async () => {
    process.env['PATH'] = await mkdir(join(root, 'empty'), { recursive: true });
    const { call, slurm } = slurmCommands();
    await call('runExperimentOnSlurm', await experiment());
    expect(editor.lists.shown).toEqual([]);
    expect(editor.errors[0]?.message).toMatch(/^There is no sbatch on this machine\. .*login node/);
    expect(existsSync(out())).toBe(false);
    slurm.dispose();
  });
});
