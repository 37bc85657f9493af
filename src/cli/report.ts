/**
 * `attention-lab report`: all about a run in one HTML file that opens anywhere.
 */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { writeAtomically } from '../files/writeAtomically';
import { openDevice, processorDevice } from '../engine/devices/openDevice';
import { openModel } from '../model/openModel';
import type { TrustReport } from '../answers/trust';
import { readRecord } from '../runs/control/recordFile';
import { heldOutQuestionsOfRun, lineageOf } from '../runs/lineage';
import { readMetrics } from '../runs/metricsTail';
import { RunFolder } from '../runs/runFolder';
import { newestTrust, readTrust, trustPath, writeTrust } from '../answers/trustFile';
import { trustOfRuns } from '../answers/trustOfRuns';
import { chosenLines, lookAt, type LookedAtLine } from '../answers/report/reportLines';
import { reportPage, type TrainedRun } from '../answers/report/reportPage';
import type { Call, Verb } from './verb';

/** Asks the run its questions where that has not been done, and writes the report. */
export const report: Verb = {
  summary: 'all about a run in one HTML file that opens anywhere',
  options: {
    run: { value: 'RUN', required: true, help: 'the run' },
    questions: {
      value: 'TSV',
      help: 'what it is asked (default: what `trust` asked last, or the run’s held-out questions)',
    },
    corpus: { value: 'FILE', help: 'the text that answers are looked up in (default: that of the run)' },
    out: { value: 'FILE', help: 'where the report goes (default: report.html in the run’s folder)' },
  },
  opensModels: true,
  run: async (call) => {
    const folder = new RunFolder(call.required('run'));
    const out = call.text('out') ?? join(folder.path, 'report.html');
    const runs = await trainedRuns(folder);
    const trust = await trustOf(call, folder);
    const lines = trust ? await looksOf(folder, trust) : [];
    const page = reportPage({ runs, lines, created: new Date(), ...(trust ? { trust } : {}) });
    await writeAtomically(out, [page]);
    call.say(`report: ${out}`);
    return { out, runs: runs.map(({ name }) => name), bytes: Buffer.byteLength(page) };
  },
};

/** The run with those it started from, first things first. A base that is gone is left out. */
async function trainedRuns(run: RunFolder): Promise<readonly TrainedRun[]> {
  const line = await lineageOf(run);
  const runs = line.map(async ({ folder, config }) => {
    return {
      name: folder.name,
      config,
      metrics: await readMetrics(folder),
      record: await readRecord(folder),
    };
  });
  return (await Promise.all(runs)).reverse();
}

/** The trust report: the one that is there, if no weights are newer; else a new one. */
async function trustOf(call: Call, folder: RunFolder): Promise<TrustReport | undefined> {
  const questions = call.text('questions');
  const newest = questions === undefined ? await newestTrust(folder) : undefined;
  const asked = questions ?? newest?.questions ?? (await heldOutQuestionsOfRun(folder));
  if (asked === undefined) return undefined;
  const path = trustPath(folder, asked);
  if ((await modified(path)) >= (await modified(folder.weights))) {
    const known = await readTrust(path);
    // Files of one name in other folders, or of other lines, are other questions.
    const isOfThem = known && resolve(known.questions) === resolve(asked);
    if (isOfThem && (await modified(asked)) <= (await modified(path))) return known;
  }
  if (newest && !existsSync(asked)) {
    call.warn(`What the run knew was checked before it learned on, and ${asked} is gone: left out.`);
    return undefined;
  }
  call.say(`asking ${asked} …`);
  const [, made] = await trustOfRuns(
    { run: [folder.path], questions: asked, corpus: call.text('corpus') },
    (line) => {
      if (call.json) process.stderr.write(`${line}\n`);
    },
  );
  await writeTrust(path, made);
  return made;
}

async function modified(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}

async function looksOf(folder: RunFolder, trust: TrustReport): Promise<readonly LookedAtLine[]> {
  const engine = openDevice(processorDevice());
  try {
    return await lookAt(engine, await openModel(engine, folder.weights), chosenLines(trust));
  } finally {
    await engine.dispose();
  }
}
