/**
 * The verdict on an answer, and why, in sentences. The rules are those that `protocol/verdicts.ts` shows.
 */
import type { Provenance } from './trust';
import type { Verdict } from './verdicts';

/** An answer with all that is known about it. */
export interface JudgedAnswer {
  readonly answer: string;
  readonly truth: string | undefined;
  readonly provenance: Provenance;
}

/** The verdict on an answer; undefined when there is none. */
export function verdictOn({ answer, truth, provenance }: JudgedAnswer): Verdict | undefined {
  if (answer === '') return undefined;
  const supported = provenance.answerInDocument !== undefined || provenance.trainedPair;
  if (truth === undefined) {
    if (supported) return 'supported';
    return provenance.named === 'never' ? 'unknowable' : 'made up';
  }
  if (answer === truth) return supported ? 'known' : 'lucky';
  if (supported) return 'confused';
  return provenance.truthInDocument ? 'made up' : 'unknowable';
}

/** What speaks for and against an answer, a sentence each. */
export function reasonsFor(judged: JudgedAnswer): readonly string[] {
  const { answer, provenance } = judged;
  if (answer === '')
    return ['There is no answer: the question is too long for the model, or it ended its answer at once.'];
  return [...aboutAnswer(judged), ...aboutTruth(judged), ...aboutTraining(provenance)];
}

function aboutAnswer({ answer, provenance }: JudgedAnswer): readonly string[] {
  const { subject, named, answerInDocument, answerElsewhere } = provenance;
  if (named === 'never') {
    const rest = answerElsewhere
      ? `; “${answer}” stands on line ${answerElsewhere.line}, about something else`
      : '';
    return [`The text never names ${subject}${rest}.`];
  }
  const about =
    named === 'title'
      ? `the document about ${subject}`
      : `a document that mentions ${subject} (none begins with the name)`;
  if (answerInDocument) return [`“${answer}” stands in ${about}, line ${answerInDocument.line}.`];
  const nowhere = `“${answer}” does not stand in ${about}`;
  return [
    answerElsewhere
      ? `${nowhere}; it stands elsewhere, first on line ${answerElsewhere.line}.`
      : `${nowhere}, nor anywhere else in the text.`,
  ];
}

function aboutTruth({ answer, truth, provenance }: JudgedAnswer): readonly string[] {
  if (truth === undefined || answer === truth || provenance.named === 'never') return [];
  const place = provenance.truthInDocument;
  return [
    place
      ? `The right answer, “${truth}”, does stand there: line ${place.line}.`
      : `The right answer, “${truth}”, does not stand there: the text never says.`,
  ];
}

function aboutTraining({ trainedPair, timesTrained }: Provenance): readonly string[] {
  if (trainedPair) return ['It was trained with this very question.'];
  if (timesTrained === 0) return ['No training question has this answer.'];
  return [
    `${timesTrained} training ${timesTrained === 1 ? 'question has' : 'questions have'} this answer, for other questions.`,
  ];
}
