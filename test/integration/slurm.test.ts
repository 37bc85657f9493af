/**
 * An experiment of twelve small runs on a real Slurm of two nodes, with everything that may go wrong there.
 */
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mean } from 'd3-array';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunFolder } from '../../src/runs/runFolder';
import { readStatus } from '../../src/runs/statusFile';
import { cli, madeUpPeople, startCli, until } from '../support/cli';
import { temporaryFolder } from '../support/files';
import { metricsOf } from '../support/metrics';
import { SlurmCluster, missingSlurm } from '../support/slurmCluster';

/** Long enough to be disturbed; the others are there to fill the queue. */
const [SHORT, LONG] = [6, 120];

/** Seeds come first, then steps, then rates: the long ones are 2, 3, 6, 7, 10 and 11. */
const EXPERIMENT = {
  preset: 'quick',
  device: 'onnx-cpu',
  seeds: { from: 1, to: 3 },
  steps: [SHORT, LONG],
  learningRate: [0.001, 0.003],
  batch: 8,
  model: { layers: 1, heads: 2, width: 16, dropout: 0.1 },
};

const nameOf = (task: number) => {
  const [seed, steps, rate] = [
    1 + Math.floor(task / 4),
    task % 4 < 2 ? SHORT : LONG,
    [0.001, 0.003][task % 2],
  ];
  return `rope-steps-${steps}-learningRate-${rate ?? 0}-seed-${seed}`;
};

interface Shown {
  readonly tasks: readonly { readonly number: number; readonly state: string; readonly queue?: string }[];
  readonly problem?: string;
}

