/**
 * What would stop an experiment somewhere on its way, found before it starts: variants that do not exist,
 * files that are not there, ranges that hold nothing, sizes that no model can have.
 *
 * The form of the file is not checked here: its schema does that.
 */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import * as v from 'valibot';
import { CHARACTERS, FEWEST_TOKENS, MOST_TOKENS, bytePairsAsked } from '../data/tokens/tokenBounds';
import { knowsQuestions } from '../runs/runConfig';
import { isPreset, presetModel } from '../training/presets';
import { wholeNumber } from '../numbers/formats';
import { type Choice, type NumberRange, isRange } from './choices';
import { isOwnVariant } from './experimentFile';
import { type Experiment, NUMBER_OPTIONS } from './experimentForm';
import { stageCount, stagesOf, variantName } from './stages';
import { settingsOf } from './sweep';
import { OPTION_NAMES, type OptionName, type Settings, choicesOf, optionRow, placeOf } from './sweptOptions';

/** The variants that come with the product. A test holds them to those that can be built. */
export const BUILT_IN_NAMES = ['vanilla', 'rope', 'synthesizer', 'perceiver'] as const;

/** One thing that is wrong. */
export interface ExperimentProblem {
  /** The field that says so, from the top. */
  readonly at: readonly (string | number)[];
  /** A sentence. */
  readonly message: string;
}

/** More than anybody waits for; a Slurm array has no more tasks unless its administrator allows it. */
const MOST_STAGES = 1000;

/** Everything that is wrong with a validated experiment. */
export function experimentProblems(
  experiment: Experiment,
  exists: (path: string) => boolean = existsSync,
): readonly ExperimentProblem[] {
  const ranges = rangeProblems(experiment);
  const unsound = ranges.length > 0 ? ranges : countProblems(experiment);
  return distinct([
    ...missingFiles(experiment, exists),
    ...objectiveProblems(experiment),
    ...tokensProblems(experiment),
    ...experiment.variants.flatMap((variant, index) => variantProblems(variant, index, exists)),
    ...nameProblems(experiment),
    ...promptProblems(experiment),
    ...unsound,
    ...(unsound.length > 0 ? [] : sizesOfAll(experiment)),
  ]);
}

/** How many runs an experiment makes. */
export function plannedRuns(experiment: Experiment): number {
  return stagesOf(experiment, '').reduce(
    (sum, { pretraining, finetuning }) => sum + (pretraining ? 1 : 0) + (finetuning ? 1 : 0),
    0,
  );
}

function missingFiles(
  experiment: Experiment,
  exists: (path: string) => boolean,
): readonly ExperimentProblem[] {
  const names = ['corpus', 'questions', 'heldOut'] as const;
  const missing = names.flatMap((name): readonly ExperimentProblem[] => {
    const path = experiment[name];
    if (path === undefined || exists(path)) return [];
    return [{ at: [name], message: `There is no file ${basename(path)} at this place.` }];
  });
  const { corpus, questions, heldOut, prompts } = experiment;
  if (corpus === undefined && questions === undefined)
    return [
      ...missing,
      { at: ['corpus'], message: 'There is nothing to learn: name a corpus, or questions.' },
    ];
  if ((questions === undefined) !== (heldOut === undefined)) {
    const at = questions === undefined ? 'heldOut' : 'questions';
    const message =
      'Questions to learn and questions that are only asked go together: name both, or neither for pretraining alone.';
    return [...missing, { at: [at], message }];
  }
  if (questions === undefined && prompts.includes(true))
    return [
      ...missing,
      { at: ['prompts'], message: 'Prompts take their wording from questions: name some.' },
    ];
  return missing;
}

/** Options of a pretraining that there is not, or that does not know them. */
function objectiveProblems(experiment: Experiment): readonly ExperimentProblem[] {
  const { corpus, objective = [], prompts } = experiment;
  if (corpus !== undefined) {
    const asks = prompts.includes(true) && objective.some((one) => !knowsQuestions(one));
    const message = 'A plain language model is not asked questions while it learns: leave prompts out.';
    return asks ? [{ at: ['prompts'], message }] : [];
  }
  const named = choicesOf({ ...experiment, prompts: prompts.filter(Boolean) });
  return OPTION_NAMES.flatMap((name) => {
    if (!isNamed(named[name]) || optionRow(name).part !== 'pretraining') return [];
    const instead = FINETUNING_NAMES[name];
    const advice = instead === undefined ? 'leave it out' : `name ${instead} instead`;
    return [{ at: [name], message: `Without a corpus there is no pretraining: ${advice}.` }];
  });
}

