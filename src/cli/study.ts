/**
 * `attention-lab study`: the founding study, end to end: no pretraining against pretraining, variant by
 * variant, ending with its table and a report.
 *
 * Every part is a run folder of its own; a study that was interrupted goes on where it stood.
 */
import { join } from 'node:path';
import { readCorpus } from '../data/corpus';
import { DEFAULT_BIOGRAPHIES } from '../data/biographies/biographies';
import { type StudyFiles, findStudyFiles, writeBiographies } from '../data/studyFiles';
import type { Score } from '../evaluation/evaluate';
import { readStatus } from '../runs/statusFile';
import { RunFolder } from '../runs/runFolder';
import { BUILT_IN_VARIANTS } from '../model/variants';
import { PRESETS } from '../trainer/presets';
import { evaluateRun } from './evaluate';
import { finetune } from './finetune';
import { pretrain } from './pretrain';
import { type StudyRow, studyTable, writeStudyReport } from './studyReport';
import { timeLeft } from './training';
import { Call, UsageError, type Verb } from './verb';

/** Runs the whole study. */
export const study: Verb = {
  summary: 'the founding study’s table, end to end',
  options: {
    data: {
      value: 'DIR',
      help: 'a corpus (.txt) and questions (train and dev .tsv); made-up people without it',
    },
    out: { value: 'DIR', help: 'where runs and report go (default: runs/study)' },
    preset: { value: 'P', help: `${PRESETS.join(', ')} (default: quick)` },
    variants: { value: 'V,…', help: 'which to pretrain (default: vanilla,rope,perceiver)' },
    device: { value: 'D', help: 'auto, or an id that `devices` lists (default: auto)' },
    seed: { value: 'N', help: 'repeats the study exactly (default: 1)' },
    steps: { value: 'N', help: 'pretraining steps (default: the preset’s)' },
    people: { value: 'N', help: 'made-up people' },
    prompts: { help: 'pretraining also asks documents about themselves, in the wording of the questions' },
    'hold-rate': {
      help: 'keep the learning rate at its floor where the published recipe lets it rise again',
    },
  },
  run: async (call) => {
    const started = performance.now();
    const out = call.text('out') ?? join('runs', 'study');
    const files = await filesOf(call, out);
    const rows: StudyRow[] = [];
    rows.push(await stage(call, { out, files, variant: 'vanilla', pretrained: false }));
    for (const variant of variantsOf(call))
      rows.push(await stage(call, { out, files, variant, pretrained: true }));
    call.say('');
    studyTable(rows).forEach(call.say);
    const report = await writeStudyReport(out, rows);
    call.say('');
    call.say(`${timeLeft((performance.now() - started) / 1000)} altogether; report: ${report}`);
    return { rows, report };
  },
};

async function filesOf(call: Call, out: string): Promise<StudyFiles> {
  const data = call.text('data');
  if (data !== undefined) return findStudyFiles(data);
  const people = call.integer('people', 20) ?? DEFAULT_BIOGRAPHIES.people;
  const seed = call.integer('seed', 0) ?? DEFAULT_BIOGRAPHIES.seed;
  const files = await writeBiographies(join(out, 'data'), { ...DEFAULT_BIOGRAPHIES, people, seed });
  const { documents } = await readCorpus(files.corpus);
  call.say(`made up ${people} people: ${documents.length} biographies in ${files.corpus}`);
  return files;
}

function variantsOf(call: Call): readonly string[] {
  const variants = (call.text('variants') ?? 'vanilla,rope,perceiver').split(',');
  const known = BUILT_IN_VARIANTS.map(({ name }) => name);
  const unknown = variants.find((variant) => !known.includes(variant));
  if (unknown !== undefined) throw new UsageError(`--variants knows ${known.join(', ')}, not '${unknown}'.`);
  return variants;
}

interface Stage {
  readonly out: string;
  readonly files: StudyFiles;
  readonly variant: string;
  readonly pretrained: boolean;
}

async function stage(call: Call, { out, files, variant, pretrained }: Stage): Promise<StudyRow> {
  const name = pretrained ? variant : 'no pretraining';
  const finetuned = new RunFolder(join(out, pretrained ? `${variant}-finetuned` : 'no-pretraining'));
  const base = new RunFolder(join(out, `${variant}-pretrained`));
  if (pretrained)
    await runOrGoOn(call, `${variant}: pretraining`, pretrain, base, {
      corpus: files.corpus,
      variant,
      ...(call.has('prompts') ? { prompts: files.trained } : {}),
    });
  const from = pretrained ? { from: base.path } : { corpus: files.corpus, variant };
  const questions = { questions: files.trained, 'held-out': files.heldOut, steps: undefined };
  await runOrGoOn(call, `${name}: finetuning`, finetune, finetuned, { ...questions, ...from });
  const withCorpus = new Call({ corpus: files.corpus }, [], call.json);
  const { score } = await evaluateRun(withCorpus, finetuned, files.heldOut);
  if (!score) throw new UsageError(`${files.heldOut} has no answers to score.`);
  call.say(`${name}: ${score.correct} of ${score.scored} held-out questions right`);
  return { name, score: score satisfies Score, folders: pretrained ? [base, finetuned] : [finetuned] };
}

type Values = Readonly<Record<string, string | boolean | undefined>>;

async function runOrGoOn(
  call: Call,
  title: string,
  verb: Verb,
  folder: RunFolder,
  values: Values,
): Promise<void> {
  const status = await readStatus(folder);
  if (status?.state === 'done') {
    call.say(`${title}: done before`);
    return;
  }
  call.say(`${title} …`);
  const resume = (await folder.checkpointSteps()).length > 0;
  const shared = {
    preset: call.text('preset') ?? 'quick',
    device: call.text('device'),
    seed: call.text('seed'),
    steps: call.text('steps'),
    'hold-rate': call.has('hold-rate'),
  };
  const result = await verb.run(new Call({ ...shared, ...values, out: folder.path, resume }, [], call.json));
  if (typeof result === 'object' && result !== null && 'state' in result && result.state === 'stopped') {
    throw new UsageError('The study was stopped; the same command goes on with it.');
  }
}
