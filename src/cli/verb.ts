/**
 * What a verb of the command line is, and how its options are read.
 */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import {
  type GivenOptions,
  type NumberBounds,
  type OptionTable,
  type OptionsOf,
  UsageError,
  boundedNumber,
  oneOf,
  optionName,
  readOptions,
  wholeNumber,
} from '../training/optionTable';

export { UsageError };

/** One option. */
interface OptionSpec {
  /** Undefined for a switch; otherwise what stands for the value in the help. */
  readonly value?: string;
  /** Whether it may be given several times; read it with {@link Call.list}. */
  readonly many?: true;
  /** Whether a call without it is wrong; the help says so. */
  readonly required?: true | undefined;
  readonly help: string;
}

/** Options by name, without their dashes. */
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** What the help says of a table's options, by their names on the command line. */
export function specsOf(table: OptionTable): OptionSpecs {
  return Object.fromEntries(
    Object.entries(table).map(([property, form]) => [
      optionName(property),
      {
        help: form.help,
        ...(form.kind === 'switch' ? {} : { value: form.value, required: form.required }),
        ...(form.kind === 'texts' ? { many: true as const } : {}),
      },
    ]),
  );
}

/** One verb. */
export interface Verb {
  readonly summary: string;
  /** The names of its positional arguments, for the help. */
  readonly positionals?: string;
  readonly options: OptionSpecs;
  /** Whether it opens runs and checkpoints, which may name code of their own; it then takes {@link ALLOW_CODE}. */
  readonly opensModels?: true;
  /**
   * Does the work; what it returns is printed as JSON under `--json`. A verb that failed in its
   * purpose (an unsupported device, say) sets `process.exitCode`.
   */
  readonly run: (call: Call) => Promise<unknown>;
}

/** The options and outlets of one call. */
export class Call {
  constructor(
    private readonly values: GivenOptions,
    readonly positionals: readonly string[],
    readonly json: boolean,
  ) {}

  /** Prints a line for people; under `--json` it goes to the error stream. */
  readonly say = (line: string): void => {
    if (this.json) process.stderr.write(`${line}\n`);
    else process.stdout.write(`${line}\n`);
  };

  /** Prints a warning. */
  readonly warn = (sentence: string): void => {
    process.stderr.write(`warning: ${sentence}\n`);
  };

  /** The options of a table, typed. Throws a UsageError when one is missing or does not fit. */
  read<const Table extends OptionTable>(table: Table): OptionsOf<Table> {
    return readOptions(table, this.values);
  }

  /** Whether an option was given, whatever its value. */
  given(name: string): boolean {
    return this.values[name] !== undefined;
  }

  /** Throws a UsageError when both options were given: one of them would be ignored. */
  refuseBoth(one: string, other: string): void {
    if (!this.given(one) || !this.given(other)) return;
    throw new UsageError(`--${one} does not go with --${other}: leave one of them out.`);
  }

  /** Whether a switch was given. */
  has(name: string): boolean {
    return this.values[name] === true;
  }

  /** The text of an option, if given. */
  text(name: string): string | undefined {
    const value = this.values[name];
    return typeof value === 'string' ? value : undefined;
  }

  /** The text of an option that must be given. */
  required(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === '') throw new UsageError(`--${name} is missing.`);
    return value;
  }

  /** All texts of an option that may be given several times; none when it was not given. */
  list(name: string): readonly string[] {
    const value = this.values[name];
    return typeof value === 'object' ? value : [];
  }

  /** A whole number of at least `least`, if given. */
  integer(name: string, least: number): number | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : wholeNumber(name, text, least);
  }

  /** A number above zero (or zero, where allowed), if given. */
  number(name: string, bounds: NumberBounds = {}): number | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : boundedNumber(name, text, bounds);
  }

  /** One of some words, if given. */
  choice<Word extends string>(name: string, words: readonly Word[]): Word | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : oneOf(name, text, words);
  }
}

/** Lets runs and checkpoints that name code of their own run it. */
export const ALLOW_CODE = 'allow-code';

/** A verb's own options, and those that it shares with others. */
export function allOptions({ options, opensModels }: Verb): OptionSpecs {
  const allowCode = { help: 'run the attention code that a run or checkpoint of somebody names' };
  return {
    ...options,
    ...(opensModels ? { [ALLOW_CODE]: allowCode } : {}),
    json: { help: 'one JSON value on the output stream' },
  };
}

/** Reads a verb's arguments. Throws a UsageError when they do not fit. */
export function readCall(verb: Verb, args: readonly string[]): Call {
  const options: ParseArgsConfig['options'] = {};
  for (const [name, { value, many = false }] of Object.entries(allOptions(verb))) {
    options[name] = { type: value === undefined ? 'boolean' : 'string', multiple: many };
  }
  try {
    const allowPositionals = verb.positionals !== undefined;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals, strict: true });
    // Sound: switches are not declared as lists, and no other type than text and switch is.
    const given = values as GivenOptions;
    return new Call(given, positionals, given['json'] === true);
  } catch (error) {
    throw new UsageError(problemInWords(error instanceof Error ? error.message : String(error)));
  }
}

/** Node’s words in one sentence; its advice on arguments that begin with a dash helps nobody who has misspelt one. */
function problemInWords(message: string): string {
  const option = /^Option '(--[\w-]+)' argument is ambiguous/.exec(message)?.[1];
  if (option !== undefined)
    return `${option} is given without its value; one that begins with a dash is written ${option}=-….`;
  const [problem = message] = message.split('. ');
  return `${problem}. --help names all options.`;
}
