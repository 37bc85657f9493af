/**
 * What is fuzzed: everything that reads a file or a message that somebody else may have written.
 */
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { readEvaluation } from '../../../src/host/views/evaluationResult';
import { AnalysisCache } from '../../../src/heads/analysisCache';
import { newestTrust } from '../../../src/answers/trustFile';
import { readCorpus } from '../../../src/data/corpus';
import { readQuestions } from '../../../src/data/questions';
import { codeNamedByCall } from '../../../src/experiments/namedCode';
import { readExperiment } from '../../../src/experiments/experimentFile';
import { readCheckpoint, readCheckpointHeader } from '../../../src/model/checkpoints/checkpoint';
import { readTorchFile } from '../../../src/model/checkpoints/torchFile';
import { fromPanelSchema } from '../../../src/processes/fromPanel';
import { parseSelection } from '../../../src/processes/panelSelection';
import { corpusOfRun } from '../../../src/runs/lineage';
import { readConfig } from '../../../src/runs/configFile';
import { MetricsTail, readMetrics } from '../../../src/runs/metricsTail';
import type { RunFolder } from '../../../src/runs/runFolder';
import { logTail } from '../../../src/runs/launcher';
import { lockChain } from '../../../src/runs/lockFile';
import { TrainerWatch } from '../../../src/runs/trainerWatch';
import { RunStore } from '../../../src/runs/runStore';
import { readStatus } from '../../../src/runs/statusFile';
import { decodeState } from '../../../src/theory/sharing';
import { parsePreferences } from '../../../webview/frame/preferences';
import { type Random, mutateBytes, mutateJson } from './mutate';

const SELECTION = { page: 'heads', runs: ['/a'], step: 1, head: { block: 'blocks.0', head: 0 } };

/** One reader and what it is fed. */
export interface Target {
  readonly name: string;
  /** Feeds it one bad input; throws what the reader throws. */
  readonly attack: (next: Random) => Promise<void>;
}

/**
 * @param run A finished run with a trust report; it is changed, and mended, over and over.
 * @param place A folder for files.
 */
export async function allTargets(run: RunFolder, place: string, corpus: string, questions: string) {
  const file = (path: string, read: () => unknown, json = false) => fileTarget(path, read, json);
  const experiment = join(place, 'table.attn.json');
  await writeFile(
    experiment,
    '{"corpus":"a.txt","train":"a.tsv","heldOut":"b.tsv","variants":["rope"],"seeds":[1]}',
  );
  const torch = join(place, 'model.params');
  await writeFile(torch, await readFile(run.weights));
  const store = new RunStore(() => [join(run.path, '..')]);
  const analysis = await keptAnalysis(run);
  const predictions = join(run.predictions, 'asked.tsv');
  await writeFile(
    predictions,
    'question\tprediction\tanswer\tcorrect\tprobability\tline\nWho?\tA\tA\tyes\t0.5\t1\n',
  );
  const asked = { run: run.path, questions, predictions, scored: 1, correct: 1, accuracy: 1 };
  const lock = { process: 1, machine: 'a', started: '1', host: 'h', token: '0123456789abcdef'.repeat(2) };
  await writeFile(run.lock, JSON.stringify(lock));
  await writeFile(run.log, 'warning: nothing\n'.repeat(20));
  const trust = (await readdir(run.predictions)).find((name) => name.endsWith('.trust.json'));
  const targets: Target[] = [
    await file(corpus, () => readCorpus(corpus)),
    await file(questions, () => readQuestions(questions)),
    await file(experiment, () => readExperiment(experiment), true),
    await file(run.config, () => Promise.all([readConfig(run), corpusOfRun(run)]), true),
    await file(run.status, () => Promise.all([readStatus(run), store.refresh()]), true),
    await file(run.metrics, () => curveOf(run)),
    await file(run.weights, () =>
      Promise.all([readCheckpointHeader(run.weights), readCheckpoint(run.weights)]),
    ),
    await file(torch, () => readTorchFile(torch)),
    await file(
      run.lock,
      () => Promise.all([lockChain(run), new TrainerWatch().state(run, undefined, 0)]),
      true,
    ),
    await file(run.log, () => logTail(run)),
    await file(analysis.path, analysis.read, true),
    await file(predictions, () => readEvaluation(JSON.stringify(asked), 'run')),
    messageTarget('result of a verb', asked, (value) => evaluationIn(value)),
    messageTarget('experiment form', ['experiment', '--file', experiment], (value) => codeIn(value)),
    messageTarget('kept selection', SELECTION, (value) => parseSelection(value)),
    messageTarget('panel message', { kind: 'ready', selection: SELECTION }, (value) =>
      v.is(fromPanelSchema, value),
    ),
    messageTarget('preferences', { page: 'training', smoothing: 0.5 }, (value) => parsePreferences(value)),
    messageTarget('theory link', 'copying.eyJ9', (value) => decodeState(String(value))),
  ];
  if (trust !== undefined)
    targets.push(await file(join(run.predictions, trust), () => newestTrust(run), true));
  return targets;
}

/** One kept analysis: where it lies, and what reads it. */
async function keptAnalysis(run: RunFolder) {
  const { progress } = await readCheckpointHeader(run.weights);
  const key = { kind: 'fuzzed', version: 1, progress, file: 'a'.repeat(64) };
  const schema = v.array(v.object({ head: v.number(), score: v.number() }));
  const read = () =>
    new AnalysisCache(run).remember(key, schema, () => Promise.resolve([{ head: 1, score: 0.5 }]));
  await read();
  const [name = ''] = (await readdir(run.analysis)).filter((file) => file.startsWith('fuzzed'));
  return { path: join(run.analysis, name), read };
}

/** What a child prints is our own, but a broken one may print anything: the schema says so in an error of its. */
async function evaluationIn(value: unknown): Promise<void> {
  await readEvaluation(JSON.stringify(value), 'run').catch((error: unknown) => {
    if (!(error instanceof v.ValiError)) throw error;
  });
}

async function codeIn(value: unknown): Promise<void> {
  if (Array.isArray(value)) await codeNamedByCall(value.map(String));
}

async function curveOf(run: RunFolder): Promise<void> {
  await readMetrics(run);
  await new MetricsTail(run).read();
}

/** A file that is replaced by a bad one, read, and put back. */
async function fileTarget(path: string, read: () => unknown, json: boolean): Promise<Target> {
  const good = await readFile(path);
  const attack = async (next: Random) => {
    const structured = json && next() < 0.6;
    const value: unknown = structured ? mutateJson(next, JSON.parse(good.toString())) : undefined;
    await writeFile(path, structured ? JSON.stringify(value) : mutateBytes(next, good));
    try {
      await read();
    } finally {
      await writeFile(path, good);
    }
  };
  return { name: path, attack };
}

function messageTarget(name: string, good: unknown, read: (value: unknown) => unknown): Target {
  const attack = async (next: Random) => {
    await read(mutateJson(next, good));
  };
  return { name, attack };
}
