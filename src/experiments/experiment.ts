/**
 * Does what an experiment file asks for: every variant with every seed, ending with a table and a report.
 */
import { basename } from 'node:path';
import { UserError } from '../files/userError';
import type { TrainingEvents } from '../training/trainingEvents';
import { readExperiment } from './experimentFile';
import type { Experiment } from './experimentForm';
import { experimentProblems } from './experimentProblems';
import type { ExperimentOptions } from './options';
import { type Stage, type StudyRow, runStage } from './stage';
import { type StudyResult, concludeStudy } from './studyReport';

/** Runs an experiment file; what was done before is kept. */
export async function runExperiment(
  { file, out }: ExperimentOptions,
  events: TrainingEvents,
): Promise<StudyResult> {
  const started = performance.now();
  const rows: StudyRow[] = [];
  const experiment = await readExperiment(file);
  // Hours later it would be the wrong time to hear that the last variant does not exist.
  const [problem] = experimentProblems(experiment);
  if (problem) throw new UserError(`${file}, '${problem.at.join('.')}': ${problem.message}`);
  for (const stage of stagesOf(experiment, out)) rows.push(await runStage(stage, events));
  return concludeStudy(titleOf(file), out, rows, { started, events });
}

/** The runs that an experiment asks for, in their order. */
export function stagesOf(asked: Experiment, out: string): readonly Stage[] {
  const { seeds, variants, noPretraining } = asked;
  return seeds.flatMap((seed) => {
    const pretrained = variants.map((variant) => stageOf(asked, out, seed, variant));
    return noPretraining ? [stageOf(asked, out, seed, undefined), ...pretrained] : pretrained;
  });
}

function stageOf(asked: Experiment, out: string, seed: number, pretrained: string | undefined): Stage {
  const { preset, device, corpus, questions: trained, heldOut, seeds, steps, model } = asked;
  const variant = pretrained ?? asked.variants[0] ?? 'rope';
  const suffix = seeds.length > 1 ? `-seed-${seed}` : '';
  const name = pretrained === undefined ? 'no pretraining' : fileName(variant);
  const shared = { preset, device, seed };
  const shaped = { ...shared, ...model, variant };
  const prompts = asked.prompts ? { prompts: trained } : {};
  return {
    group: name,
    name: seeds.length > 1 ? `${name}, seed ${seed}` : name,
    stem: `${name.replaceAll(' ', '-')}${suffix}`,
    out,
    files: { corpus, trained, heldOut },
    pretraining: pretrained === undefined ? undefined : { ...shaped, ...prompts, steps },
    finetuning: { ...(pretrained === undefined ? shaped : shared), steps: asked.finetuneSteps },
  };
}

/** An experiment is called by its file. */
function titleOf(file: string): string {
  return `Experiment: ${basename(file).replace(/\.attn\.json$/, '')}`;
}

function fileName(variant: string): string {
  return (variant.split(/[\\/]/).at(-1) ?? variant).replace(/\.attention\.[jt]s$/, '');
}
