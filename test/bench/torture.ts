/**
 * `npm run torture -- MINUTES [SEED]`: kills trainings at random moments, damages what a crash may damage, and
 * compares every run in the end with one that nobody disturbed. Too long for a test; a short one of the same
 * kind is in test/integration/runs.test.ts.
 */
import { readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readCheckpoint } from '../../src/model/checkpoints/checkpoint';
import { mix, randomNumbers } from '../../src/numbers/randomNumbers';
import { RunFolder } from '../../src/runs/runFolder';
import { TINY, madeUpPeople, startCli } from '../support/cli';
import { temporaryFolder } from '../support/files';
import { metricsOf } from '../support/metrics';

const STEPS = 60;

/** A process is killed after at most so long: the start takes about a second, the run a few. */
const LONGEST_LIFE_MS = 6000;

/** Beyond so many kills a run is let go, so that it ends. */
const KILLS_A_RUN = 12;

/** What a crash of the whole machine may do to the newest checkpoint. */
const DAMAGES = ['none', 'none', 'cut', 'flip'] as const;

interface Tally {
  runs: number;
  kills: number;
  damages: number;
}

function trainArguments(run: RunFolder, corpus: string): readonly string[] {
  return [
    ...['pretrain', '--corpus', corpus, '--out', run.path, ...TINY],
    ...['--steps', String(STEPS), '--dropout', '0.1'],
  ];
}

async function newRun(): Promise<RunFolder> {
  return new RunFolder(join(await temporaryFolder(), 'run'));
}

/** Runs one training to its end, killing it on the way. */
async function tortured(corpus: string, next: () => number, tally: Tally): Promise<RunFolder> {
  const run = await newRun();
  for (let kills = 0; ; kills++) {
    const resumable = (await run.checkpointSteps()).length > 0;
    // Killed before its first checkpoint, a run begins anew; its folder is in the way.
    if (!resumable) await rm(run.path, { recursive: true, force: true });
    const args = resumable ? ['pretrain', '--resume', '--out', run.path] : trainArguments(run, corpus);
    const { child, ended } = startCli(args);
    const killer =
      kills < KILLS_A_RUN
        ? setTimeout(() => child.kill('SIGKILL'), LONGEST_LIFE_MS * next() ** 2)
        : undefined;
    const { code, stderr } = await ended;
    clearTimeout(killer);
    if (code === 0) return run;
    if (child.signalCode !== 'SIGKILL') throw new Error(`${run.path}: exit code ${code ?? '-'}: ${stderr}`);
    tally.kills++;
    tally.damages += Number(await damage(run, next));
  }
}

/** Damages the newest checkpoint, if an older one is there to go on from; tells whether it did. */
async function damage(run: RunFolder, next: () => number): Promise<boolean> {
  const kind = DAMAGES[Math.floor(next() * DAMAGES.length)];
  const steps = await run.checkpointSteps();
  const newest = steps.at(-1);
  if (kind === undefined || kind === 'none' || newest === undefined || steps.length < 3) return false;
  const path = run.checkpoint(newest);
  const { size } = await stat(path);
  if (kind === 'cut') await truncate(path, Math.floor(size * next()));
  else {
    const bytes = await readFile(path);
    const place = Math.floor(size * next());
    bytes.writeUInt8(bytes.readUInt8(place) ^ (1 << Math.floor(8 * next())), place);
    await writeFile(path, bytes);
  }
  return true;
}

async function outcome(run: RunFolder): Promise<object> {
  const metrics = await metricsOf(run);
  const { tensors, progress } = await readCheckpoint(run.weights);
  return { metrics, tensors, step: progress.step, tokens: progress.tokens };
}

async function main([minutes = '10', seedGiven]: readonly string[]): Promise<void> {
  const seed = Number(seedGiven ?? Date.now() % 1_000_000);
  console.log(`seed ${seed}, ${minutes} minutes`);
  const next = randomNumbers(mix(seed));
  const { corpus } = await madeUpPeople();
  const undisturbed = await newRun();
  await startCli(trainArguments(undisturbed, corpus)).ended;
  const expected = await outcome(undisturbed);
  const tally: Tally = { runs: 0, kills: 0, damages: 0 };
  const deadline = Date.now() + 60_000 * Number(minutes);
  while (Date.now() < deadline) {
    const run = await tortured(corpus, next, tally);
    tally.runs++;
    if (!isDeepStrictEqual(await outcome(run), expected)) {
      throw new Error(`${run.path} differs from the undisturbed ${undisturbed.path}; seed ${seed}`);
    }
    await rm(run.path, { recursive: true });
    console.log(`${tally.runs} runs, ${tally.kills} kills, ${tally.damages} damaged checkpoints: all equal`);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
