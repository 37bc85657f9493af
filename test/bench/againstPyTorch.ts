/**
 * `npm run bench:pytorch`: this engine against every PyTorch on the machine, step by step in turn.
 *
 * The same model, batch, optimizer and threads; without dropout, and with as much as the study trains with. Both
 * sides stay loaded and take turns, so that a noisy machine is noisy for both; the ratio is of medians.
 *
 * Interpreters: $PYTHON, python3, /usr/bin/python3 – whichever can import torch. For pip's newest:
 * python3 -m venv V && V/bin/pip install torch && PYTHON=V/bin/python npm run bench:pytorch
 */
import { spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Batch } from '../../src/data/batches';
import { openDevice } from '../../src/engine/devices/openDevice';
import { initialParameters } from '../../src/model/initialise';
import { createModel } from '../../src/model/transformer';
import { builtInVariant } from '../../src/model/variants';
import { Learner } from '../../src/training/learner';
import { adamw } from '../../src/training/optimizers/adamw';
import { presetModel } from '../../src/training/presets';

const VOCABULARY = 255;
const LENGTH = 127;
const ROUNDS = 7;
const STEPS_PER_TURN = 3;

/** Both sides let their threads spin for a while after a step; the other side waits until they sleep. */
const PAUSE_MS = 400;

/** What both sides train. */
interface Compared {
  readonly rows: number;
  readonly dropout: number;
}

/** One side of the comparison: takes some steps and says how long each took. */
interface Side {
  readonly name: string;
  readonly steps: (count: number) => Promise<readonly number[]>;
  readonly close: () => Promise<void>;
}

function interpreters(): readonly string[] {
  const candidates = [process.env['PYTHON'], 'python3', '/usr/bin/python3'];
  const found = new Map<string, string>();
  for (const candidate of candidates) {
    if (candidate === undefined || candidate === '') continue;
    const { status, stdout } = spawnSync(candidate, ['-c', 'import torch; print(torch.__version__)'], {
      encoding: 'utf8',
    });
    if (status === 0) found.set(stdout.trim(), found.get(stdout.trim()) ?? candidate);
  }
  return [...found.values()];
}

async function pytorch(interpreter: string, { rows, dropout }: Compared): Promise<Side> {
  const script = join(__dirname, '..', 'test', 'bench', 'pytorch.py');
  const args = [script, rows, LENGTH, VOCABULARY, availableParallelism()].map(String);
  const env = { ...process.env, DROPOUT: String(dropout) };
  const child = spawn(interpreter, args, { stdio: ['pipe', 'pipe', 'inherit'], env });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async () => String((await lines.next()).value);
  const version = (await next()).split(' ')[1] ?? '';
  return {
    name: `PyTorch ${version}`,
    steps: async (count) => {
      child.stdin.write(`steps ${count}\n`);
      return (await next()).split(' ').map(Number);
    },
    close: () => {
      child.stdin.end();
      return Promise.resolve();
    },
  };
}

function ours({ rows, dropout }: Compared): Side {
  const engine = openDevice('onnx-cpu');
  const model = createModel(builtInVariant('vanilla'), {
    ...presetModel('study', 'vanilla'),
    vocabularySize: VOCABULARY,
    dropout,
  });
  const optimizer = adamw({ beta1: 0.9, beta2: 0.95, epsilon: 1e-8 });
  const state = initialParameters(model.parameters, 1);
  const learner = new Learner({ engine, model, optimizer, clipNorm: 1, seed: 1, state });
  const together = Math.min(16, rows);
  const numbers = () =>
    new Int32Array(together * LENGTH).map((_, index) => 1 + ((index * 7919) % (VOCABULARY - 1)));
  const part = {
    rows: together,
    length: LENGTH,
    tokenCount: together * LENGTH,
    targetCount: together * LENGTH,
  };
  const microBatches = Array.from({ length: rows / together }, () => ({
    ...part,
    tokens: numbers(),
    targets: numbers(),
  }));
  const batch: Batch = { microBatches, epoch: 0 };
  let update = 0;
  return {
    name: 'Attention Lab',
    steps: async (count) => {
      const seconds: number[] = [];
      for (let step = 0; step < count; step++) {
        const start = performance.now();
        await learner.step(batch, { learningRate: 1e-3, weightDecay: 0.1 }, ++update);
        seconds.push((performance.now() - start) / 1000);
      }
      return seconds;
    },
    close: async () => {
      await learner.dispose();
      await engine.dispose();
    },
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

async function compare(interpreter: string, compared: Compared): Promise<void> {
  const { rows, dropout } = compared;
  const sides = [ours(compared), await pytorch(interpreter, compared)] as const;
  const seconds: [number[], number[]] = [[], []];
  for (const side of sides) await side.steps(STEPS_PER_TURN);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, side] of sides.entries()) {
      await sleep(PAUSE_MS);
      // The first step of a turn wakes threads and fills caches.
      seconds[index]?.push(...(await side.steps(STEPS_PER_TURN)).slice(1));
    }
  }
  for (const side of sides) await side.close();
  const [us, them] = seconds.map(median) as [number, number];
  const speed = (time: number) =>
    `${(1000 * time).toFixed(0)} ms a step, ${Math.round((rows * LENGTH) / time)} tokens/s`;
  console.log(
    `batch ${rows} × ${LENGTH}, dropout ${dropout}, medians of ${ROUNDS * (STEPS_PER_TURN - 1)} steps in turn:`,
  );
  console.log(`  ${sides[0].name.padEnd(24)} ${speed(us)}`);
  console.log(`  ${sides[1].name.padEnd(24)} ${speed(them)}`);
  console.log(`  ratio ${(them / us).toFixed(2)}`);
}

async function main(): Promise<void> {
  const found = interpreters();
  if (found.length === 0) {
    console.error('No PyTorch here. Debian: apt-get install python3-torch libopenblas0-pthread');
    process.exitCode = 1;
    return;
  }
  for (const interpreter of found) {
    for (const rows of process.argv.includes('--large') ? [16, 128] : [16])
      for (const dropout of [0, 0.1]) await compare(interpreter, { rows, dropout });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
