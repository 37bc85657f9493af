/**
 * Greedy decoding: the most probable token, again and again, for many prompts together.
 *
 * Rows leave as soon as they are done and others take their places, so that no row waits for the longest answer
 * of its batch; the shortest rows go first, so that hardly any computed token is padding; and each pass confirms
 * as much of a draft as is right (`drafts.ts`). On 10,000 questions this takes a third of the passes' time.
 */
import type { Store } from '../engine/engine';
import { PADDING_TOKEN } from '../data/vocabulary';
import { LONGEST_ANSWER, endsAnswer } from './answerEnd';
import { Drafts } from './drafts';
import { LengthQueue } from './lengthQueue';
import type { RowResult, RowRunner } from './rowRunner';
import { type Running, breathe } from './running';

/** What was decoded behind a prompt. */
export interface Answer {
  /** Tokens up to the closing mask, without it. */
  readonly tokens: readonly number[];
  /** Natural logarithm of the probability of the answer with its closing mask, where it was not cut off. */
  readonly logProbability: number;
}

/** What is decoded, and with what. */
export interface Decoding<Item> {
  /** Gives `predicted` and `logProbability`, [rows · length]: the most probable next tokens, and ln p of each. */
  readonly runner: RowRunner<Item>;
  /** Rows of tokens behind which to go on, each at most `longestRow` long. */
  readonly prompts: readonly (readonly number[])[];
  /** The row that stands for so much of a prompt with its answer. */
  readonly rowOf: (tokens: readonly number[], index: number) => Item;
  /** The longest row that the model reads. */
  readonly longestRow: number;
  /** Whether a token ends an answer; {@link endsAnswer} when left out. */
  readonly ends?: (token: number) => boolean;
  /** Answers that are expected, by prompt; good ones save time and change nothing. */
  readonly expected?: readonly (readonly number[] | undefined)[];
}

/** Decodes behind all prompts; progress counts the answers that are ready. */
export async function decodeGreedily<Item>(
  store: Store,
  { runner, prompts, rowOf, longestRow, expected = [], ends = endsAnswer }: Decoding<Item>,
  running: Running = {},
): Promise<readonly Answer[]> {
  const rows = prompts.map((prompt, index) => new DecodedRow(prompt, index, { longest: longestRow, ends }));
  const queue = new LengthQueue<DecodedRow>();
  for (const row of rows) if (!row.done) queue.add(row.tokens.length, row);
  const drafts = new Drafts();
  let ready = rows.length - queue.size;
  while (queue.size > 0) {
    await breathe(running);
    const batch = queue.take(runner.itemsPerBatch);
    const drafted = batch.map((row) => row.drafted(drafts.after(row.answered, expected[row.index])));
    const results = await runner.batch(
      store,
      batch.map((row, place) => rowOf(drafted[place] ?? row.tokens, row.index)),
    );
    batch.forEach((row, place) => {
      row.take(results[place], drafted[place] ?? row.tokens);
      if (row.done) drafts.learn(row.answered, expected[row.index]);
      else queue.add(row.tokens.length, row);
    });
    if (rows.length - queue.size > ready) running.onProgress?.(rows.length - queue.size, rows.length);
    ready = rows.length - queue.size;
  }
  return rows.map((row) => row.answer);
}

/** One prompt on its way to an answer. */
class DecodedRow {
  readonly tokens: number[];
  done: boolean;
  private logProbability: number;
  private readonly start: number;

  constructor(
    prompt: readonly number[],
    readonly index: number,
    private readonly limits: { readonly longest: number; readonly ends: (token: number) => boolean },
  ) {
    this.tokens = [...prompt];
    this.start = prompt.length;
    this.done = this.full;
    this.logProbability = this.done ? -Infinity : 0;
  }

  /** What has been decoded so far. */
  get answered(): readonly number[] {
    return this.tokens.slice(this.start);
  }

  get answer(): Answer {
    return { tokens: this.answered, logProbability: this.logProbability };
  }

  /** The row with a draft behind it, as far as there is room. */
  drafted(draft: readonly number[]): readonly number[] {
    return [...this.tokens, ...draft].slice(0, this.limits.longest);
  }

  /** Takes the most probable tokens behind each beginning of `drafted`, up to the first difference. */
  take(result: RowResult | undefined, drafted: readonly number[]): void {
    const offset = result ? result.row * result.length : 0;
    for (let place = this.tokens.length - 1; place < drafted.length && !this.done; place++) {
      const token = result?.outputs['predicted']?.data[offset + place] ?? PADDING_TOKEN;
      this.logProbability += result?.outputs['logProbability']?.data[offset + place] ?? 0;
      if (this.limits.ends(token)) this.done = true;
      else this.tokens.push(token);
      this.done ||= this.full;
      if (token !== drafted[place + 1]) return;
    }
  }

  /** Whether nothing more can be decoded: the answer is long enough, or the context ends. */
  private get full(): boolean {
    return this.tokens.length - this.start >= LONGEST_ANSWER || this.tokens.length > this.limits.longest;
  }
}
