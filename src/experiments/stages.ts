/**
 * The stages that an experiment asks for: every variant with every setting and every seed, each a line of its
 * table and a task that can run alone.
 */
import type { OptionValue } from './choices';
import type { Experiment } from './experimentForm';
import type { Stage } from './stage';
import { seedsOf, settingsCount, settingsOf, sweptNames } from './sweep';
import { OPTION_NAMES, type OptionName, type Settings, optionRow } from './sweptOptions';

/** What an experiment asks for, and where its runs go. */
interface Plan {
  readonly asked: Experiment;
  readonly out: string;
  readonly seeds: readonly number[];
  readonly swept: readonly OptionName[];
}

/** One line of the table, before it is one. */
interface Line {
  readonly seed: number;
  readonly settings: Settings;
  /** The number of the settings, for names that would be too long. */
  readonly number: number;
  readonly variant: string;
  /** Whether it is pretrained on the corpus; otherwise questions are learned from nothing. */
  readonly pretrains: boolean;
}

/** The stages that an experiment asks for, in their order. */
export function stagesOf(asked: Experiment, out: string): readonly Stage[] {
  const settings = settingsOf(asked);
  const plan = { asked, out, seeds: seedsOf(asked), swept: sweptNames(settings) };
  const stages = plan.seeds.flatMap((seed) =>
    settings.flatMap((one, index) =>
      modelsOf(asked).map((model) => stageOf(plan, { seed, settings: one, number: index + 1, ...model })),
    ),
  );
  // Without pretraining, settings that differ in pretraining alone are the same; and draws may repeat.
  return [...new Map(stages.map((stage) => [stage.stem, stage])).values()];
}

/** What is trained with every setting and every seed. */
function modelsOf(asked: Experiment): readonly Pick<Line, 'variant' | 'pretrains'>[] {
  const pretrains = asked.corpus !== undefined;
  const models = asked.variants.map((variant) => ({ variant, pretrains }));
  const [variant = 'rope'] = asked.variants;
  return hasBaseline(asked) ? [{ variant, pretrains: false }, ...models] : models;
}

/** At most so many stages an experiment has, counted without making them. */
export function stageCount(asked: Experiment): number {
  const baseline = hasBaseline(asked) ? 1 : 0;
  return seedsOf(asked).length * settingsCount(asked) * (asked.variants.length + baseline);
}

/** Whether a model is also trained on the questions alone. */
function hasBaseline(asked: Experiment): boolean {
  if (asked.questions === undefined || asked.corpus === undefined) return false;
  return asked.noPretraining ?? settingsCount(asked) === 1;
}

function stageOf(plan: Plan, line: Line): Stage {
  const { asked, out, seeds, swept } = plan;
  const { seed, pretrains, variant } = line;
  const varied = swept.filter(
    (name) => matters(name, line.settings) && (pretrains || optionRow(name).part !== 'pretraining'),
  );
  const base = pretrains || asked.corpus === undefined ? variantName(variant) : 'no pretraining';
  const group = [base, ...varied.map((name) => inWords(name, line.settings[name]))].join(', ');
  const several = seeds.length > 1;
  return {
    group,
    name: several ? `${group}, seed ${seed}` : group,
    stem: stemOf(base, varied, line) + (several ? `-seed-${seed}` : ''),
    out,
    files: { corpus: asked.corpus, trained: asked.questions, heldOut: asked.heldOut },
    swept: {
      ...(asked.variants.length > 1 || hasBaseline(asked) ? { attention: base } : {}),
      ...Object.fromEntries(varied.map((name) => [optionRow(name).title, line.settings[name] ?? ''])),
    },
    ...trainingOf(plan, line),
  };
}

/** Settings of prompts, where there are any. */
const OF_PROMPTS: readonly OptionName[] = ['promptShare', 'promptAnswers'];

/** Whether an option shapes a training with these settings. */
function matters(name: OptionName, settings: Settings): boolean {
  return settings.prompts === true || !OF_PROMPTS.includes(name);
}

function trainingOf(
  { asked }: Plan,
  { seed, settings, variant, pretrains }: Line,
): Pick<Stage, 'pretraining' | 'finetuning'> {
  const { prompts, ...options } = optionsOf(settings, ['both', 'model', 'pretraining']);
  const shared = { device: asked.device, seed };
  const pretraining = {
    ...options,
    ...shared,
    variant,
    ...(prompts === true ? { prompts: asked.questions } : {}),
  };
  const fresh = { ...optionsOf(settings, ['model']), variant };
  const finetuning = {
    ...optionsOf(settings, ['both', 'finetuning']),
    ...(pretrains ? {} : fresh),
    ...shared,
  };
  return {
    pretraining: pretrains ? pretraining : undefined,
    finetuning: asked.questions === undefined ? undefined : finetuning,
  };
}

function optionsOf(settings: Settings, parts: readonly string[]): Record<string, OptionValue | undefined> {
  const names = OPTION_NAMES.filter(
    (name) => name in settings && parts.includes(optionRow(name).part) && matters(name, settings),
  );
  return Object.fromEntries(names.map((name) => [optionRow(name).sets, settings[name]]));
}

/** Folders with longer names are a nuisance, and some systems have none. */
const LONGEST_STEM = 100;

function stemOf(base: string, varied: readonly OptionName[], { settings, number }: Line): string {
  const start = base.replaceAll(' ', '-');
  // No system's folders are named with `bpe:512`.
  const values = varied.map((name) => `${name}-${String(settings[name]).replace(':', '')}`);
  const stem = [start, ...values].join('-');
  return stem.length > LONGEST_STEM ? `${start}-settings-${number}` : stem;
}

function inWords(name: OptionName, value: OptionValue | undefined): string {
  const { title } = optionRow(name);
  if (typeof value === 'boolean') return value ? title : `no ${title}`;
  return typeof value === 'string' ? value : `${title} ${String(value)}`;
}

/** What a variant is called: its own name, or that of its module. */
export function variantName(variant: string): string {
  return (variant.split(/[\\/]/).at(-1) ?? variant).replace(/\.attention\.[jt]s$/, '');
}
