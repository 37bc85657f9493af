/**
 * From the choices of an experiment to settings: every combination, or so many drawn at random with a seed.
 */
import { mix, randomNumbers } from '../numbers/randomNumbers';
import { type Choice, type OptionValue, drawnValue, gridValues } from './choices';
import type { Experiment } from './experimentForm';
import { OPTION_NAMES, type OptionName, type Settings, choicesOf, optionRow } from './sweptOptions';

/** The settings that an experiment asks for; the same file always gives the same ones, in the same order. */
export function settingsOf(experiment: Experiment): readonly Settings[] {
  const choices = choicesOf(experiment);
  const { search } = experiment;
  if (search === 'grid') return grid(choices);
  const next = randomNumbers(mix(search.seed, search.random));
  return Array.from({ length: search.random }, () => drawn(choices, next));
}

/** The seeds, each once. */
export function seedsOf({ seeds }: Experiment): readonly number[] {
  return gridValues(seeds, true).map(Number);
}

/** The options that have several values, in the order of tables. */
export function sweptNames(settings: readonly Settings[]): readonly OptionName[] {
  return OPTION_NAMES.filter((name) => new Set(settings.map((one) => one[name])).size > 1);
}

/** How many settings there are, counted without making them. */
export function settingsCount(experiment: Experiment): number {
  if (experiment.search !== 'grid') return experiment.search.random;
  return entriesOf(choicesOf(experiment)).reduce(
    (product, [name, choice]) => product * gridValues(choice, isWhole(name)).length,
    1,
  );
}

type Choices = Readonly<Partial<Record<OptionName, Choice>>>;

function entriesOf(choices: Choices): readonly (readonly [OptionName, Choice])[] {
  return OPTION_NAMES.flatMap((name) => {
    const choice = choices[name];
    return choice ? [[name, choice] as const] : [];
  });
}

function grid(choices: Choices): readonly Settings[] {
  return entriesOf(choices).reduce<readonly Settings[]>(
    (all, [name, choice]) => {
      const values = gridValues(choice, isWhole(name));
      return all.flatMap((settings) => values.map((value) => ({ ...settings, [name]: value })));
    },
    [{}],
  );
}

function drawn(choices: Choices, next: () => number): Settings {
  const values = entriesOf(choices).map(([name, choice]): readonly [OptionName, OptionValue] => [
    name,
    drawnValue(choice, isWhole(name), next),
  ]);
  return Object.fromEntries(values);
}

function isWhole(name: OptionName): boolean {
  return optionRow(name).whole === true;
}
