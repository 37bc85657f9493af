/**
 * Asks a model a file of questions and scores what it says.
 */
import { answersInText, type CommonAnswer, commonAnswer } from '../data/answerBaselines';
import { Answerer } from '../model/answers';
import type { OpenModel } from '../model/openModel';
import { type AnsweredQuestion, type Question, hasAnswer } from '../data/questions';
import type { Engine } from '../engine/engine';
import { wholeText } from '../data/tokens/tokens';
import { type Interval, wilsonInterval } from '../numbers/statistics';

/** One question, asked. */
export interface AskedQuestion extends Question {
  readonly prediction: string;
  /** Whether the prediction is exactly the answer; undefined when there is none to compare with. */
  readonly correct: boolean | undefined;
  /** Probability that the model gives its prediction, 0 to 1. */
  readonly probability: number;
}

/** What a model scored on a file of questions. */
export interface Score {
  /** Questions that have an answer. */
  readonly scored: number;
  readonly correct: number;
  /** Share of right answers, 0 to 1. */
  readonly accuracy: number;
  /** Wilson's 95 % interval of the accuracy. */
  readonly interval: Interval;
  /** Always answering the most common answer. */
  readonly baseline: CommonAnswer;
  /** Questions whose answer stands in the corpus beside the name; undefined without a corpus. */
  readonly ceiling?: number;
}

/** An evaluation: every line, and the score when any line can be scored. */
export interface Evaluation {
  readonly asked: readonly AskedQuestion[];
  readonly score?: Score;
  /** A sentence for each thing that a person should know. */
  readonly warnings: readonly string[];
}

/** What to ask. */
export interface EvaluationOptions {
  readonly path: string;
  readonly questions: readonly Question[];
  /** Documents of the corpus, for the ceiling. */
  readonly documents?: readonly string[];
  readonly onProgress?: (answered: number) => void;
}

/** Asks and scores. */
export async function evaluate(
  engine: Engine,
  open: OpenModel,
  options: EvaluationOptions,
): Promise<Evaluation> {
  const { model, vocabulary, store } = open;
  const answerer = new Answerer(engine, model, store);
  const encoded = options.questions.map(({ question }) => vocabulary.encode(question));
  // An answer with characters that the model does not know is not given, however the rest is spelled.
  const expected = options.questions.map(({ answer }) =>
    answer === undefined || vocabulary.unknown(answer).length > 0 ? undefined : vocabulary.encode(answer),
  );
  const onProgress = options.onProgress;
  const answers = await answerer.answer(encoded, { expected, ...(onProgress ? { onProgress } : {}) });
  await answerer.dispose();
  const asked = options.questions.map((question, index): AskedQuestion => {
    const answer = answers[index];
    const prediction = wholeText(vocabulary, answer?.tokens ?? []);
    const correct = question.answer === undefined ? undefined : prediction === question.answer;
    return { ...question, prediction, correct, probability: Math.exp(answer?.logProbability ?? -Infinity) };
  });
  const score = scoreOf(asked, options.documents);
  return {
    asked,
    ...(score ? { score } : {}),
    warnings: warningsOf(open, answerer.longestQuestion, options),
  };
}

/** What some answers are worth; undefined where no line can be scored. */
export function scoreOf(
  asked: readonly AskedQuestion[],
  documents: readonly string[] | undefined,
): Score | undefined {
  const answered: readonly AnsweredQuestion[] = asked.filter((question) => hasAnswer(question));
  if (answered.length === 0) return undefined;
  const correct = asked.filter((question) => question.correct === true).length;
  return {
    scored: answered.length,
    correct,
    accuracy: correct / answered.length,
    interval: wilsonInterval(correct, answered.length),
    baseline: commonAnswer(answered),
    ...(documents ? { ceiling: answersInText(answered, documents) } : {}),
  };
}

function warningsOf(
  { vocabulary, model }: OpenModel,
  longest: number,
  { path, questions }: EvaluationOptions,
): readonly string[] {
  const warnings: string[] = [];
  const unknown = questions.find(({ question }) => vocabulary.unknown(question).length > 0);
  if (unknown) {
    const characters = vocabulary.unknown(unknown.question).join(' ');
    warnings.push(
      `${path}, line ${unknown.line} has characters the model does not know (${characters}): left out.`,
    );
  }
  const long = questions.filter(({ question }) => vocabulary.encode(question).length > longest);
  const [first] = long;
  if (first) {
    const others = long.length > 1 ? ` and ${long.length - 1} more lines are` : ' is';
    warnings.push(
      `${path}, line ${first.line}${others} longer than the model reads (${model.config.contextLength} ${vocabulary.unit}): ` +
        'not answered.',
    );
  }
  return warnings;
}
