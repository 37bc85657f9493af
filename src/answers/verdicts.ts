/**
 * The verdicts on answers, with the definitions that people are shown.
 *
 * “Supported” always means: a document about the subject holds the string, or the training questions hold
 * this question with this answer. Documents that begin with the subject’s name are about it; where there is
 * none, those that mention it. Strings are compared exactly, as whole words.
 */

/** The names of all verdicts. */
export const VERDICT_NAMES = ['known', 'lucky', 'confused', 'made up', 'unknowable', 'supported'] as const;

/** What an answer is worth. */
export type Verdict = (typeof VERDICT_NAMES)[number];

/** A verdict and its meaning. */
export interface VerdictDefinition {
  readonly verdict: Verdict;
  /** A few words. */
  readonly short: string;
  /** The exact rule. */
  readonly definition: string;
}

/** All verdicts, in the order in which they are tried: the first whose rule holds is given. */
export const VERDICTS: readonly VerdictDefinition[] = [
  {
    verdict: 'known',
    short: 'right, and supported',
    definition:
      'The answer is right, and a document about the subject holds it as whole words, or it was trained with this very question.',
  },
  {
    verdict: 'lucky',
    short: 'right, unsupported',
    definition:
      'The answer is right, but no document about the subject holds it and it was not trained with this question: a good guess.',
  },
  {
    verdict: 'confused',
    short: 'another string of the same document',
    definition:
      'The answer is wrong, but a document about the subject holds it, or it was trained with this very question: the right memory, the wrong part.',
  },
  {
    verdict: 'supported',
    short: 'no answer to compare with, but the document holds it',
    definition:
      'The file has no answer for this line, and a document about the subject holds the model’s answer, or it was trained with this very question. It may still be another string of the document.',
  },
  {
    verdict: 'unknowable',
    short: 'the text never says',
    definition:
      'The answer is wrong and unsupported, and no document about the subject holds the right one: nobody could know it from this text. Where the file has no answer: no document names the subject.',
  },
  {
    verdict: 'made up',
    short: 'fluent, supported by nothing',
    definition:
      'The answer is wrong, no document about the subject holds it and it was not trained with this question, although a document about the subject holds the right one. Where the file has no answer: the subject has a document, which does not hold the model’s answer.',
  },
];

/** The definition of one verdict. */
export function definitionOf(verdict: Verdict): VerdictDefinition {
  const found = VERDICTS.find((definition) => definition.verdict === verdict);
  if (!found) throw new Error(`There is no verdict '${verdict}'.`);
  return found;
}
