/**
 * What a score has to be measured against: guessing, and the most that the text allows.
 */
import { subjectOf, wordingOf } from './questionWording';
import type { AnsweredQuestion } from './questions';

/** The most common answer and what answering it to everything would score. */
export interface CommonAnswer {
  readonly answer: string;
  /** Questions that it answers. */
  readonly correct: number;
}

/** The most common answer of `questions` (the first of equals), scored on the same questions. */
export function commonAnswer(questions: readonly AnsweredQuestion[]): CommonAnswer {
  const counts = new Map<string, number>();
  for (const { answer } of questions) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  let best: CommonAnswer = { answer: '', correct: 0 };
  for (const [answer, correct] of counts) if (correct > best.correct) best = { answer, correct };
  return best;
}

/**
 * How many questions the corpus answers: a document about the person holds the answer. Documents that
 * begin with the name are about the person; where there is none, those that mention it.
 */
export function answersInText(questions: readonly AnsweredQuestion[], documents: readonly string[]): number {
  const wording = wordingOf(questions.map(({ question }) => question));
  const subjects = questions.map(({ question }) => subjectOf(question, wording));
  const byName = documentsBySubject(subjects, documents);
  return questions.filter(({ answer }, index) => {
    const subject = subjects[index] ?? '';
    const mentions = byName.get(subject) ?? [];
    const own = mentions.filter((document) => document.startsWith(subject));
    return (own.length > 0 ? own : mentions).some((document) => document.includes(answer));
  }).length;
}

/** Documents that hold each subject; an index of first words keeps it linear in the corpus. */
function documentsBySubject(
  subjects: readonly string[],
  documents: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const byFirstWord = new Map<string, string[]>();
  for (const subject of new Set(subjects)) {
    const [word = ''] = wordsOf(subject);
    byFirstWord.set(word, [...(byFirstWord.get(word) ?? []), subject]);
  }
  const found = new Map<string, string[]>();
  for (const document of documents) {
    for (const word of new Set(wordsOf(document))) {
      for (const subject of byFirstWord.get(word) ?? []) {
        if (document.includes(subject)) found.set(subject, [...(found.get(subject) ?? []), document]);
      }
    }
  }
  return found;
}

function wordsOf(text: string): readonly string[] {
  return text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}
