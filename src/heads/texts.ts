/**
 * Texts as analyses read them: tokens, and where in them the name and the asking ⁇ stand.
 */
import { type Example, scoredQuestion } from '../data/examples';
import { type QuestionWording, subjectOf, wordingOf } from '../data/questionWording';
import type { AnsweredQuestion, Question } from '../data/questions';
import { MASK_TOKEN, type Vocabulary } from '../data/vocabulary';

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
export interface Reading {
  readonly vocabulary: Vocabulary;
  /** The model's context, in characters. */
  readonly contextLength: number;
}

/** A text of its own; its last ⁇ is the one that asks. Cut to what the model reads. */
export function plainText(text: string, { vocabulary, contextLength }: Reading): ReadText {
  const tokens = vocabulary.encode(text).slice(0, contextLength - 1);
  const mask = tokens.lastIndexOf(MASK_TOKEN);
  return { tokens, mask: mask < 0 ? undefined : mask, name: undefined };
}

/**
 * Questions as the model reads them: `question ⁇ answer`, or `question ⁇` where there is none.
 *
 * @param wording What surrounds the name in each; the wording of these questions when left out.
 */
export function questionTexts(
  questions: readonly Question[],
  reading: Reading,
  wording: QuestionWording = wordingOf(questions.map(({ question }) => question)),
): ReadFile<ReadText> {
  const texts = questions.map(({ question, answer }) => {
    const answered = answer === undefined ? [] : reading.vocabulary.encode(answer);
    const asked = reading.vocabulary.encode(question);
    return {
      tokens: [...asked, MASK_TOKEN, ...answered],
      mask: asked.length,
      name: nameIn(question, wording, reading.vocabulary),
    };
  });
  return fitting(texts, reading);
}

/** The questions that have an answer; the others are counted as skipped. */
export function answeredTexts(questions: readonly Question[], reading: Reading): ReadFile<ReadQuestion> {
  const wording = wordingOf(questions.map(({ question }) => question));
  const texts = questions.flatMap((question): readonly ReadQuestion[] => {
    if (question.answer === undefined) return [];
    const answered = { ...question, answer: question.answer };
    const asked = reading.vocabulary.encode(question.question);
    const example = scoredQuestion(answered, reading.vocabulary);
    const name = nameIn(question.question, wording, reading.vocabulary);
    return [{ tokens: example.tokens, mask: asked.length, name, question: answered, example }];
  });
  const { texts: kept } = fitting(texts, reading);
  return { texts: kept, skipped: questions.length - kept.length };
}

/** Where the name stands, in tokens; undefined where no wording tells it from the rest. */
export function nameIn(question: string, wording: QuestionWording, vocabulary: Vocabulary): Span | undefined {
  if (wording.before === '' && wording.after === '') return undefined;
  const name = subjectOf(question, wording);
  const start = question.startsWith(wording.before) ? wording.before.length : 0;
  // Characters that are not in the vocabulary are left out, so positions are counted in tokens.
  const from = vocabulary.encode(question.slice(0, question.indexOf(name, start))).length;
  const to = from + vocabulary.encode(name).length;
  return to > from ? { from, to } : undefined;
}

function fitting<Text extends ReadText>(texts: readonly Text[], { contextLength }: Reading): ReadFile<Text> {
  const kept = texts.filter(({ tokens }) => tokens.length < contextLength);
  return { texts: kept, skipped: texts.length - kept.length };
}
