/**
 * Circuits that a task should leave in a model, as patterns of attention: which positions look at which.
 *
 * A head's score is the attention on those positions, averaged over the positions that look; see `circuitScores.ts`.
 */

/** A line of a task as the model reads it, a character a position. */
export interface TaskRow {
  readonly characters: readonly string[];
  /** Where the ⁇ stands behind which the answer begins; undefined where nothing is asked. */
  readonly asks: number | undefined;
}

/** A position that looks, and those where it should. */
export interface Look {
  readonly query: number;
  /** None after the query. */
  readonly keys: readonly number[];
}

/** One pattern of attention. */
export interface Circuit {
  /** A word for files and options. */
  readonly name: string;
  readonly title: string;
  /** What such a head does. */
  readonly meaning: string;
  readonly source: string;
  /** The score of the strongest head from which on the circuit counts as formed, 0 to 1. */
  readonly formed: number;
  readonly looks: (row: TaskRow) => readonly Look[];
}

/** Each position at the one before it. */
export const PREVIOUS_TOKEN: Circuit = {
  name: 'previous-token',
  title: 'previous-token head',
  meaning: 'every position looks at the one before it, so that it knows what it follows',
  source: 'Elhage et al., 2021; Olsson et al., 2022',
  formed: 0.5,
  looks: ({ characters }) => characters.slice(1).map((_, index) => ({ query: index + 1, keys: [index] })),
};

/** Each character that has been there before at what came after it then. */
export const INDUCTION: Circuit = {
  name: 'induction',
  title: 'induction head',
  meaning: 'a character that has been there before looks at what came after it then',
  source: 'Olsson et al., 2022 (prefix matching)',
  formed: 0.5,
  looks: (row) =>
    row.characters.flatMap((_, query) => {
      const keys = successorsOf(row.characters, query);
      return keys.length === 0 ? [] : [{ query, keys }];
    }),
};

/** Positions before `query` that follow an earlier occurrence of its character. */
function successorsOf(characters: readonly string[], query: number): readonly number[] {
  const keys: number[] = [];
  for (let key = 1; key < query; key++) if (characters[key - 1] === characters[query]) keys.push(key);
  return keys;
}