function tokensProblems({ tokens = [] }: Experiment): readonly ExperimentProblem[] {
  const wrong = tokens.find((one) => one !== CHARACTERS && bytePairsAsked(one) === undefined);
  if (wrong === undefined) return [];
  const message = `Byte pairs go from bpe:${FEWEST_TOKENS} to bpe:${MOST_TOKENS}, not ${wrong}.`;
  return [{ at: ['tokens'], message }];
}

/** What the same is called of the training on questions. */
const FINETUNING_NAMES: Readonly<Partial<Record<OptionName, OptionName>>> = {
  steps: 'finetuneSteps',
  learningRate: 'finetuneLearningRate',
  batch: 'finetuneBatch',
};

function variantProblems(
  variant: string,
  index: number,
  exists: (path: string) => boolean,
): readonly ExperimentProblem[] {
  const at = ['variants', index];
  if (isOwnVariant(variant))
    return exists(variant) ? [] : [{ at, message: `There is no module ${basename(variant)} at this place.` }];
  if (BUILT_IN_NAMES.some((name) => name === variant)) return [];
  const names = BUILT_IN_NAMES.join(', ');
  return [{ at, message: `There is no variant '${variant}'. There are ${names}, or the path of a module.` }];
}

/** Runs are named after their variants: two of a name would be one. */
function nameProblems({ variants }: Experiment): readonly ExperimentProblem[] {
  return variants.flatMap((variant, index) => {
    const twin = variants.slice(0, index).find((other) => variantName(other) === variantName(variant));
    if (twin === undefined || twin === variant) return [];
    const message = `Runs of ${twin} and of this one would both be called ${variantName(variant)}: rename a module.`;
    return [{ at: ['variants', index], message }];
  });
}

/** Whether an option stands in the file. */
function isNamed(choice: Choice | undefined): boolean {
  return choice !== undefined && (isRange(choice) || choice.length > 0);
}

function promptProblems(experiment: Experiment): readonly ExperimentProblem[] {
  if (experiment.prompts.includes(true)) return [];
  const named = choicesOf(experiment);
  const alone = (['promptShare', 'promptAnswers'] as const).filter((name) => isNamed(named[name]));
  return alone.map((name) => ({ at: [name], message: 'There are no prompts: add "prompts": true.' }));
}

function rangeProblems(experiment: Experiment): readonly ExperimentProblem[] {
  const choices = choicesOf(experiment);
  const options = OPTION_NAMES.flatMap((name) => {
    const choice = choices[name];
    return choice ? problemsOfChoice(placeOf(name), choice, name, experiment.search === 'grid') : [];
  });
  const { seeds } = experiment;
  if (!isRange(seeds)) return options;
  const whole = Number.isInteger(seeds.from) && Number.isInteger(seeds.to) && seeds.from >= 0;
  const message = 'Seeds are whole numbers of at least 0.';
  return [...options, ...(whole ? problemsOfSeeds(seeds) : [{ at: ['seeds'], message }])];
}

function problemsOfSeeds(seeds: NumberRange): readonly ExperimentProblem[] {
  const at = ['seeds'];
  const order = orderProblems(at, seeds);
  if (order.length > 0) return order;
  return seeds.scale === 'linear' ? lengthProblems(at, seeds) : valuesProblems(at, seeds);
}

function problemsOfChoice(
  at: readonly string[],
  choice: Choice,
  name: OptionName,
  grid: boolean,
): readonly ExperimentProblem[] {
  if (!isRange(choice)) return [];
  const schema = Object.entries(NUMBER_OPTIONS).find(([option]) => option === name)?.[1];
  const wrong = (['from', 'to'] as const).find((end) => schema && !v.is(schema, choice[end]));
  if (wrong)
    return [{ at: [...at, wrong], message: `The ${optionRow(name).title} cannot be ${choice[wrong]}.` }];
  const order = orderProblems(at, choice);
  if (order.length > 0) return order;
  const countable = optionRow(name).whole === true && choice.scale === 'linear';
  if (grid && countable) return lengthProblems(at, choice);
  return grid ? valuesProblems(at, choice) : [];
}

