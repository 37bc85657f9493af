/**
 * The lines of a study told by setting: what its seeds came to together, and which setting came out best.
 */
import { ascending, descending, greatest, least, sort } from 'd3-array';
import type { OptionValue } from './choices';
import type { StudyRow } from './runStage';
import { bySeeds, spreadOf } from './seeds';

/** What is measured of a run; the first that there is decides which setting is best. */
export const FIGURES = {
  exactMatch: { title: 'exact match', better: 'greater' },
  loss: { title: 'loss', better: 'less' },
} as const;

/** The name of a figure. */
export type FigureName = keyof typeof FIGURES;

/** A figure over seeds. */
export interface Spread {
  readonly mean: number;
  /** The sample standard deviation; undefined of one seed. */
  readonly deviation?: number;
  readonly least: number;
  readonly greatest: number;
}

/** A setting, and what its runs came to. */
export interface SettingResult {
  readonly name: string;
  /** The options that have several values, as people call them. */
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly seeds: number;
  /** A share of 1 for exact match on the held-out questions; nats a character for the loss of pretraining. */
  readonly figures: Readonly<Partial<Record<FigureName, Spread>>>;
  /** Whether all others have a worse mean. */
  readonly best: boolean;
  /** The names of the runs behind it. */
  readonly runs: readonly string[];
}

/** The settings of these lines in their order. */
export function settingResults(rows: readonly StudyRow[]): readonly SettingResult[] {
  const settings = [...bySeeds(rows)].map(([name, seeds]) => ({
    name,
    options: seeds[0]?.swept ?? {},
    seeds: seeds.length,
    figures: {
      ...figure('exactMatch', seeds, ({ score }) => score?.accuracy),
      ...figure('loss', seeds, ({ loss }) => loss),
    },
    runs: seeds.flatMap(({ folders }) => folders.map((folder) => folder.name)),
  }));
  const best = bestOf(settings);
  return settings.map((setting) => ({ ...setting, best: settings.length > 1 && setting === best }));
}

/** The figures that some setting has. */
export function figuresOf(settings: readonly Pick<SettingResult, 'figures'>[]): readonly FigureName[] {
  // Sound: these are the table's own keys.
  const names = Object.keys(FIGURES) as readonly FigureName[];
  return names.filter((name) => settings.some(({ figures }) => figures[name]));
}

/** The options that have several values, in the order of their first. */
export function optionsOf(settings: readonly Pick<SettingResult, 'options'>[]): readonly string[] {
  return [...new Set(settings.flatMap(({ options }) => Object.keys(options)))];
}

/** Settings from the best to the worst; those without a figure come last. */
export function bestFirst(settings: readonly SettingResult[]): readonly SettingResult[] {
  const [name] = figuresOf(settings);
  if (name === undefined) return settings;
  const order = FIGURES[name].better === 'greater' ? descending : ascending;
  return sort(settings, (a, b) => order(a.figures[name]?.mean, b.figures[name]?.mean));
}

function bestOf<Setting extends Pick<SettingResult, 'figures'>>(
  settings: readonly Setting[],
): Setting | undefined {
  const [name] = figuresOf(settings);
  if (name === undefined) return undefined;
  const has = settings.filter(({ figures }) => figures[name]);
  const mean = ({ figures }: Setting) => figures[name]?.mean ?? NaN;
  const best = FIGURES[name].better === 'greater' ? greatest(has, mean) : least(has, mean);
  return best && has.some((other) => other !== best && mean(other) === mean(best)) ? undefined : best;
}

function figure(
  name: FigureName,
  seeds: readonly StudyRow[],
  of: (row: StudyRow) => number | undefined,
): Partial<Record<FigureName, Spread>> {
  const values = seeds.flatMap((row) => of(row) ?? []);
  if (values.length === 0) return {};
  const range = { least: Math.min(...values), greatest: Math.max(...values) };
  return { [name]: { ...spreadOf(values), ...range } };
}
