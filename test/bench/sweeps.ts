/**
 * `node dist/test/sweeps.js`: what a local sweep of 24 small runs costs: its wall time with as many at once as
 * fit, one after the other, and the sum of the runs' own seconds. Prints the folder of the first, with its report.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_BIOGRAPHIES } from '../../src/data/biographies/biographies';
import { writeBiographies } from '../../src/data/studyFiles';
import { RunFolder } from '../../src/runs/runFolder';
import { readStatus } from '../../src/runs/statusFile';

const EXPERIMENT = {
  ...{ preset: 'quick', device: 'onnx-cpu', batch: 16, steps: 60, seeds: [1, 2, 3] },
  learningRate: { from: 0.0003, to: 0.01, values: 4, scale: 'log' },
  model: { layers: [1, 2], heads: 2, width: 32 },
};

interface Swept {
  /** Seconds by the clock. */
  readonly wall: number;
  /** Seconds that the runs say of themselves, added up. */
  readonly sum: number;
  readonly runs: number;
}

async function sweep(file: string, out: string, ...more: readonly string[]): Promise<Swept> {
  const began = performance.now();
  const args = ['dist/cli.js', 'experiment', '--file', file, '--out', out, ...more];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  await once(child, 'exit');
  const wall = (performance.now() - began) / 1000;
  if (child.exitCode !== 0) throw new Error(`The sweep in ${out} did not come to its end.`);
  const names = (await readdir(out)).filter((name) => name.startsWith('rope'));
  const statuses = await Promise.all(names.map((name) => readStatus(new RunFolder(join(out, name)))));
  const sum = statuses.reduce((all, status) => all + (status?.secondsElapsed ?? NaN), 0);
  return { wall, sum, runs: names.length };
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'attention-lab-'));
  const { corpus } = await writeBiographies(folder, { ...DEFAULT_BIOGRAPHIES, people: 40, tellings: 3 });
  const file = join(folder, 'sweep.attn.json');
  await writeFile(file, JSON.stringify({ ...EXPERIMENT, corpus }));
  const together = await sweep(file, join(folder, 'together'));
  const alone = await sweep(file, join(folder, 'alone'), '--at-once', '1');
  const say = (what: string, { wall, sum, runs }: Swept) => {
    const overhead = (wall - sum) / runs;
    console.log(
      `${what}: ${wall.toFixed(1)} s by the clock, ${sum.toFixed(1)} s the sum of ${runs} runs` +
        (what.startsWith('one') ? `, ${overhead.toFixed(2)} s a run beside its training` : ''),
    );
  };
  say(`as many at once as fit on ${availableParallelism()} processors`, together);
  say('one after the other', alone);
  console.log(`${(alone.wall / together.wall).toFixed(2)} times as quick; ${join(folder, 'together')}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