/** Of what lies between two fractions, or two factors, it must be said how many are taken. */
function valuesProblems(
  at: readonly string[],
  { from, to, values }: NumberRange,
): readonly ExperimentProblem[] {
  if (values !== undefined) return [];
  return [{ at, message: `How many values are taken between ${from} and ${to}? Add "values".` }];
}

function orderProblems(
  at: readonly string[],
  { from, to, scale }: NumberRange,
): readonly ExperimentProblem[] {
  if (from >= to) return [{ at, message: `A range goes upwards; this one goes from ${from} to ${to}.` }];
  if (scale === 'log' && from <= 0)
    return [
      { at: [...at, 'from'], message: 'Equal factors start above 0: begin higher, or take a linear scale.' },
    ];
  return [];
}

/** Of a range that stands for all of its whole numbers; they are not made to be counted. */
function lengthProblems(
  at: readonly string[],
  { from, to, values }: NumberRange,
): readonly ExperimentProblem[] {
  if (values !== undefined || to - from < MOST_STAGES) return [];
  const message =
    `From ${from} to ${to} are ${wholeNumber(to - from + 1)} values; at most ${wholeNumber(MOST_STAGES)} trainings ` +
    'are one experiment. Say how many to take with "values", or name some.';
  return [{ at, message }];
}

function countProblems(experiment: Experiment): readonly ExperimentProblem[] {
  const count = stageCount(experiment);
  if (count <= MOST_STAGES) return [];
  const message =
    `This asks for ${wholeNumber(count)} trainings; at most ${wholeNumber(MOST_STAGES)} are one experiment. ` +
    'Name fewer values, or draw some of them: "search": {"random": 50}.';
  return [{ at: ['search'], message }];
}

function sizesOfAll(experiment: Experiment): readonly ExperimentProblem[] {
  const settings = settingsOf(experiment);
  return experiment.variants.flatMap((variant) => settings.flatMap((one) => sizeProblems(one, variant)));
}

function sizeProblems(settings: Settings, variant: string): readonly ExperimentProblem[] {
  const preset = String(settings.preset);
  const standard = presetModel(isPreset(preset) ? preset : 'fast', variant);
  const size = (name: OptionName, otherwise: number) => Number(settings[name] ?? otherwise);
  const sizes = {
    layers: size('layers', standard.layers),
    heads: size('heads', standard.heads),
    width: size('width', standard.width),
    context: size('context', standard.contextLength),
    bottleneck: size('bottleneck', standard.bottleneck),
  };
  const problems: ExperimentProblem[] = [];
  const add = (field: keyof typeof sizes, message: string) =>
    problems.push({ at: ['model', field], message });
  const shared = settings.heads === undefined ? 'width' : 'heads';
  if (sizes.width % sizes.heads !== 0)
    add(shared, `A width of ${sizes.width} cannot be shared among ${sizes.heads} heads: it is no multiple.`);
  else if (variant === 'rope' && (sizes.width / sizes.heads) % 2 !== 0)
    add(
      shared,
      `rope turns pairs of numbers, so a head’s width must be even; here it is ${sizes.width / sizes.heads}.`,
    );
  if (sizes.context < 8) add('context', 'A model reads at least 8 characters.');
  if (variant !== 'perceiver') return problems;
  if (sizes.layers < 2) add('layers', 'A Perceiver needs at least 2 layers: one down and one up.');
  if (sizes.bottleneck > sizes.context)
    add('bottleneck', `A Perceiver’s bottleneck is at most its context, ${sizes.context} characters.`);
  return problems;
}

function distinct(problems: readonly ExperimentProblem[]): readonly ExperimentProblem[] {
  return [...new Map(problems.map((one) => [`${one.at.join('.')} ${one.message}`, one])).values()];
}
