/**
 * The numbers and choices that a page of the theory lab is set by: their ranges, their defaults, and
 * how they are read from something unknown.
 *
 * A page’s state is plain JSON. It may come from a link that somebody wrote by hand or from an older
 * version, so every field is read on its own: what does not fit takes its default, and no state can
 * make a page fail or compute for ever.
 */

/** The control that suits a field. */
type Control =
  | { readonly kind: 'slider'; readonly least: number; readonly most: number; readonly step: number }
  | { readonly kind: 'choice'; readonly choices: readonly (string | number)[] }
  | { readonly kind: 'switch' }
  /** Numbers typed or dragged, each between −`most` and `most`. */
  | { readonly kind: 'coordinates'; readonly most: number };

/** One entry of a page’s state. */
export interface Field<Value> {
  /** What stands beside the control. */
  readonly label: string;
  readonly initial: Value;
  readonly control: Control;
  /** The value that was meant, or undefined when it does not fit. */
  readonly parse: (value: unknown) => Value | undefined;
}

/** The fields of a state, by its own names. */
export type Fields<State> = { readonly [Name in keyof State]: Field<State[Name]> };

/** A slider’s range; both ends are allowed. */
export interface Range {
  readonly least: number;
  readonly most: number;
  /** The distance of two positions of the slider; 1 makes the field whole-numbered. */
  readonly step: number;
}

/** A number in a range; whole where the step is 1. */
export function numberField(label: string, initial: number, range: Range): Field<number> {
  const { least, most, step } = range;
  return {
    label,
    initial,
    control: { kind: 'slider', ...range },
    parse: (value) => {
      if (typeof value !== 'number' || !(value >= least && value <= most)) return undefined;
      return step === 1 && !Number.isInteger(value) ? undefined : value;
    },
  };
}

/** The seed of a page’s random numbers. */
export function seedField(): Field<number> {
  return numberField('seed', 1, { least: 0, most: 9999, step: 1 });
}

/** One of several values. */
export function choiceField<Value extends string | number>(
  label: string,
  initial: Value,
  choices: readonly Value[],
): Field<Value> {
  return {
    label,
    initial,
    control: { kind: 'choice', choices },
    parse: (value) => choices.find((choice) => choice === value),
  };
}

/** Yes or no. */
export function switchField(label: string, initial: boolean): Field<boolean> {
  return {
    label,
    initial,
    control: { kind: 'switch' },
    parse: (value) => (typeof value === 'boolean' ? value : undefined),
  };
}

/** A list of numbers between −most and most. */
export function parseVector(value: unknown, lengths: Range, most: number): readonly number[] | undefined {
  if (!Array.isArray(value) || value.length < lengths.least || value.length > lengths.most) return undefined;
  const numbers: number[] = [];
  for (const item of value as readonly unknown[]) {
    if (typeof item !== 'number' || !(Math.abs(item) <= most)) return undefined;
    numbers.push(item);
  }
  return numbers;
}

/** The state with every field at its default. */
export function initialState<State extends object>(fields: Fields<State>): State {
  return parseFields(fields, undefined);
}

/** A state from anything, field by field; unknown names are left out. */
export function parseFields<State extends object>(fields: Fields<State>, value: unknown): State {
  const given = new Map<string, unknown>(
    typeof value === 'object' && value !== null ? Object.entries(value) : [],
  );
  const entries = Object.entries<Field<unknown>>(fields).map(([name, field]) => {
    return [name, field.parse(given.get(name)) ?? field.initial] as const;
  });
  // Sound: every field gives a value of its own type, and `fields` names all of them.
  return Object.fromEntries(entries) as State;
}

/** A state as the caption of a picture says it: `β = 8, n = 50`. Fields of coordinates are left out. */
export function settingsOf<State extends object>(fields: Fields<State>, state: State): string {
  const entries = Object.entries(fields) as [keyof State, Field<unknown>][]; // Of Fields, which has no others.
  const settings = entries.flatMap(([name, { label, control }]) => {
    if (control.kind === 'coordinates') return [];
    const [symbol = label] = label.split(', ');
    return [`${symbol} = ${String(state[name])}`];
  });
  return `${settings.join(', ')}.`;
}
