/**
 * Circuits that a task should leave in a model, as patterns of attention and of the embedding.
 *
 * What a pattern scores in a model is worked out in `circuitScores.ts`.
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

interface Described {
  /** A word for files and options. */
  readonly name: string;
  readonly title: string;
  /** What it does. */
  readonly meaning: string;
  readonly source: string;
  /** The score from which on the circuit counts as formed, 0 to 1. */
  readonly formed: number;
}

/** The attention on certain positions, averaged over the positions that should look at them: 0 to 1. */
export interface AttentionCircuit extends Described {
  readonly kind: 'looks';
  readonly looks: (row: TaskRow) => readonly Look[];
}

/**
 * How evenly the asking ⁇ looks at all that came before it: what its attention has in common with an even one, 0 to
 * 1. Untrained heads look evenly too, so it only counts for heads that the answers need.
 */
export interface EvenCircuit extends Described {
  readonly kind: 'even';
  /** Right answers that are lost, as a share of all that were right, when the head is silenced. */
  readonly lost: number;
}

/** The share of the embedding's variance that lies in a few waves over some characters in their order: 0 to 1. */
export interface WaveCircuit extends Described {
  readonly kind: 'waves';
  /** The characters, of a task of a size. */
  readonly characters: (size: number) => readonly string[];
  /** How many waves. */
  readonly waves: number;
}

/** One circuit. */
export type Circuit = AttentionCircuit | EvenCircuit | WaveCircuit;

/** Each position at the one before it. */
export const PREVIOUS_TOKEN: AttentionCircuit = {
  kind: 'looks',
  name: 'previous-token',
  title: 'previous-token head',
  meaning: 'every position looks at the one before it, so that it knows what it follows',
  source: 'Elhage et al., 2021; Olsson et al., 2022',
  formed: 0.5,
  looks: ({ characters }) => characters.slice(1).map((_, index) => ({ query: index + 1, keys: [index] })),
};

/** Each character that has been there before at what came after it then. */
export const INDUCTION: AttentionCircuit = {
  kind: 'looks',
  name: 'induction',
  title: 'induction head',
  meaning: 'a character that has been there before looks at what came after it then',
  source: 'Olsson et al., 2022 (prefix matching)',
  formed: 0.5,
  looks: ({ characters }) =>
    characters.flatMap((_, query) => {
      const keys = successorsOf(characters, query);
      return keys.length === 0 ? [] : [{ query, keys }];
    }),
};

/** Positions before `query` that follow an earlier occurrence of its character. */
function successorsOf(characters: readonly string[], query: number): readonly number[] {
  const keys: number[] = [];
  for (let key = 1; key < query; key++) if (characters[key - 1] === characters[query]) keys.push(key);
  return keys;
}
