/**
 * What the answers lean towards: frequent answers, and those that were trained often.
 */
import { tallyOf } from '../tallies';
import type { AnswerFrequency, Bias, FrequencyBucket, TrustLine } from '../trust';

/** How often an answer was trained: never, once, … The study’s own buckets. */
const BUCKETS: readonly { readonly label: string; readonly least: number; readonly most?: number }[] = [
  { label: 'never', least: 0, most: 0 },
  { label: 'once', least: 1, most: 1 },
  { label: '2 – 3 times', least: 2, most: 3 },
  { label: '4 – 9 times', least: 4, most: 9 },
  { label: '10 – 30 times', least: 10, most: 30 },
  { label: 'more than 30 times', least: 31 },
];

/** The bias of scored lines; undefined when there are none. */
export function biasOf(
  lines: readonly TrustLine[],
  trained: ReadonlyMap<string, number>,
): Omit<Bias, 'swappedNames'> | undefined {
  const scored = lines.filter(({ correct }) => correct !== undefined);
  if (scored.length === 0) return undefined;
  const answers = frequencies(scored, trained);
  return {
    answers,
    // Half the sum of distances; without an answer to compare, nothing is added.
    distance:
      answers.reduce((sum, { predicted, truth }) => sum + Math.abs(predicted - truth), 0) /
      (2 * scored.length),
    overPredicted: answers
      .filter(({ predicted, truth }) => predicted > truth)
      .sort((a, b) => b.predicted - b.truth - (a.predicted - a.truth)),
    byFrequency: BUCKETS.map((bucket) => bucketOf(bucket, scored, trained)),
  };
}

/** Questions whose true answer was trained so often, and how many of them are right. */
function bucketOf(
  bucket: (typeof BUCKETS)[number],
  scored: readonly TrustLine[],
  trained: ReadonlyMap<string, number>,
): FrequencyBucket {
  const own = scored.filter(({ truth = '' }) => {
    const times = trained.get(truth) ?? 0;
    return times >= bucket.least && times <= (bucket.most ?? Infinity);
  });
  return { ...bucket, ...tallyOf(own.filter(({ correct }) => correct === true).length, own.length) };
}

function frequencies(
  scored: readonly TrustLine[],
  trained: ReadonlyMap<string, number>,
): readonly AnswerFrequency[] {
  const [predicted, truths] = [counts(scored, 'answer'), counts(scored, 'truth')];
  const answers = [...new Set([...predicted.keys(), ...truths.keys()])];
  return answers
    .map((answer) => ({
      answer,
      predicted: predicted.get(answer) ?? 0,
      truth: truths.get(answer) ?? 0,
      trained: trained.get(answer) ?? 0,
    }))
    .sort((a, b) => b.predicted - a.predicted || b.truth - a.truth);
}

function counts(lines: readonly TrustLine[], of: 'answer' | 'truth'): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const line of lines) {
    const text = line[of] ?? '';
    found.set(text, (found.get(text) ?? 0) + 1);
  }
  return found;
}
