/**
 * `attention-lab study`: the founding study, end to end: no pretraining against pretraining, variant by
 * variant, ending with its table and a report.
 */
import { join } from 'node:path';
import { DEFAULT_BIOGRAPHIES } from '../data/biographies/biographies';
import { readCorpus } from '../data/corpus';
import { type StudyFiles, findStudyFiles, writeBiographies } from '../data/studyFiles';
import { BUILT_IN_VARIANTS } from '../model/variants';
import { durationInWords } from '../numbers/formats';
import { PRESETS } from '../training/presets';
import { type OptionValues, type StudyRow, runStage } from './stages';
import { studyTable, writeStudyReport } from './studyReport';
import { type Call, UsageError, type Verb } from './verb';

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
    variants: {
      value: 'V,…',
      help: 'which to pretrain (default: vanilla,rope,perceiver; rope on made-up people)',
    },
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
    for (const variant of [undefined, ...variantsOf(call)])
      rows.push(await runStage(call, stageOf(call, out, files, variant)));
    return finishStudy(call, out, rows, started);
  },
};

/** Prints the table, writes the report, says how long it took. */
export async function finishStudy(call: Call, out: string, rows: readonly StudyRow[], started: number) {
  call.say('');
  studyTable(rows).forEach(call.say);
  const report = await writeStudyReport(out, rows);
  call.say('');
  call.say(`${durationInWords((performance.now() - started) / 1000)} altogether; report: ${report}`);
  return { rows, report };
}

function stageOf(call: Call, out: string, files: StudyFiles, pretrained: string | undefined) {
  const shared: OptionValues = {
    preset: call.text('preset') ?? 'quick',
    device: call.text('device'),
    seed: call.text('seed'),
    'hold-rate': call.has('hold-rate'),
  };
  const prompts =
    call.has('prompts') && pretrained !== undefined
      ? { prompts: files.trained, 'held-out': files.heldOut }
      : {};
  return {
    name: pretrained ?? 'no pretraining',
    stem: pretrained ?? 'no-pretraining',
    out,
    files,
    pretrained: pretrained !== undefined,
    options: { ...shared, ...prompts, variant: pretrained ?? 'vanilla', steps: call.text('steps') },
    finetuning: shared,
  };
}

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
  const variants = (
    call.text('variants') ?? (call.text('data') === undefined ? 'rope' : 'vanilla,rope,perceiver')
  ).split(',');
  const known = BUILT_IN_VARIANTS.map(({ name }) => name);
  const unknown = variants.find((variant) => !known.includes(variant));
  if (unknown !== undefined) throw new UsageError(`--variants knows ${known.join(', ')}, not '${unknown}'.`);
  return variants;
}
