/**
 * `node dist/test/runsView.js [RUNS]`: what the list of runs costs while nothing happens: the first look, and
 * the processor's time of ten idle seconds.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RunStore } from '../../src/runs/runStore';
import { writeManyRuns } from '../support/manyRuns';

const SECONDS = 10;

async function main(runs: number): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'attention-lab-'));
  await writeManyRuns(root, runs);
  const store = new RunStore(() => [root]);
  const began = performance.now();
  await store.refresh();
  console.log(`${store.runs.length} runs, first look ${(performance.now() - began).toFixed(0)} ms`);
  const stop = store.onChange(() => undefined);
  await sleep(3000);
  const before = process.cpuUsage();
  await sleep(1000 * SECONDS);
  const { user, system } = process.cpuUsage(before);
  console.log(`${((user + system) / 1000 / SECONDS).toFixed(1)} ms of the processor a second while idle`);
  stop();
  await rm(root, { recursive: true });
}

main(Number(process.argv[2] ?? 2000)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
