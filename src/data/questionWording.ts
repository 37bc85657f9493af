/**
 * How a file of questions words them: "Where was … born?", and who or what each is about.
 */

import { cutsWord } from './wordUnits';

/** The wording that nearly all questions of a file share, before and after what they are about. */
export interface QuestionWording {
  readonly before: string;
  readonly after: string;
}

/** Shared by at least this part of the questions, a beginning or an end counts as their wording. */
const MOST = 0.9;

/** Finds the wording of some questions, whole words; both parts are empty when they share none, or there is only one. */
export function wordingOf(questions: readonly string[]): QuestionWording {
  const [first = ''] = questions;
  const start = shared(questions, (question, length) => question.slice(0, length));
  const end = shared(questions, (question, length) => question.slice(question.length - length));
  const typical = questions.find((question) => question.startsWith(start) && question.endsWith(end)) ?? first;
  let [begins, ends] = [start.length, typical.length - end.length];
  // What Ada and Alma share is not the A.
  while (cutsWord(typical, begins)) begins--;
  while (cutsWord(typical, ends)) ends++;
  return { before: typical.slice(0, begins), after: typical.slice(ends) };
}

/** What a question is about: its text without the wording. */
export function subjectOf(question: string, { before, after }: QuestionWording): string {
  const start = question.startsWith(before) ? before.length : 0;
  const end = question.endsWith(after) && after !== '' ? question.length - after.length : question.length;
  return question.slice(start, Math.max(start, end)).trim();
}

/** The question about a subject. */
export function questionAbout(subject: string, { before, after }: QuestionWording): string {
  return `${before}${subject}${after}`;
}

/** The longest part, grown character by character, that most questions have in common. */
function shared(questions: readonly string[], part: (question: string, length: number) => string): string {
  if (questions.length < 2) return '';
  let sharing: readonly string[] = questions;
  for (let length = 0; ; length++) {
    const groups = new Map<string, string[]>();
    for (const question of sharing) {
      if (question.length <= length) continue;
      const key = part(question, length + 1);
      const group = groups.get(key);
      if (group) group.push(question);
      else groups.set(key, [question]);
    }
    const largest = [...groups.values()].reduce(
      (most, group) => (group.length > most.length ? group : most),
      [],
    );
    if (largest.length < MOST * questions.length) return part(sharing[0] ?? '', length);
    sharing = largest;
  }
}
