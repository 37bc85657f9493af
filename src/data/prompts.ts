/**
 * Asks documents about themselves, in the wording of a file of questions.
 *
 * A model that has learned a text by heart can often not say what it knows: facts are stored behind the
 * words that led to them ("Physics of Language Models: Part 3.1", Allen-Zhu & Li, 2023). So pretraining
 * may also ask: the document's title takes the subject's place in the question, and the answer is the
 * first span of the document that answers any question of the file (salient spans, Guu et al., 2020).
 * Only documents, questions and answers that may be learned are used; the file need not mention the
 * document's subject.
 */
import type { AnsweredQuestion } from './questions';
import { type TitledDocument, titledDocument } from './documentTitles';
import { type Example, answeredQuestion } from './examples';
import { KnownSpans } from './knownSpans';
import { type AnswerFinder, learnedAnswers } from './learnedAnswers';
import { questionAbout, subjectOf, wordingOf } from './questionWording';
import type { Tokens } from './tokens/tokens';

/** A question that a document answers itself. */
export interface Prompt {
  readonly question: string;
  readonly answer: string;
}

/**
 * Where answers come from: always the file where it knows the subject, and else the span of the document that stands
 * there as known answers stand in theirs (`learned`), or the first one that is an answer in the file (`found`), or
 * nowhere (`given`).
 */
export type PromptAnswers = 'learned' | 'found' | 'given';

/** The prompts of some documents; those without a title or without an answer give none. */
export function promptsOf(
  documents: readonly string[],
  questions: readonly AnsweredQuestion[],
  answers: PromptAnswers,
): readonly Prompt[] {
  const wording = wordingOf(questions.map(({ question }) => question));
  const known = new Map(questions.map(({ question, answer }) => [subjectOf(question, wording), answer]));
  const titled = documents.flatMap((document) => titledDocument(document) ?? []);
  const finder = answers === 'given' ? undefined : finderOf(titled, known, { questions, answers });
  return titled.flatMap((document) => {
    const answer = known.get(document.title) ?? finder?.(document);
    return answer === undefined ? [] : [{ question: questionAbout(document.title, wording), answer }];
  });
}

function finderOf(
  documents: readonly TitledDocument[],
  known: ReadonlyMap<string, string>,
  {
    questions,
    answers,
  }: { readonly questions: readonly AnsweredQuestion[]; readonly answers: 'learned' | 'found' },
): AnswerFinder {
  const all = questions.map(({ answer }) => answer);
  const spans = new KnownSpans(all);
  const first: AnswerFinder = ({ body }) => spans.first(body);
  if (answers === 'found') return first;
  const answered = documents.flatMap((document) => {
    const answer = known.get(document.title);
    return answer === undefined ? [] : [{ document, answer }];
  });
  return learnedAnswers(answered, all) ?? first;
}

/** Prompts as rows of tokens; those that do not fit into the context are left out. */
export function promptExamples(
  prompts: readonly Prompt[],
  vocabulary: Pick<Tokens, 'encode'>,
  contextLength: number,
): readonly Example[] {
  return prompts
    .map(({ question, answer }) => answeredQuestion(vocabulary.encode(question), vocabulary.encode(answer)))
    .filter(({ tokens }) => tokens.length < contextLength);
}
