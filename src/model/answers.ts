/**
 * What a model answers to questions, and how sure it is.
 */
import { MASK_TOKEN } from '../data/vocabulary';
import type { Engine, Store } from '../engine/engine';
import { type Answer, decodeGreedily } from './greedyDecoding';
import { nextTokens } from './nextTokens';
import { RowRunner, longestRow } from './rowRunner';
import type { Running } from './running';
import type { Model } from './transformer';

export type { Answer } from './greedyDecoding';

/** Rows that are decoded together, unless told otherwise. */
const ROWS = 32;

/** How to answer. */
export interface AnswerOptions extends Running {
  /** What is expected, by question, where it is known: it saves time and changes no answer. */
  readonly expected?: readonly (readonly number[] | undefined)[];
}

/** A runner for answers; models of one configuration may share it. */
export function answerRunner(engine: Engine, model: Model, rows = ROWS): RowRunner<readonly number[]> {
  return new RowRunner<readonly number[]>(engine, model, {
    rows,
    tokens: (tokens) => [tokens],
    body: nextTokens(model),
  });
}

/** Asks one model. */
export class Answerer {
  private readonly runner: RowRunner<readonly number[]>;

  /**
   * @param store Holds the model's parameters, which may change between calls.
   * @param options.rows Questions that are decoded together: one answers a single question soonest.
   * @param options.runner A shared runner, which its owner disposes of.
   */
  constructor(
    engine: Engine,
    private readonly model: Model,
    private readonly store: Store,
    { rows = ROWS, runner }: { readonly rows?: number; readonly runner?: RowRunner<readonly number[]> } = {},
  ) {
    this.runner = runner ?? answerRunner(engine, model, rows);
  }

  /** The longest question, in tokens, that leaves room for a mask and an answer of one character. */
  get longestQuestion(): number {
    return longestRow(this.model) - 2;
  }

  /**
   * Answers encoded questions. One that is longer than {@link longestQuestion} gets an empty answer. Progress
   * counts answers.
   */
  async answer(
    questions: readonly (readonly number[])[],
    { expected, ...running }: AnswerOptions = {},
  ): Promise<readonly Answer[]> {
    const fitting = [...questions.keys()].filter(
      (index) => (questions[index]?.length ?? 0) <= this.longestQuestion,
    );
    const decoded = await decodeGreedily(
      this.store,
      {
        runner: this.runner,
        prompts: fitting.map((index) => [...(questions[index] ?? []), MASK_TOKEN]),
        rowOf: (tokens) => tokens,
        longestRow: longestRow(this.model),
        ...(expected ? { expected: fitting.map((index) => expected[index]) } : {}),
      },
      running,
    );
    const answers = new Array<Answer>(questions.length).fill({ tokens: [], logProbability: -Infinity });
    fitting.forEach((index, place) => {
      answers[index] = decoded[place] ?? { tokens: [], logProbability: -Infinity };
    });
    return answers;
  }

  /** Frees the programs, a shared runner's too. */
  dispose(): Promise<void> {
    return this.runner.dispose();
  }
}
