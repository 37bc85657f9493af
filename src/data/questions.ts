/**
 * Questions with answers, in a file of tab-separated values: `question⇥answer`, or only questions.
 */
import type { FileReference } from '../files/fileReference';
import { UserError } from '../files/userError';
import { readTextFile } from '../files/textFile';

/** One line of the file. */
export interface Question {
  /** The line's number in the file, from 1. */
  readonly line: number;
  readonly question: string;
  /** Undefined when the line has none: it can be asked, but not scored or learned. */
  readonly answer: string | undefined;
}

/** A file of questions. */
export interface QuestionFile {
  readonly reference: FileReference;
  readonly questions: readonly Question[];
  readonly warnings: readonly string[];
}

/** A question that can be learned or scored. */
export interface AnsweredQuestion extends Question {
  readonly answer: string;
}

/** The first line of a file of predictions: what a model has answered to a file of questions. */
export const PREDICTION_COLUMNS = 'question\tprediction\tanswer\tcorrect\tprobability\tline';

/** What stands on a line. */
const FORM = 'one question, a tab and its answer';

/**
 * Reads a file of questions; blank lines are skipped.
 *
 * @throws UserError when the file cannot be read, holds no question, or a line has a third column.
 */
export async function readQuestions(path: string): Promise<QuestionFile> {
  const { lines, reference } = await readTextFile(path, FORM);
  if (lines[0] === PREDICTION_COLUMNS)
    throw new UserError(
      `${path} holds the answers of a model. Name the file with the questions that it was asked.`,
    );
  const questions: Question[] = [];
  lines.forEach((text, index) => {
    if (text.trim() === '') return;
    questions.push(parseLine(path, text, index + 1));
  });
  if (questions.length === 0) {
    throw new UserError(`${path} holds no question. Put ${FORM} on each line.`);
  }
  return { reference, questions, warnings: questionWarnings(path, questions) };
}

function parseLine(path: string, text: string, line: number): Question {
  const [question = '', answer, ...more] = text.split('\t');
  if (more.length > 0) {
    throw new UserError(
      `${path}, line ${line} has ${more.length + 2} columns. Keep two: question, tab, answer.`,
    );
  }
  if (question.trim() === '') throw new UserError(`${path}, line ${line} has no question before its tab.`);
  return { line, question, answer: answer === undefined || answer === '' ? undefined : answer };
}

function questionWarnings(path: string, questions: readonly Question[]): readonly string[] {
  const without = questions.filter(({ answer }) => answer === undefined);
  const [first] = without;
  if (!first || without.length === questions.length) return [];
  const others = without.length > 1 ? ` and ${without.length - 1} more lines have` : ' has';
  return [`${path}, line ${first.line}${others} no answer: asked, but not scored.`];
}

/**
 * The questions that have an answer.
 *
 * @throws UserError naming the first line when one has none, because it could not be learned.
 */
export function requireAnswers({ reference, questions }: QuestionFile): readonly AnsweredQuestion[] {
  return questions.map((question) => {
    if (hasAnswer(question)) return question;
    throw new UserError(
      `${reference.path}, line ${question.line} has no answer, so nothing can be learned from it. ` +
        'Write question, tab, answer; or delete the line.',
    );
  });
}

/** Whether a question has an answer. */
export function hasAnswer<Q extends Question>(question: Q): question is Q & AnsweredQuestion {
  return question.answer !== undefined;
}
