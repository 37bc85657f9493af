/**
 * What would stop an experiment somewhere on its way, found before it starts: variants that do not exist,
 * files that are not there, sizes that no model can have.
 *
 * The form of the file is not checked here: its schema does that.
 */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { presetModel } from '../training/presets';
import { isOwnVariant } from './experimentFile';
import type { Experiment } from './experimentForm';

/** The variants that come with the product. A test holds them to those that can be built. */
export const BUILT_IN_NAMES = ['vanilla', 'rope', 'synthesizer', 'perceiver'] as const;

/** One thing that is wrong. */
export interface ExperimentProblem {
  /** The field that says so, from the top. */
  readonly at: readonly (string | number)[];
  /** A sentence. */
  readonly message: string;
}

/** Everything that is wrong with a validated experiment. */
export function experimentProblems(
  experiment: Experiment,
  exists: (path: string) => boolean = existsSync,
): readonly ExperimentProblem[] {
  return [
    ...missingFiles(experiment, exists),
    ...experiment.variants.flatMap((variant, index) => [
      ...variantProblems(variant, index, exists),
      ...sizeProblems(experiment, variant),
    ]),
  ].filter(isFirstOfItsKind);
}

/** How many runs an experiment makes. */
export function plannedRuns({ seeds, variants, noPretraining }: Experiment): number {
  return seeds.length * (2 * variants.length + (noPretraining ? 1 : 0));
}

function missingFiles(
  experiment: Experiment,
  exists: (path: string) => boolean,
): readonly ExperimentProblem[] {
  const names = ['corpus', 'questions', 'heldOut'] as const;
  return names
    .filter((name) => !exists(experiment[name]))
    .map((name) => ({
      at: [name],
      message: `There is no file ${basename(experiment[name])} at this place.`,
    }));
}

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

function sizeProblems({ preset, model }: Experiment, variant: string): readonly ExperimentProblem[] {
  const standard = presetModel(preset, variant);
  const sizes = {
    layers: model.layers ?? standard.layers,
    heads: model.heads ?? standard.heads,
    width: model.width ?? standard.width,
    context: model.context ?? standard.contextLength,
    bottleneck: model.bottleneck ?? standard.bottleneck,
  };
  const problems: ExperimentProblem[] = [];
  const add = (field: keyof typeof sizes, message: string) =>
    problems.push({ at: ['model', field], message });
  if (sizes.width % sizes.heads !== 0)
    add(
      model.heads === undefined ? 'width' : 'heads',
      `A width of ${sizes.width} cannot be shared among ${sizes.heads} heads: it is no multiple.`,
    );
  else if (variant === 'rope' && (sizes.width / sizes.heads) % 2 !== 0)
    add(
      model.heads === undefined ? 'width' : 'heads',
      `rope turns pairs of numbers, so a head’s width must be even; here it is ${sizes.width / sizes.heads}.`,
    );
  if (sizes.context < 8) add('context', 'A model reads at least 8 characters.');
  if (variant !== 'perceiver') return problems;
  if (sizes.layers < 2) add('layers', 'A Perceiver needs at least 2 layers: one down and one up.');
  if (sizes.bottleneck > sizes.context)
    add('bottleneck', `A Perceiver’s bottleneck is at most its context, ${sizes.context} characters.`);
  return problems;
}

function isFirstOfItsKind(
  problem: ExperimentProblem,
  index: number,
  all: readonly ExperimentProblem[],
): boolean {
  const key = (one: ExperimentProblem) => `${one.at.join('.')} ${one.message}`;
  return all.findIndex((one) => key(one) === key(problem)) === index;
}
