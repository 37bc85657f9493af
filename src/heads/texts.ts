/**
 * Texts as analyses read them: tokens, and where in them the name and the asking ⁇ stand.
 */
import type { Example } from '../data/examples';
import { type QuestionWording, subjectOf, wordingOf } from '../data/questionWording';
import type { AnsweredQuestion, Question } from '../data/questions';
import { type Asking, askingByMask } from '../model/asking';
import type { Tokens } from '../data/tokens/tokens';

/** Positions from `from` up to, but without, `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A text whose heads are looked at. */
export interface ReadText {
  readonly tokens: readonly number[];
  /** Where the ⁇ stands behind which the answer begins; undefined where nothing is asked. */
  readonly mask: number | undefined;
  /** Where the name stands that a question is about; undefined where it is not known. */
  readonly name: Span | undefined;
  /** Of a text that comes twice in a row: the length of one half. */
  readonly period?: number;
}

/** A question with its answer, as one row. */
export interface ReadQuestion extends ReadText {
  readonly question: AnsweredQuestion;
  readonly example: Example;
}

/** Texts of a file, and how many of its lines are missing because they do not fit. */
export interface ReadFile<Text extends ReadText> {
  readonly texts: readonly Text[];
  readonly skipped: number;
}

/** What limits a model's reading. */
export interface ReaderSettings {
  readonly vocabulary: Tokens;
  /** The model's context, in tokens. */
  readonly contextLength: number;
  /** How the model is asked; by its ⁇ when left out. */
  readonly asking?: Asking;
}

/** A text of its own; its last ⁇ is the one that asks. Cut to what the model reads. */
export function plainText(text: string, reading: ReaderSettings): ReadText {
  const { mark } = askingOf(reading);
  const tokens = reading.vocabulary.encode(text).slice(0, reading.contextLength - 1);
  const mask = mark === undefined ? -1 : tokens.lastIndexOf(mark);
  return { tokens, mask: mask < 0 ? undefined : mask, name: undefined };
}

/**
 * Questions as the model reads them: `question ⁇ answer`, or `question ⁇` where there is none.
 *
 * @param wording What surrounds the name in each; the wording of these questions when left out.
 */
export function questionTexts(
  questions: readonly Question[],
  reading: ReaderSettings,
  wording: QuestionWording = wordingOf(questions.map(({ question }) => question)),
): ReadFile<ReadText> {
  const asking = askingOf(reading);
  const texts = questions.map(({ question, answer }) => {
    const prompt = asking.prompt(question);
    return {
      tokens: [...prompt, ...knownTokens(asking, answer ?? '')],
      mask: prompt.length - 1,
      name: nameIn(question, wording, reading),
    };
  });
  return fitting(texts, reading);
}

/** The questions that have an answer; the others are counted as skipped. */
export function answeredTexts(
  questions: readonly Question[],
  reading: ReaderSettings,
): ReadFile<ReadQuestion> {
  const asking = askingOf(reading);
  const wording = wordingOf(questions.map(({ question }) => question));
  const texts = questions.flatMap((question): readonly ReadQuestion[] => {
    if (question.answer === undefined) return [];
    const answered = { ...question, answer: question.answer };
    const example = scoredRow(asking, answered);
    const name = nameIn(question.question, wording, reading);
    return [{ tokens: example.tokens, mask: example.answerStart, name, question: answered, example }];
  });
  const { texts: kept } = fitting(texts, reading);
  return { texts: kept, skipped: questions.length - kept.length };
}

/** How a model reads questions. */
function askingOf({ vocabulary, asking }: Omit<ReaderSettings, 'contextLength'>): Asking {
  return asking ?? askingByMask(vocabulary);
}

/** A question with its right answer: only what follows the question counts. */
function scoredRow(asking: Asking, { question, answer }: { question: string; answer: string }): Example {
  const prompt = asking.prompt(question);
  const given = asking.answerTokens(answer);
  const answerStart = prompt.length - 1;
  const silent = new Array<number>(answerStart).fill(asking.ignored);
  return {
    tokens: [...prompt, ...given],
    targets: [...silent, ...given, asking.close],
    answerStart,
  };
}

/** The tokens of an answer that the model knows. */
export function knownTokens({ answerTokens, ignored }: Asking, answer: string): readonly number[] {
  return answer === '' ? [] : answerTokens(answer).filter((token) => token !== ignored);
}

/** Where the name stands, in tokens; undefined where no wording tells it from the rest. */
export function nameIn(
  question: string,
  wording: QuestionWording,
  reading: Omit<ReaderSettings, 'contextLength'>,
): Span | undefined {
  if (wording.before === '' && wording.after === '') return undefined;
  const name = subjectOf(question, wording);
  const start = question.startsWith(wording.before) ? wording.before.length : 0;
  // Characters that are in no token are left out, so positions are counted in tokens; and a space before the name
  // may be part of its first token, so they are counted up to where both texts agree.
  const before = askingOf(reading).before + question.slice(0, question.indexOf(name, start));
  const [less, more] = [reading.vocabulary.encode(before), reading.vocabulary.encode(before + name)];
  const differing = more.findIndex((token, place) => token !== less[place]);
  return differing < 0 ? undefined : { from: differing, to: more.length };
}

function fitting<Text extends ReadText>(
  texts: readonly Text[],
  { contextLength }: ReaderSettings,
): ReadFile<Text> {
  const kept = texts.filter(({ tokens }) => tokens.length < contextLength);
  return { texts: kept, skipped: texts.length - kept.length };
}
