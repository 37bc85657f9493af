/**
 * The settings of a sweep as one table, for the command line and for the report: options, seeds, and each figure
 * with its spread.
 */
import { fixed, percent } from '../numbers/formats';
import type { OptionValue } from './choices';
import {
  FIGURES,
  type FigureName,
  type SettingResult,
  type Spread,
  figuresOf,
  optionsOf,
} from './settingResults';

/** What marks the best. */
export const BEST = '★';

/** Names of columns, and how many of them at the right are numbers. */
export interface SettingTable {
  readonly head: readonly string[];
  readonly lines: readonly (readonly string[])[];
  /** The numbers of the columns that are set right. */
  readonly numbers: readonly number[];
}

/** `63.1 % ± 2.4`, in percentage points; `1.2345 ± 0.0120` for a loss. */
export function figureInWords(name: FigureName, { mean, deviation }: Spread): string {
  const share = name === 'exactMatch';
  const spread =
    deviation === undefined ? '' : ` ± ${share ? fixed(100 * deviation, 1) : fixed(deviation, 4)}`;
  return `${share ? percent(mean) : fixed(mean, 4)}${spread}`;
}

/** The table; where no option has several values, settings stand by their names. */
export function settingTable(settings: readonly SettingResult[]): SettingTable {
  const [options, figures] = [optionsOf(settings), figuresOf(settings)];
  const names = options.length === 0 ? ['setting'] : options;
  const several = settings.some(({ seeds }) => seeds > 1);
  const spread = several ? ' ± s.d.' : '';
  const titles = figures.map((name) => `${FIGURES[name].title}${spread}`);
  const head = ['', ...names, ...(several ? ['seeds'] : []), ...titles];
  const lines = settings.map((setting) => [
    setting.best ? BEST : '',
    ...(options.length === 0 ? [setting.name] : options.map((option) => valueOf(setting, option))),
    ...(several ? [String(setting.seeds)] : []),
    ...figures.map((name) => {
      const found = setting.figures[name];
      return found ? figureInWords(name, found) : '–';
    }),
  ]);
  const numbers = head.map((_, column) => column).slice(1 + names.length);
  return { head, lines, numbers };
}

function valueOf({ options }: SettingResult, option: string): string {
  const value = options[option];
  return value === undefined ? '–' : optionInWords(value);
}

/** The value of an option as people read it. */
export function optionInWords(value: OptionValue): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}
