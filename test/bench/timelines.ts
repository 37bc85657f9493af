/**
 * `node dist/test/timelines.js [ROUNDS] [STEPS]`: what it costs to follow the heads of a run while it learns.
 *
 * The same training by turns with and without, in one process; the share is of medians, and beside it what the looks
 * themselves took by the clock, which other work on the machine moves less. Then the memory of a trainer
 * before and after 2,000 looks, and of whoever reads them.
 */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { median } from 'd3-array';
import { DEFAULT_BIOGRAPHIES } from '../../src/data/biographies/biographies';
import { writeBiographies } from '../../src/data/studyFiles';
import { openDevice } from '../../src/engine/devices/openDevice';
import { formationsOf } from '../../src/heads/formation/formations';
import { headProbe } from '../../src/heads/formation/scoreRecorder';
import { TimelineReader } from '../../src/heads/formation/scoreTimeline';
import { createModel } from '../../src/model/transformer';
import { initialParameters } from '../../src/model/initialise';
import { builtInVariant } from '../../src/model/variants';
import { RunFolder } from '../../src/runs/runFolder';
import { presetModel } from '../../src/training/presets';
import { pretrain } from '../../src/training/pretrain';
import type { OpenProbe } from '../../src/training/probe';
import type { TrainingEvents } from '../../src/training/trainingEvents';
import { Vocabulary } from '../../src/data/vocabulary';
import { temporaryFolder } from '../support/files';

const [ROUNDS = 5, STEPS = 60] = process.argv.slice(2).map(Number);
const LOOKS = 2000;
const MEGABYTE = 2 ** 20;

setFlagsFromString('--expose-gc');
// Sound: the flag above makes it a function.
const collect = runInNewContext('gc') as () => void;

const QUIET: Omit<TrainingEvents, 'probe'> = {
  say: () => undefined,
  warn: (sentence) => {
    console.error(sentence);
  },
  stoppable: (train) => train(new AbortController().signal),
};

/** Seconds that looks have taken since the last training began. */
let looked = 0;

/** The probe of every training, with a clock. */
const timedProbe: OpenProbe = async (training) => {
  const probe = await headProbe(training);
  return {
    look: async (progress) => {
      const began = performance.now();
      await probe.look(progress);
      // Before the first step nothing is trained; the programs are made then.
      if (progress.step > 0) looked += (performance.now() - began) / 1000;
    },
    moments: () => probe.moments(),
    dispose: () => probe.dispose(),
  };
};

/** Seconds of a training without what comes before its first step, as the run itself counts them. */
async function train(corpus: string, follows: boolean): Promise<number> {
  looked = 0;
  const out = join(await temporaryFolder(), 'run');
  const options = {
    corpus,
    out,
    variant: 'rope',
    preset: 'quick',
    device: 'onnx-cpu',
    steps: STEPS,
  } as const;
  await pretrain(options, { ...QUIET, ...(follows ? { probe: timedProbe } : {}) });
  const lines = (await readFile(new RunFolder(out).metrics, 'utf8')).trimEnd().split('\n');
  // Sound enough for a benchmark: the line is the trainer's own.
  const rows = lines.map((line) => JSON.parse(line) as { readonly seconds: number });
  // The first step is compiled.
  return (rows.at(-1)?.seconds ?? NaN) - (rows[0]?.seconds ?? NaN);
}

async function share(): Promise<void> {
  const folder = await temporaryFolder();
  const { corpus } = await writeBiographies(folder, { ...DEFAULT_BIOGRAPHIES, people: 60, tellings: 8 });
  const [without, following, inLooks]: [number[], number[], number[]] = [[], [], []];
  await train(corpus, true);
  for (let round = 0; round < ROUNDS; round++) {
    // Whoever comes first in a round comes second in the next.
    for (const follows of round % 2 === 0 ? [false, true] : [true, false]) {
      const seconds = await train(corpus, follows);
      (follows ? following : without).push(seconds);
      if (follows) inLooks.push(looked / seconds);
    }
  }
  const [plain, followed] = [median(without) ?? NaN, median(following) ?? NaN];
  const percent = ((100 * (followed - plain)) / followed).toFixed(1);
  console.log(
    `${STEPS} steps of the preset quick: ${plain.toFixed(2)} s, ${followed.toFixed(2)} s with heads followed: ` +
      `${percent} % of the time (medians of ${ROUNDS}, by turns; ${list(without)} and ${list(following)}); ` +
      `looks by the clock: ${(100 * (median(inLooks) ?? NaN)).toFixed(1)} %`,
  );
}

function list(seconds: readonly number[]): string {
  return seconds.map((one) => one.toFixed(1)).join(' ');
}

function memory(): { readonly heap: number; readonly all: number } {
  collect();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed / MEGABYTE, all: rss / MEGABYTE };
}

/** A trainer's memory through many looks at a model of 4 layers of 8 heads, and a reader's of what they wrote. */
async function looks(): Promise<void> {
  const folder = new RunFolder(await temporaryFolder());
  const vocabulary = Vocabulary.of(['abcdefghijklmnop']);
  const sizes = { layers: 4, heads: 8, width: 64, contextLength: 34 };
  const config = { ...presetModel('quick', 'rope'), ...sizes, vocabularySize: vocabulary.size };
  const engine = openDevice('onnx-cpu');
  const model = createModel(builtInVariant('rope'), config);
  const store = engine.createStore(initialParameters(model.parameters, 1));
  const probe = await headProbe({
    ...{ folder, engine, model, vocabulary, weights: () => Promise.resolve(store) },
    texts: () => ['abcdefghijklmnop'],
  });
  const look = (step: number) => probe.look({ step, tokens: step, seconds: step });
  for (let step = 0; step < 100; step++) await look(step);
  const before = memory();
  for (let step = 100; step < LOOKS; step++) await look(step);
  const after = memory();
  await probe.dispose();
  console.log(
    `trainer, from look 100 to ${LOOKS} (32 heads): heap ${change(before.heap, after.heap)}, ` +
      `in all ${change(before.all, after.all)}`,
  );
  const text = await readFile(folder.heads, 'utf8');
  const { size } = await stat(folder.heads);
  const empty = memory();
  const reader = new TimelineReader();
  reader.read(text);
  const read = memory();
  const began = performance.now();
  formationsOf(reader.points);
  const took = performance.now() - began;
  console.log(
    `reader of ${reader.points.length} looks (${(size / MEGABYTE).toFixed(1)} MB): ` +
      `heap ${change(empty.heap, read.heap)}, in ${took.toFixed(0)} ms what heads became`,
  );
}

function change(before: number, after: number): string {
  return `${before.toFixed(1)} → ${after.toFixed(1)} MB`;
}

async function main(): Promise<void> {
  await share();
  await looks();
}

void main();
