/**
 * A stand-in for a model whose beliefs are written down: for each question, answers with their probabilities.
 */
import {
  END,
  type GivenAnswer,
  type RowProbabilities,
  type ScoredRow,
  type Respondent,
} from '../../../src/answers/trust/respondent';

/** Answers with their probabilities. What is missing to 1 is something nobody asks for. */
export type Belief = Readonly<Record<string, number>>;

export class KnownRespondent implements Respondent {
  readonly longestQuestion = 120;
  readonly pieces = (answer: string) => Array.from(answer);
  rowsRead = 0;

  constructor(
    readonly name: string,
    private readonly beliefs: Readonly<Record<string, Belief>>,
    private readonly otherwise: Belief = { Nowhere: 1 },
  ) {}

  knows(): boolean {
    return true;
  }

  answer(questions: readonly string[]): Promise<readonly GivenAnswer[]> {
    return Promise.resolve(
      questions.map((question) => {
        const entries = Object.entries(this.belief(question)).sort(([, a], [, b]) => b - a);
        const [text, probability] = entries[0] ?? ['', 0];
        return { text, probability };
      }),
    );
  }

  read(rows: readonly ScoredRow[]): Promise<readonly RowProbabilities[]> {
    this.rowsRead += rows.length;
    return Promise.resolve(rows.map((row) => this.reading(row)));
  }

  private belief(question: string): Belief {
    return this.beliefs[question] ?? this.otherwise;
  }

  private reading({ question, pieces }: ScoredRow): RowProbabilities {
    const belief = this.belief(question);
    const mass = (test: (answer: string) => boolean) =>
      Object.entries(belief).reduce(
        (sum, [answer, probability]) => sum + (test(answer) ? probability : 0),
        0,
      );
    const logProbability = (depth: number, next: string) => {
      const beginning = pieces.slice(0, depth).join('');
      const all = depth === 0 ? 1 : mass((answer) => answer.startsWith(beginning));
      const going = mass((answer) =>
        next === END ? answer === beginning : answer.startsWith(beginning + next),
      );
      return going === 0 ? -Infinity : Math.log(going / all);
    };
    return {
      depths: pieces.length + 1,
      logProbability,
      scaledLog: (depth, next, temperature) => logProbability(depth, next) / temperature,
    };
  }
}
