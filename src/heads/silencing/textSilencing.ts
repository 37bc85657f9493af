/**
 * What silencing heads does to one text: its loss and the answer, before and after.
 */
import { type Asking, askingByMask } from '../../model/asking';
import { type Tokens, readableTokens } from '../../data/tokens/tokens';
import { knownTokens } from '../texts';
import type { Engine, Store } from '../../engine/engine';
import type { Model } from '../../model/transformer';
import type { HeadPlace, TextOutcome, TextSilencing } from '../results';
import { decodeGreedily } from '../../model/greedyDecoding';
import { type RowRunner, longestRow } from '../../model/rowRunner';
import { type SilencedItem, numbersOf, rowOutcome, silencedRunner } from './silencedRows';

/** A text, and what is known about it. */
export interface SilencedText {
  readonly text: string;
  /** Whether it is a question, to which the model's answer is wanted. */
  readonly question: boolean;
  /** The right answer, if known. */
  readonly answer?: string;
  /** The most tokens that the model goes on with, where the text is no question; none when left out. */
  readonly goOn?: number;
}

/** Compares a text with and without heads, with whatever weights of the model each call names. */
export class TextSilencer {
  private readonly runner: RowRunner<SilencedItem>;

  constructor(
    engine: Engine,
    private readonly model: Model,
    private readonly vocabulary: Tokens,
    private readonly asking: Asking = askingByMask(vocabulary),
    private readonly ends: (token: number) => boolean = asking.ends,
  ) {
    this.runner = silencedRunner(engine, model, { rows: 2, rowsPerItem: 1 });
  }

  /** The text with all heads, and without some. What does not fit into the context is left out. */
  async compare(store: Store, text: SilencedText, silenced: readonly HeadPlace[]): Promise<TextSilencing> {
    const ways = [[], numbersOf(this.model, silenced)];
    const losses = await this.losses(store, text, ways);
    const goesOn = !text.question && text.goOn !== undefined && text.goOn > 0;
    const answers = text.question || goesOn ? await this.answers(store, text, ways) : [];
    const outcome = (way: number): TextOutcome => ({
      loss: losses[way] ?? null,
      answer: answers[way]?.text ?? '',
      probability: answers[way]?.probability ?? 0,
    });
    return { silenced, ...(goesOn ? { goesOn } : {}), before: outcome(0), after: outcome(1) };
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
    const asked = question ? this.asking.prompt(text) : this.vocabulary.encode(text);
    const whole = question ? [...asked, ...knownTokens(this.asking, answer ?? ''), this.asking.close] : asked;
    const row = whole.slice(0, this.model.config.contextLength);
    const [tokens, targets] = [row.slice(0, -1), row.slice(1)];
    const answerStart = question ? asked.length - 1 : 0;
    if (targets.length <= answerStart) return [];
    const items = ways.map((silent): SilencedItem => ({ tokens, targets, silent: [silent] }));
    const results = await this.runner.batch(store, items);
    return results.map((result) => {
      const { loss, characters } = rowOutcome(this.model, result, { targets, answerStart }, this.asking);
      return loss / characters;
    });
  }

  /** What is said greedily: the answer to a question, or what the text goes on with. */
  private async answers(
    store: Store,
    { text, question, goOn = 0 }: SilencedText,
    ways: readonly (readonly number[])[],
  ): Promise<readonly { readonly text: string; readonly probability: number }[]> {
    const prompt = question ? this.asking.prompt(text) : this.vocabulary.encode(text);
    const room = question ? Infinity : prompt.length + goOn - 1;
    const answers = await decodeGreedily(store, {
      runner: this.runner,
      prompts: ways.map(() => prompt),
      rowOf: (tokens, way): SilencedItem => ({ tokens, silent: [ways[way] ?? []] }),
      longestRow: Math.min(longestRow(this.model), room),
      ends: question ? this.asking.ends : this.ends,
    });
    return answers.map(({ tokens, logProbability }) => ({
      text: question ? this.asking.answer(tokens) : readableTokens(this.vocabulary, tokens),
      probability: Math.exp(logProbability),
    }));
  }
}
