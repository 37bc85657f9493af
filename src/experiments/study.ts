/**
 * The founding study, end to end: no pretraining against pretraining, variant by variant, ending with its
 * table and a report.
 */
import { basename, join, resolve } from 'node:path';
import { DEFAULT_BIOGRAPHIES } from '../data/biographies/biographies';
import { readCorpus } from '../data/corpus';
import { type StudyFiles, findStudyFiles, writeBiographies } from '../data/studyFiles';
import { BUILT_IN_VARIANTS } from '../model/variants';
import { UsageError } from '../training/optionTable';
import type { TrainingEvents } from '../training/trainingEvents';
import { keepOptions } from './asked';
import { STUDY_PEOPLE, type StudyOptions } from './options';
import { type StudyRow, runStage } from './runStage';
import type { Stage } from './stage';
import { type StudyResult, concludeStudy } from './studyReport';

/** Runs the whole study; what was done before is kept. */
export async function runStudy(options: StudyOptions, events: TrainingEvents): Promise<StudyResult> {
  const started = performance.now();
  const out = options.out ?? join('runs', 'study');
  const variants = variantsOf(options);
  const { preset = 'quick', seed = DEFAULT_BIOGRAPHIES.seed, steps, people, prompts, holdRate } = options;
  const data = options.data === undefined ? undefined : basename(resolve(options.data));
  await keepOptions(out, { data, preset, seed, steps, people, prompts, holdRate });
  const files = await filesOf(options, out, events);
  const rows: StudyRow[] = [];
  for (const variant of [undefined, ...variants])
    rows.push(await runStage(stageOf(options, out, files, variant), events));
  return concludeStudy('The study', out, rows, { started, events });
}

function stageOf(
  options: StudyOptions,
  out: string,
  files: StudyFiles,
  pretrained: string | undefined,
): Stage {
  const { preset = 'quick', device, seed, holdRate, steps } = options;
  const shared = { preset, device, seed, holdRate };
  const prompts = options.prompts ? { prompts: files.trained, heldOut: files.heldOut } : {};
  return {
    name: pretrained ?? 'no pretraining',
    stem: pretrained ?? 'no-pretraining',
    out,
    files,
    pretraining: pretrained === undefined ? undefined : { ...shared, ...prompts, steps, variant: pretrained },
    finetuning: pretrained === undefined ? { ...shared, variant: 'vanilla' } : shared,
  };
}

async function filesOf(options: StudyOptions, out: string, { say }: TrainingEvents): Promise<StudyFiles> {
  if (options.data !== undefined) return findStudyFiles(options.data);
  const { people = STUDY_PEOPLE, seed = DEFAULT_BIOGRAPHIES.seed } = options;
  const files = await writeBiographies(join(out, 'data'), { ...DEFAULT_BIOGRAPHIES, people, seed });
  const { documents } = await readCorpus(files.corpus);
  say(`made up ${people} people: ${documents.length} biographies in ${files.corpus}`);
  return files;
}

function variantsOf({ variants, data }: StudyOptions): readonly string[] {
  const wanted = (variants ?? (data === undefined ? 'rope' : 'vanilla,rope,perceiver')).split(',');
  const known = BUILT_IN_VARIANTS.map(({ name }) => name);
  const unknown = wanted.find((variant) => !known.includes(variant));
  if (unknown !== undefined) throw new UsageError(`--variants knows ${known.join(', ')}, not '${unknown}'.`);
  return wanted;
}
