/**
 * Typed options and their form on the command line, declared once in a table: its type, its help, its
 * reading and its writing all follow from it.
 *
 * Here is no option of any verb: see `options.ts`.
 */
import { UserError } from '../files/userError';

/** A wrong call of the command line: exit code 2. */
export class UsageError extends UserError {}

interface Described {
  readonly help: string;
}

interface Valued extends Described {
  /** What stands for the value in the help. */
  readonly value: string;
  /** Whether a call without it is wrong. */
  readonly required?: true;
}

/** One option: what its value is, and how it is explained. */
type OptionForm =
  | (Valued & { readonly kind: 'text' })
  | (Valued & { readonly kind: 'texts' })
  | (Valued & { readonly kind: 'integer'; readonly least: number; readonly most?: number })
  | (Valued & { readonly kind: 'number'; readonly bounds?: NumberBounds })
  | (Valued & { readonly kind: 'choice'; readonly words: readonly string[] })
  | (Described & { readonly kind: 'switch' });

/** Bounds of a number; without any it must be above zero. */
export interface NumberBounds {
  readonly most?: number;
  /** Whether it may be zero. */
  readonly zero?: boolean;
}

/** Options by the names of their properties: `heldOut` is `--held-out` on the command line. */
export type OptionTable = Readonly<Record<string, OptionForm>>;

type ValueOf<Form> = Form extends { kind: 'switch' }
  ? boolean
  : Form extends { kind: 'integer' | 'number' }
    ? number
    : Form extends { kind: 'texts' }
      ? readonly string[]
      : Form extends { kind: 'choice'; words: readonly (infer Word)[] }
        ? Word
        : string;

type RequiredNames<Table> = {
  [Name in keyof Table]: Table[Name] extends { required: true } ? Name : never;
}[keyof Table];

/** The values of a table's options, typed. */
export type OptionsOf<Table extends OptionTable> = {
  readonly [Name in RequiredNames<Table>]: ValueOf<Table[Name]>;
} & {
  readonly [Name in Exclude<keyof Table, RequiredNames<Table>>]?: ValueOf<Table[Name]> | undefined;
};

/** What was given for each option, by its name on the command line without dashes. */
export type GivenOptions = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** The name of a property on the command line, without dashes: `heldOut` is `held-out`. */
export function optionName(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * Reads a table's options from what was given; whatever else was given is left alone.
 *
 * @throws UsageError for the first that is missing or does not fit.
 */
export function readOptions<const Table extends OptionTable>(
  table: Table,
  given: GivenOptions,
): OptionsOf<Table> {
  const entries = Object.entries(table).map(([property, form]) => {
    const name = optionName(property);
    const value = readValue(name, form, given[name]);
    const missing = value === undefined || value === '';
    if (missing && form.kind !== 'switch' && form.required) throw new UsageError(`--${name} is missing.`);
    return [property, value] as const;
  });
  // Sound: `readValue` returns what the option's form says, and those that are required were checked.
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as OptionsOf<Table>;
}

function readValue(name: string, form: OptionForm, given: GivenOptions[string]) {
  if (form.kind === 'switch') return given === true ? true : undefined;
  if (form.kind === 'texts') return typeof given === 'object' ? given : undefined;
  if (typeof given !== 'string') return undefined;
  switch (form.kind) {
    case 'text':
      return given;
    case 'integer':
      return wholeNumber(name, given, form.least, form.most);
    case 'number':
      return boundedNumber(name, given, form.bounds);
    case 'choice':
      return oneOf(name, given, form.words);
    default:
      return form satisfies never;
  }
}

/** The arguments that say the same on the command line; the inverse of {@link readOptions}. */
export function toArguments<const Table extends OptionTable>(
  table: Table,
  options: OptionsOf<Table>,
): readonly string[] {
  // Sound: options have the table's names.
  const values = options as Readonly<Record<string, string | number | boolean | readonly string[]>>;
  return Object.keys(table).flatMap((property) => {
    const value = values[property];
    const flag = `--${optionName(property)}`;
    if (value === undefined || value === false) return [];
    if (value === true) return [flag];
    // One word, so that a value may begin with a dash.
    return (typeof value === 'object' ? value : [value]).map((one) => `${flag}=${one}`);
  });
}

/** A whole number from `least` to `most`. Throws a UsageError when the text is none. */
export function wholeNumber(
  name: string,
  text: string,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least || number > most || text.trim() === '') {
    const range = most === Number.MAX_SAFE_INTEGER && !(number > most) ? '' : ` and at most ${most}`;
    throw new UsageError(`--${name} must be a whole number of at least ${least}${range}, not '${text}'.`);
  }
  return number;
}

/** A number above zero (or zero, where allowed). Throws a UsageError when the text is none. */
export function boundedNumber(name: string, text: string, bounds: NumberBounds = {}): number {
  const { most = Infinity, zero = false } = bounds;
  const number = Number(text);
  const tooSmall = zero ? number < 0 : number <= 0;
  if (!Number.isFinite(number) || tooSmall || number > most || text.trim() === '') {
    const range = most === Infinity ? '' : ` and at most ${most}`;
    throw new UsageError(
      `--${name} must be a number ${zero ? 'of at least' : 'above'} 0${range}, not '${text}'.`,
    );
  }
  return number;
}

/** One of some words. Throws a UsageError when the text is none of them. */
export function oneOf<Word extends string>(name: string, text: string, words: readonly Word[]): Word {
  const word = words.find((candidate) => candidate === text);
  if (word === undefined)
    throw new UsageError(`--${name} must be one of ${words.join(', ')}, not '${text}'.`);
  return word;
}
