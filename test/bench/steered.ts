/**
 * `node dist/test/steered.js KILLS [SEED]`: steers runs at random, kills them at random moments, lets them go on,
 * and repeats each in the end without any disturbance: `--replay` must come to the very same numbers.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { readCheckpoint } from '../../src/model/checkpoints/checkpoint';
import { mix, randomNumbers } from '../../src/numbers/randomNumbers';
import { readRecord } from '../../src/runs/control/recordFile';
import { readAlarm } from '../../src/runs/control/readAlarm';
import { type Change, type ControlRequest, appliedAt } from '../../src/runs/control/request';
import { leaveRequest, newRequest } from '../../src/runs/control/requestFiles';
import { RunFolder } from '../../src/runs/runFolder';
import { readStatus } from '../../src/runs/statusFile';
import { TINY, madeUpPeople, startCli } from '../support/cli';
import { temporaryFolder } from '../support/files';
import { metricsOf } from '../support/metrics';

const STEPS = 90;

/** A process is killed so long after it has begun to train. */
const LONGEST_LIFE_MS = 4000;
const KILLS_A_RUN = 10;

/** Between two requests. */
const LONGEST_PAUSE_MS = 600;

const CHANGES: readonly Change[] = [
  { learningRate: 0.001 },
  { learningRate: 0.01, weightDecay: 0.5 },
  { dropout: 0.3 },
  { dropout: 0 },
  { silenced: ['1.1'] },
  { silenced: ['1.2', '2.1'] },
  { silenced: [] },
  { steps: STEPS + 10 },
];

/** Two that ring on the way, and one that ends a run, which is then let go on. */
const ALARMS = ['flat=5:pause', 'accuracy=0.2:notify', 'flat=8:stop', 'flat:off'].map((words) =>
  readAlarm(words),
);

async function newRun(): Promise<RunFolder> {
  return new RunFolder(join(await temporaryFolder(), 'run'));
}

/** Asks for one thing after the other until it is told to end; a paused run is always let go on. */
async function steer(run: RunFolder, next: () => number, ended: AbortSignal): Promise<void> {
  const ask = async (request: ControlRequest) => {
    await leaveRequest(run, await newRequest(run, request, 'torture'));
    await sleep(LONGEST_PAUSE_MS * next());
  };
  while (!ended.aborted) {
    const change = CHANGES[Math.floor(next() * CHANGES.length)] ?? {};
    await ask({ kind: 'change', change });
    if (next() < 0.3) await ask({ kind: 'evaluate' });
    if (next() < 0.2) await ask({ kind: 'checkpoint' });
    if (next() < 0.3) await ask(ALARMS[Math.floor(next() * ALARMS.length)] ?? { kind: 'evaluate' });
    await ask({ kind: 'resume' });
    if (next() > 0.3) continue;
    await ask({ kind: 'pause' });
    await ask({ kind: 'resume' });
  }
  // Nobody lets it go on from here.
  await ask(readAlarm('flat:off'));
  await ask({ kind: 'resume' });
}

async function isTraining(run: RunFolder): Promise<boolean> {
  return (await readStatus(run))?.state === 'running';
}

/** Trains one run to its end; returns how often it was killed. */
async function tortured(run: RunFolder, corpus: string, next: () => number): Promise<number> {
  const size = [...TINY, '--steps', String(STEPS), '--dropout', '0.1'];
  for (let kills = 0; ;) {
    const begun = (await run.checkpointSteps()).length > 0;
    if (!begun) await rm(run.path, { recursive: true, force: true });
    const args = begun
      ? ['pretrain', '--resume', '--out', run.path]
      : ['pretrain', '--corpus', corpus, '--out', run.path, ...size];
    const { child, ended } = startCli(args);
    const end = new AbortController();
    const killer = async () => {
      while (!(await isTraining(run)) && child.exitCode === null) await sleep(20);
      const steering = steer(run, next, end.signal);
      if (kills < KILLS_A_RUN) setTimeout(() => child.kill('SIGKILL'), LONGEST_LIFE_MS * next());
      else
        setTimeout(() => {
          end.abort();
        }, LONGEST_LIFE_MS);
      await steering;
    };
    const killing = killer();
    const { code, stderr } = await ended;
    end.abort();
    await killing;
    // By an alarm it may have stopped before its end.
    if (code === 0 && (await readStatus(run))?.state === 'done') return kills;
    if (code === 0) continue;
    if (child.signalCode !== 'SIGKILL') throw new Error(`${run.path}: exit code ${code ?? '-'}: ${stderr}`);
    kills++;
  }
}

async function outcome(run: RunFolder): Promise<object> {
  const { tensors, progress } = await readCheckpoint(run.weights);
  // A trainer may be killed when it has measured exact match and before that is on record.
  const losses = (await metricsOf(run)).map(({ step, loss }) => [step, loss]);
  return { losses, tensors, step: progress.step, tokens: progress.tokens };
}

async function main([wanted = '50', seedGiven]: readonly string[]): Promise<void> {
  const seed = Number(seedGiven ?? Date.now() % 1_000_000);
  console.log(`seed ${seed}, ${wanted} kills`);
  const next = randomNumbers(mix(seed));
  const { corpus } = await madeUpPeople();
  let [runs, kills, changes] = [0, 0, 0];
  while (kills < Number(wanted)) {
    const [run, again] = [await newRun(), await newRun()];
    kills += await tortured(run, corpus, next);
    const { code, stderr } = await startCli(['pretrain', '--replay', run.path, '--out', again.path]).ended;
    if (code !== 0) throw new Error(`The replay of ${run.path} failed: ${stderr}`);
    if (!isDeepStrictEqual(await outcome(again), await outcome(run))) {
      throw new Error(`${again.path} differs from ${run.path}; seed ${seed}`);
    }
    runs++;
    changes += (await readRecord(run)).filter((entry) => appliedAt(entry) !== undefined).length;
    await rm(run.path, { recursive: true });
    await rm(again.path, { recursive: true });
    console.log(`${runs} runs, ${kills} kills, ${changes} requests carried out: all equal`);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
