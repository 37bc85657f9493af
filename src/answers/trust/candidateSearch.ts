/**
 * Which of a thousand candidate answers does a model find most probable?
 *
 * Scoring every candidate would be exact but takes 500 × 1,000 rows of text: some 150 TFLOP for the study’s
 * model, a quarter of an hour on a fast pair of cores. This search proves the same winners with a few dozen
 * rows a question, for any causal model, without a cache of keys and values:
 *
 * - A row `question ⁇ candidate` tells, at each of its positions, how probable every next piece is. So
 *   one row gives the exact probability of its candidate, and of the first piece by which every
 *   other candidate branches off.
 * - A candidate is at most as probable as its beginning. So a branch whose beginning is less probable than
 *   the `keep`-th best candidate found so far holds none of the best, and is never read.
 * - The branch with the most probable beginning is read next, along its likeliest guess.
 *
 * When no branch is left above the bar, the best `keep` candidates are proved to be the best, up to the
 * rounding of float32 (some 1e-6 of a logarithm: a row is computed beside different neighbours each time).
 * With several models, a candidate’s probability is the mean of theirs (a linear opinion pool; Stone,
 * 1961), to which the same bound applies.
 */
import type { ScoredAnswer } from '../trust';
import { type TrieNode, charactersOf } from './candidateTrie';
import { END, logOfWhole, type RowProbabilities } from './respondent';

/** The outcome for one question. */
export interface Ranking {
  /** The most probable candidates, best first, with their probabilities. */
  readonly best: readonly ScoredAnswer[];
  /** Probabilities of the strings that had to be scored whatever they are. */
  readonly required: ReadonlyMap<string, number>;
  /** Whether `best` is proved to be the best. */
  readonly exact: boolean;
  /** No candidate that was not scored is more probable than this. */
  readonly othersAtMost: number;
  /** Rows that were read. */
  readonly rows: number;
}

/** What one search is after. */
export interface SearchSettings {
  /** How many of the best candidates to prove. */
  readonly keep: number;
  /** Rows after which the search gives up the proof. */
  readonly mostRows: number;
  /** Strings to score exactly, candidates or not. */
  readonly required: readonly string[];
  /** Cuts a text into pieces, as the trie was cut; characters when left out. */
  readonly cut?: (text: string) => readonly string[];
}

/** Stands between pieces: in no text. */
const SEAM = '\u0000';

/** A row as all models read it, at one position. */
interface StepReading {
  readonly depth: number;
  readonly readings: readonly RowProbabilities[];
}

/** A beginning whose continuations have not been read. */
interface Branch {
  readonly node: TrieNode;
  /** ln P(beginning), of each model. */
  readonly logs: readonly number[];
  readonly bound: number;
}

/** The search for one question. Ask for {@link nextRows}, read them with every model, {@link take} them. */
export class CandidateSearch {
  private readonly frontier = new Map<TrieNode, Branch>();
  private readonly scored = new Map<string, number>();
  private readonly required = new Map<string, number>();
  private readonly waiting: (readonly string[])[];
  /** The required strings by their pieces. */
  private readonly wanted: ReadonlyMap<string, string>;
  private rows = 0;
  /** The greatest bound of a branch that cannot be read, because the context ends before it. */
  private unreadable = 0;
  /** The `keep` greatest probabilities found. */
  private greatest: number[] = [];

  /** @param models How many models are asked. */
  constructor(
    private readonly trie: TrieNode,
    models: number,
    private readonly settings: SearchSettings,
  ) {
    this.frontier.set(trie, { node: trie, logs: new Array<number>(models).fill(0), bound: 1 });
    const { required, cut = charactersOf } = settings;
    const rows = [...new Set(required)].map((text) => [text, cut(text)] as const);
    this.waiting = rows.map(([, pieces]) => pieces);
    this.wanted = new Map(rows.map(([text, pieces]) => [pieces.join(SEAM), text]));
    if (this.waiting.length === 0 && trie.guess.length > 0) this.waiting.push(trie.guess);
  }

  /** Up to `count` rows to read next; none when the search is over. */
  nextRows(count: number): readonly (readonly string[])[] {
    const asked = this.waiting.splice(0, count);
    if (asked.length > 0) return asked;
    if (this.rows >= this.settings.mostRows) return [];
    return this.openBranches()
      .sort((a, b) => b.bound - a.bound)
      .slice(0, Math.min(count, this.settings.mostRows - this.rows))
      .map(({ node }) => node.guess);
  }

  /** Takes a row that {@link nextRows} asked for, as each of the models read it. */
  take(row: readonly string[], readings: readonly RowProbabilities[]): void {
    this.rows += 1;
    this.takeRequired(row, readings);
    const depths = Math.min(...readings.map((reading) => reading.depths));
    let node: TrieNode | undefined = this.trie;
    for (let depth = 0; node; depth++) {
      const open = this.frontier.get(node);
      if (open) this.expand(open, depth < depths ? { depth, readings } : undefined);
      const next: string | undefined = row[depth];
      node = next === undefined ? undefined : node.children.get(next);
    }
  }

  /** What is known now. */
  get ranking(): Ranking {
    const best = Array.from(this.scored, ([answer, probability]) => ({ answer, probability }))
      .sort((a, b) => b.probability - a.probability)
      .slice(0, this.settings.keep);
    const open = Array.from(this.frontier.values(), ({ bound }) => bound);
    const othersAtMost = Math.max(this.unreadable, this.hasCandidates ? Math.max(0, ...open) : 0);
    const exact = this.waiting.length === 0 && othersAtMost <= this.bar;
    return { best, required: this.required, exact, othersAtMost, rows: this.rows };
  }

  private get hasCandidates(): boolean {
    return this.trie.children.size > 0;
  }

  /** The probability that a branch must exceed to matter. */
  private get bar(): number {
    return this.greatest.length < this.settings.keep ? 0 : (this.greatest.at(-1) ?? 0);
  }

  private openBranches(): Branch[] {
    const { bar } = this;
    return this.hasCandidates ? [...this.frontier.values()].filter(({ bound }) => bound > bar) : [];
  }

  private takeRequired(row: readonly string[], readings: readonly RowProbabilities[]): void {
    const text = this.wanted.get(row.join(SEAM));
    if (text === undefined) return;
    const logs = readings.map((reading) => logOfWhole(row, reading));
    this.required.set(text, meanProbability(logs));
  }

  /** Replaces a branch by what follows it. Without a reading, nothing more can be known of it. */
  private expand({ node, logs, bound }: Branch, read: StepReading | undefined): void {
    this.frontier.delete(node);
    if (!read) {
      this.unreadable = Math.max(this.unreadable, bound);
      return;
    }
    const after = (next: string) =>
      logs.map((log, model) => log + (read.readings[model]?.logProbability(read.depth, next) ?? -Infinity));
    if (node.candidate !== undefined) this.score(node.candidate, meanProbability(after(END)));
    for (const child of node.children.values()) {
      const childLogs = after(child.piece);
      this.frontier.set(child, { node: child, logs: childLogs, bound: meanProbability(childLogs) });
    }
  }

  private score(candidate: string, probability: number): void {
    this.scored.set(candidate, probability);
    this.greatest = [...this.greatest, probability].sort((a, b) => b - a).slice(0, this.settings.keep);
  }
}

function meanProbability(logs: readonly number[]): number {
  return logs.reduce((sum, log) => sum + Math.exp(log), 0) / logs.length;
}