describe.skipIf(missingSlurm)(`an experiment on Slurm ${missingSlurm ?? ''}`, () => {
  let cluster: SlurmCluster;
  let file: string;
  let out: string;
  let reference: string;

  beforeAll(async () => {
    const folder = await temporaryFolder();
    const [started, people] = await Promise.all([
      SlurmCluster.start(join(folder, 'cluster')),
      madeUpPeople(),
    ]);
    cluster = started;
    // Characters that a shell or Slurm would take for something else.
    out = join(folder, "on 100%A 'Slurm' $(x)");
    reference = join(folder, 'here');
    file = join(folder, 'twelve.attn.json');
    await mkdir(out);
    await writeFile(file, JSON.stringify({ ...EXPERIMENT, corpus: people.corpus }));
  });
  afterAll(() => cluster.stop());

  const call = (...args: readonly string[]) =>
    startCli(['experiment', ...args, '--json'], {
      ...cluster.environment,
      SQUEUE_FORMAT: '%u',
      SBATCH_NO_REQUEUE: '1',
    }).ended;
  const shown = async (): Promise<Shown> => {
    const { code, stdout, stderr } = await call('--out', out, '--status');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    // Sound: the verb prints its status.
    return JSON.parse(stdout) as Shown;
  };
  const runOf = (task: number, place = out) => new RunFolder(join(place, nameOf(task)));
  const atStep = (task: number, step: number) =>
    until(async () => ((await readStatus(runOf(task)))?.step ?? 0) >= step, 90);
  const queueOf = (format: string) => cluster.call('squeue', '-h', '-r', '-o', format).trim();
  const nodeOf = (task: number) =>
    queueOf('%K %N')
      .split('\n')
      .map((line) => line.split(' '))
      .find(([at]) => at === String(task))?.[1] ?? '';
  const logOf = async (task: number) => {
    const names = (await readdir(join(out, 'slurm'))).filter((name) => name.endsWith(`_${task}.txt`));
    return (await Promise.all(names.map((name) => readFile(join(out, 'slurm', name), 'utf8')))).join('');
  };

  /** How often tasks were handed in and begun, and the mean seconds of an undisturbed run that are not its training. */
  const figures = async () => {
    const logs = await Promise.all(Array.from({ length: 12 }, (_, task) => logOf(task)));
    const begun = logs.join('').match(/^task \S+ on .* begun \d+ times before/gm) ?? [];
    const seconds = cluster.call('scontrol', '--oneliner', 'show', 'job', '1').split('\n');
    const undisturbed = [0, 1, 4, 5, 8, 9];
    const beside = await Promise.all(
      undisturbed.map(async (task) => {
        const [, hours, minutes, rest] =
          seconds
            .find((line) => line.includes(` ArrayTaskId=${task} `))
            ?.match(/ RunTime=(\d+):(\d+):(\d+) /) ?? [];
        const status = await readStatus(runOf(task));
        return 3600 * Number(hours) + 60 * Number(minutes) + Number(rest) - (status?.secondsElapsed ?? 0);
      }),
    );
    const submissions = new Set(
      (await readdir(join(out, 'slurm'))).flatMap((name) => /^(\d+)_/.exec(name)?.[1] ?? []),
    );
    return { submissions: submissions.size, begun: begun.length, beside: mean(beside) ?? NaN };
  };

  it('comes to the very losses of undisturbed runs, whatever happens, and runs nothing twice to its end', async () => {
    const began = Date.now();
    const say = (words: string) => {
      console.log(`${((Date.now() - began) / 1000).toFixed(1)} s: ${words}`);
    };
    const handed = await call(
      '--file',
      file,
      '--out',
      out,
      '--on',
      'slurm',
      '--partition',
      'low',
      '--time',
      '5',
    );
    expect(handed).toMatchObject({ code: 0 });
    expect(JSON.parse(handed.stdout)).toMatchObject({ job: '1', tasks: { length: 12 } });

    // Somebody more important comes.
    await atStep(2, 3);
    say('preempted');
    cluster.call(
      'sbatch',
      '--partition=high',
      `--nodelist=${nodeOf(2)}`,
      '--output=/dev/null',
      '--wrap=sleep 1',
    );
    await until(async () => (await logOf(2)).includes('DUE TO PREEMPTION'));

    // A run is killed, as by a lack of memory.
    await atStep(3, 3);
    process.kill((await readStatus(runOf(3)))?.process ?? 0, 'SIGKILL');
    say('run killed');

    // The time of a task is nearly up: Slurm sends the same then.
    await atStep(6, 3);
    const signalled = cluster.begin('scancel', '--batch', '--signal=USR1', '1_6');
    await until(async () => (await logOf(6)).includes('is out of time'));
    await until(() => queueOf('%K %T').split('\n').includes('6 PENDING'));
    // It goes on asking for minutes, since the task is in the queue again.
    signalled.kill();
    say('out of time');

    // The controller dies; runs do not need it, and the run folders still say how they stand.
    await cluster.stopController();
    const without = await shown();
    expect(without.problem).toMatch(/^Slurm refused \(squeue\): .*contact/i);
    expect(without.tasks[0]?.state).toBe('done');
    cluster.startController();
    say('controller restarted');

    // What has failed is handed in again, and nothing else.
    await until(async () => (await shown()).problem === undefined);
    const failed = (await shown()).tasks.filter(({ state }) => ['crashed', 'failed'].includes(state));
    expect(failed).toMatchObject([{ number: 3, state: 'crashed' }]);
    const again = await call('--out', out, '--on', 'slurm', '--retry');
    expect(JSON.parse(again.stdout)).toMatchObject({ tasks: [3] });

    // A node loses its power.
    await atStep(10, 3);
    const lost = nodeOf(10) === 'n1' ? 'n1' : 'n2';
    await cluster.killNode(lost);
    say('node killed');
    const undisturbed = cli('experiment', '--file', file, '--out', reference, '--json');
    await until(
      () =>
        !cluster.nodes().includes('allocated') || cluster.nodes().some((state) => state.startsWith('down')),
    );
    say('node is down');
    cluster.startNode(lost);

    await until(() => queueOf('%i') === '', 120);
    say('queue empty');
    expect((await shown()).tasks.every(({ state }) => state === 'done')).toBe(true);
    say('all done');

    expect(await undisturbed).toMatchObject({ code: 0 });
    say('reference done');
    for (let task = 0; task < 12; task++) {
      expect((await metricsOf(runOf(task))).map(({ step, loss }) => [step, loss])).toEqual(
        (await metricsOf(runOf(task, reference))).map(({ step, loss }) => [step, loss]),
      );
      expect((await logOf(task)).match(/^done: \d+ steps/gm)).toHaveLength(1);
    }
    for (const task of [2, 6, 10]) expect(await logOf(task)).toMatch(/begun 1 times before/);
    expect(await readFile(join(out, 'report.html'), 'utf8')).toContain('Pretraining loss');

    const { submissions, begun, beside } = await figures();
    console.log(
      `${submissions} submissions, ${begun - 13} requeues, ${beside.toFixed(1)} s a run beside its training`,
    );
    // All at once, and the killed one again; preempted, out of time, and lost with its node.
    expect(submissions).toBe(2);
    expect(begun).toBeGreaterThanOrEqual(12 + 1 + 3);
    // Three quarters of a minute on two idle cores, most of it Slurm's own waiting.
  }, 240_000);

  it('is cancelled, one task or all: what is at work saves a checkpoint, what waits never begins', async () => {
    const place = join(reference, 'cancelled');
    const ask = (...args: readonly string[]) => call('--out', place, ...args);
    expect(await ask('--file', file, '--on', 'slurm', '--partition', 'low')).toMatchObject({ code: 0 });
    expect(await ask('--cancel', '11')).toMatchObject({ code: 0 });
    await until(() => !queueOf('%K').split('\n').includes('11'));
    await until(async () => ((await readStatus(runOf(2, place)))?.step ?? 0) >= 3, 90);
    expect(await ask('--cancel', 'all')).toMatchObject({ code: 0 });
    await until(() => queueOf('%i') === '');
    // Sound: the verb prints its status.
    const { tasks } = JSON.parse((await ask('--status')).stdout) as Shown;
    const states = tasks.map(({ state }) => state);
    expect(states[2]).toBe('stopped');
    expect(states.slice(4)).toEqual(Array.from({ length: 8 }, () => 'waiting'));
    expect((await runOf(2, place).checkpointSteps()).at(-1)).toBeGreaterThanOrEqual(3);
  });
});
