/**
 * `attention-lab experiment`: what an experiment file asks for, ending with a table and a report.
 */
import { type Experiment, readExperiment } from '../experiments/experimentFile';
import { type OptionValues, type Stage, type StudyRow, runStage } from './stages';
import { finishStudy } from './study';
import type { Verb } from './verb';

/** Runs an experiment file. */
export const experiment: Verb = {
  summary: 'what an experiment file (*.attn.json) asks for',
  options: {
    file: { value: 'FILE', help: 'the experiment' },
    out: { value: 'DIR', help: 'where runs and report go' },
  },
  run: async (call) => {
    const started = performance.now();
    const out = call.required('out');
    const asked = await readExperiment(call.required('file'));
    const rows: StudyRow[] = [];
    for (const stage of stagesOf(asked, out)) rows.push(await runStage(call, stage));
    return finishStudy(call, out, rows, started);
  },
};

function stagesOf(asked: Experiment, out: string): readonly Stage[] {
  const { seeds, variants, noPretraining } = asked;
  return seeds.flatMap((seed) => {
    const pretrained = variants.map((variant) => stageOf(asked, out, seed, variant));
    return noPretraining ? [stageOf(asked, out, seed, undefined), ...pretrained] : pretrained;
  });
}

function stageOf(asked: Experiment, out: string, seed: number, pretrained: string | undefined): Stage {
  const { preset, device, corpus, questions: trained, heldOut, seeds } = asked;
  const variant = pretrained ?? asked.variants[0] ?? 'rope';
  const suffix = seeds.length > 1 ? `-seed-${seed}` : '';
  const name = pretrained === undefined ? 'no pretraining' : fileName(variant);
  const shared: OptionValues = { preset, device, seed: String(seed) };
  const steps = pretrained === undefined ? undefined : text(asked.steps);
  return {
    name: seeds.length > 1 ? `${name}, seed ${seed}` : name,
    stem: `${name.replaceAll(' ', '-')}${suffix}`,
    out,
    files: { corpus, trained, heldOut },
    pretrained: pretrained !== undefined,
    options: {
      ...shared,
      ...modelOptions(asked),
      variant,
      steps,
      ...(asked.prompts && pretrained !== undefined ? { prompts: trained } : {}),
    },
    finetuning: { ...shared, steps: text(asked.finetuneSteps) },
  };
}

function modelOptions({ model }: Experiment): OptionValues {
  return {
    layers: text(model.layers),
    heads: text(model.heads),
    width: text(model.width),
    context: text(model.context),
    bottleneck: text(model.bottleneck),
    'up-mlp-ratio': text(model.upMlpRatio),
    latents: model.latents,
    dropout: text(model.dropout),
  };
}

function text(number: number | undefined): string | undefined {
  return number === undefined ? undefined : String(number);
}

function fileName(variant: string): string {
  return (variant.split(/[\\/]/).at(-1) ?? variant).replace(/\.attention\.[jt]s$/, '');
}
