/**
 * Whoever answers questions and can be asked how probable a text is: a trained model, or a stand-in with
 * known answers in tests. Everything in this folder talks to models through this.
 */

/** An answer and the probability that it is given, with its end. */
export interface GivenAnswer {
  /** Empty when the question is too long. */
  readonly text: string;
  readonly probability: number;
}

/** A question and the beginning of an answer to it. */
export interface ScoredRow {
  readonly question: string;
  /** What the answer is made of, as {@link Respondent.pieces} cuts it. */
  readonly pieces: readonly string[];
}

/** Stands for the end of an answer where a next piece is named. */
export const END = '';

/** How probable each next piece is after each beginning of one row. */
export interface RowProbabilities {
  /** Beginnings that were read: of 0, 1, … `depths − 1` pieces. Fewer than all where the context ends. */
  readonly depths: number;
  /**
   * ln P(`next` | question, the first `depth` pieces); −Infinity for what the model does not know. `next` is a
   * piece or {@link END}.
   */
  readonly logProbability: (depth: number, next: string) => number;
  /** The same if all logits were divided by a temperature. */
  readonly scaledLog: (depth: number, next: string, temperature: number) => number;
}

/** ln P(`pieces`, end | question) at a temperature; −Infinity when the context ends before. */
export function logOfWhole(
  pieces: readonly string[],
  { depths, logProbability, scaledLog }: RowProbabilities,
  temperature = 1,
): number {
  if (depths <= pieces.length) return -Infinity;
  return [...pieces, END].reduce((sum, next, depth) => {
    return sum + (temperature === 1 ? logProbability(depth, next) : scaledLog(depth, next, temperature));
  }, 0);
}

/** Someone who answers questions and says how probable texts are. */
export interface Respondent {
  /** By which people know it: a run’s name. */
  readonly name: string;
  /** The longest question that is answered, in tokens. */
  readonly longestQuestion: number;
  /** Cuts an answer into the names of its tokens: characters, one each, or parts of words. */
  readonly pieces: (answer: string) => readonly string[];
  /** Whether every character of a text is known. */
  knows(text: string): boolean;
  /** The most probable answers, token by token. A question may hold the mask ‘⁇’. */
  answer(
    questions: readonly string[],
    onProgress?: (answered: number) => void,
  ): Promise<readonly GivenAnswer[]>;
  /** Reads rows in one batch after the other. */
  read(rows: readonly ScoredRow[]): Promise<readonly RowProbabilities[]>;
}
