/**
 * What silencing heads does to one text: its loss and the answer, before and after.
 */
import type { Vocabulary } from '../../data/vocabulary';
import { MASK_TOKEN, PADDING_TOKEN } from '../../data/vocabulary';
import type { Engine, Store } from '../../engine/engine';
import type { Model } from '../../model/transformer';
import type { HeadPlace, TextOutcome, TextSilencing } from '../results';
import type { RowResult, RowRunner } from '../../model/rowRunner';
import { type SilencedItem, numbersOf, rowOutcome, silencedRunner } from './silencedRows';

/** The study stops after so many characters. */
const LONGEST_ANSWER = 32;

/** A text, and what is known about it. */
export interface SilencedText {
  readonly text: string;
  /** Whether it is a question, to which the model's answer is wanted. */
  readonly question: boolean;
  /** The right answer, if known. */
  readonly answer?: string;
}

/** See the header; whatever the weights of the model. */
export class TextSilencer {
  private readonly runner: RowRunner<SilencedItem>;

  constructor(
    engine: Engine,
    private readonly model: Model,
    private readonly vocabulary: Vocabulary,
  ) {
    this.runner = silencedRunner(engine, model, { rows: 2, rowsPerItem: 1 });
  }

  /** The text with all heads, and without some. What does not fit into the context is left out. */
  async compare(store: Store, text: SilencedText, silenced: readonly HeadPlace[]): Promise<TextSilencing> {
    const ways = [[], numbersOf(this.model, silenced)];
    const losses = await this.losses(store, text, ways);
    const answers = text.question ? await this.answers(store, text, ways) : [];
    const outcome = (way: number): TextOutcome => ({
      loss: losses[way] ?? null,
      answer: answers[way]?.text ?? '',
      probability: answers[way]?.probability ?? 0,
    });
    return { silenced, before: outcome(0), after: outcome(1) };
  }

  /** Frees the programs. */
  dispose(): Promise<void> {
    return this.runner.dispose();
  }

  /** Nats a character: of the answer, where the text is a question, or of everything behind the first. */
  private async losses(
    store: Store,
    { text, question, answer }: SilencedText,
    ways: readonly (readonly number[])[],
  ): Promise<readonly number[]> {
    if (question && answer === undefined) return [];
    const asked = this.vocabulary.encode(text);
    const whole = question
      ? [...asked, MASK_TOKEN, ...this.vocabulary.encode(answer ?? ''), MASK_TOKEN]
      : asked;
    const row = whole.slice(0, this.model.config.contextLength);
    const [tokens, targets] = [row.slice(0, -1), row.slice(1)];
    const answerStart = question ? asked.length : 0;
    if (targets.length <= answerStart) return [];
    const results = await this.run(store, ways, [tokens, tokens], targets);
    return results.map(({ outputs, row: first, length }) => {
      const { loss, characters } = rowOutcome(outputs, { row: first, length }, { targets, answerStart });
      return loss / characters;
    });
  }

  private async answers(
    store: Store,
    { text }: SilencedText,
    ways: readonly (readonly number[])[],
  ): Promise<readonly { readonly text: string; readonly probability: number }[]> {
    const start = [...this.vocabulary.encode(text), MASK_TOKEN];
    const longest = Math.min(this.model.config.contextLength - 1, start.length + LONGEST_ANSWER);
    const rows = ways.map(() => ({ tokens: [...start], done: false, logProbability: 0 }));
    while (rows.some(({ done, tokens }) => !done && tokens.length <= longest)) {
      const tokens = rows.map((row) => row.tokens.slice(0, longest));
      const results = await this.run(store, ways, tokens);
      rows.forEach((row, way) => {
        if (row.done) return;
        const { token, logProbability } = lastPrediction(results[way], row.tokens.length);
        row.logProbability += logProbability;
        row.done = token === MASK_TOKEN || token === PADDING_TOKEN || row.tokens.length >= longest;
        if (token !== MASK_TOKEN && token !== PADDING_TOKEN) row.tokens.push(token);
      });
    }
    return rows.map(({ tokens, logProbability }) => ({
      text: this.vocabulary.decode(tokens.slice(start.length)),
      probability: Math.exp(logProbability),
    }));
  }

  private async run(
    store: Store,
    ways: readonly (readonly number[])[],
    tokens: readonly (readonly number[])[],
    targets?: readonly number[],
  ): Promise<readonly RowResult[]> {
    const results: RowResult[] = [];
    const items = ways.map((silent, way): SilencedItem => {
      return { tokens: tokens[way] ?? [], silent: [silent], ...(targets ? { targets } : {}) };
    });
    await this.runner.run(store, items, {}, (index, result) => {
      results[index] = result;
    });
    return results;
  }
}

function lastPrediction(
  result: RowResult | undefined,
  length: number,
): { readonly token: number; readonly logProbability: number } {
  const at = result ? result.row * result.length + length - 1 : 0;
  return {
    token: result?.outputs['predicted']?.data[at] ?? PADDING_TOKEN,
    logProbability: result?.outputs['logProbability']?.data[at] ?? 0,
  };
}
