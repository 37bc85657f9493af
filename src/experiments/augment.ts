/**
 * What a text must be like for its facts to be reached by questions.
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
import type { TrainingEvents } from '../training/trainingEvents';
import { keepOptions } from './asked';
import type { AugmentOptions } from './options';
import { type StudyRow, runStage } from './runStage';
import type { Stage } from './stage';
import { type StudyResult, concludeStudy } from './studyReport';

/** Writes eight texts, trains on each and asks about each; what was done before is kept. */
export async function runAugment(options: AugmentOptions, events: TrainingEvents): Promise<StudyResult> {
  const started = performance.now();
  const out = options.out ?? join('runs', 'augment');
  const { preset = 'quick', variant = 'rope', steps } = options;
  await keepOptions(out, { ...settingsOf(options), preset, variant, steps });
  const rows: StudyRow[] = [];
  for (const writing of WRITINGS) {
    const text = writtenBiographies({ ...DEFAULT_BIOGRAPHIES, ...settingsOf(options) }, writing);
    const files = await writeStudyFiles(join(out, 'data', stemOf(writing)), text);
    rows.push(await runStage(stageOf(options, out, files, writing), events));
  }
  return concludeStudy('What a text must be like', out, rows, { started, events });
}

function settingsOf(options: AugmentOptions) {
  return {
    people: options.people ?? DEFAULT_BIOGRAPHIES.people,
    tellings: options.tellings ?? DEFAULT_BIOGRAPHIES.tellings,
    seed: options.seed ?? DEFAULT_BIOGRAPHIES.seed,
  };
}

/** Epochs of the plain text, and rows in a batch, that the default length is counted in. */
const [EPOCHS, ROWS] = [30, 32];

function stageOf(options: AugmentOptions, out: string, files: StudyFiles, writing: Writing): Stage {
  const { people, tellings } = settingsOf(options);
  const steps = options.steps ?? EPOCHS * Math.ceil((people * tellings) / ROWS);
  const { preset = 'quick', variant = 'rope', device, seed } = options;
  const shared = { preset, device, seed };
  return {
    name: writingName(writing),
    stem: stemOf(writing),
    out,
    files,
    pretraining: { ...shared, variant, steps },
    finetuning: shared,
  };
}

function stemOf(writing: Writing): string {
  return writingName(writing).replaceAll(', ', '-').replaceAll(' ', '-');
}
