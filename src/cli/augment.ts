/**
 * `attention-lab augment`: what a text must be like for its facts to be reached by questions.
 *
 * The experiment of "Physics of Language Models: Part 3.1" (Allen-Zhu & Li, 2023) on made-up people. Each life
 * is told the same number of times: in one wording or in several, in one order or in several; and the
 * questions about half of the people are mixed into the text or not. After finetuning on that half, the
 * others are asked for. There they found that facts told in one way only are stored, but hardly reached.
 */
import { join } from 'node:path';
import { DEFAULT_BIOGRAPHIES } from '../data/biographies/biographies';
import { type Writing, WRITINGS, writingName, writtenBiographies } from '../data/biographies/writings';
import { type StudyFiles, writeStudyFiles } from '../data/studyFiles';
import { PRESETS } from '../training/presets';
import { type Stage, type StudyRow, runStage } from './stages';
import { finishStudy } from './study';
import type { Call, Verb } from './verb';

/** See the header. */
export const augment: Verb = {
  summary: 'what a text must be like for its facts to be reached: paraphrased, reordered, asked',
  options: {
    out: { value: 'DIR', help: 'where texts, runs and report go (default: runs/augment)' },
    people: { value: 'N', help: `made-up people (default: ${DEFAULT_BIOGRAPHIES.people})` },
    tellings: { value: 'N', help: `how often each life is told (default: ${DEFAULT_BIOGRAPHIES.tellings})` },
    preset: { value: 'P', help: `${PRESETS.join(', ')} (default: quick)` },
    variant: { value: 'V', help: 'the attention (default: rope)' },
    steps: { value: 'N', help: 'pretraining steps, the same for all eight (default: 30 epochs)' },
    device: { value: 'D', help: 'auto, or an id that `devices` lists (default: auto)' },
    seed: { value: 'N', help: 'repeats the experiment exactly (default: 1)' },
  },
  run: async (call) => {
    const started = performance.now();
    const out = call.text('out') ?? join('runs', 'augment');
    const rows: StudyRow[] = [];
    for (const writing of WRITINGS) {
      const text = writtenBiographies({ ...DEFAULT_BIOGRAPHIES, ...settingsOf(call) }, writing);
      const files = await writeStudyFiles(join(out, 'data', stemOf(writing)), text);
      rows.push(await runStage(call, stageOf(call, out, files, writing)));
    }
    return finishStudy(call, out, rows, started);
  },
};

function settingsOf(call: Call) {
  return {
    people: call.integer('people', 20) ?? DEFAULT_BIOGRAPHIES.people,
    tellings: call.integer('tellings', 1) ?? DEFAULT_BIOGRAPHIES.tellings,
    seed: call.integer('seed', 0) ?? DEFAULT_BIOGRAPHIES.seed,
  };
}

/** Epochs of the plain text, and rows in a batch, that the default length is counted in. */
const [EPOCHS, ROWS] = [30, 32];

function stageOf(call: Call, out: string, files: StudyFiles, writing: Writing): Stage {
  const { people, tellings } = settingsOf(call);
  const steps = call.integer('steps', 1) ?? EPOCHS * Math.ceil((people * tellings) / ROWS);
  const shared = {
    preset: call.text('preset') ?? 'quick',
    device: call.text('device'),
    seed: call.text('seed'),
  };
  const variant = call.text('variant') ?? 'rope';
  return {
    name: writingName(writing),
    stem: stemOf(writing),
    out,
    files,
    pretrained: true,
    options: { ...shared, variant, steps: String(steps) },
    finetuning: shared,
  };
}

function stemOf(writing: Writing): string {
  return writingName(writing).replaceAll(', ', '-').replaceAll(' ', '-');
}
