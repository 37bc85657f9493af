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
import { titledDocument } from './documentTitles';
import { type Example, answeredQuestion } from './examples';
import { questionAbout, subjectOf, wordingOf } from './questionWording';
import type { Tokens } from './tokens/tokens';

/** A question that a document answers itself. */
export interface Prompt {
  readonly question: string;
  readonly answer: string;
}

/**
 * The prompts of some documents; those without a title or without a span that is an answer give none.
 *
 * @param answers `given`: only those documents that the questions are about.
 */
export function promptsOf(
  documents: readonly string[],
  questions: readonly AnsweredQuestion[],
  answers: 'found' | 'given' = 'found',
): readonly Prompt[] {
  const wording = wordingOf(questions.map(({ question }) => question));
  const known = new Map(questions.map(({ question, answer }) => [subjectOf(question, wording), answer]));
  const spans = answers === 'given' ? undefined : new SpanFinder(questions.map(({ answer }) => answer));
  return documents.flatMap((document) => {
    const titled = titledDocument(document);
    if (!titled) return [];
    const answer = known.get(titled.title) ?? spans?.first(titled.body);
    return answer === undefined ? [] : [{ question: questionAbout(titled.title, wording), answer }];
  });
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

/** Finds the first of many spans in a text, in time linear in the text. */
class SpanFinder {
  /** Spans by their first word, longest first. */
  private readonly byFirstWord = new Map<string, string[]>();

  constructor(spans: readonly string[]) {
    for (const span of new Set(spans)) {
      const [word] = wordsOf(span);
      if (!word) continue;
      const group = this.byFirstWord.get(word.text);
      if (group) group.push(span);
      else this.byFirstWord.set(word.text, [span]);
    }
    for (const group of this.byFirstWord.values()) group.sort((a, b) => b.length - a.length);
  }

  /** The first span that stands in the text as whole words; of several there, the longest. */
  first(text: string): string | undefined {
    for (const { text: word, start } of wordsOf(text)) {
      const found = this.byFirstWord.get(word)?.find((span) => standsAt(text, span, start));
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

const LETTER = /[\p{L}\p{N}]/u;

function standsAt(text: string, span: string, start: number): boolean {
  return text.startsWith(span, start) && !LETTER.test(text.charAt(start + span.length));
}

function wordsOf(text: string): readonly { readonly text: string; readonly start: number }[] {
  return Array.from(text.matchAll(/[\p{L}\p{N}]+/gu), (match) => ({ text: match[0], start: match.index }));
}
