/**
 * A trust report as lines for a terminal.
 */
import { median } from 'd3-array';
import { fixed, threeDigits, percent, countInWords, pValue, durationInWords } from '../numbers/formats';
import { swapInWords } from './swappedNamesInWords';
import type { TrustReport } from './trust';
import type { MeasureReport, Share, Tally } from './trustMeasures';
import { definitionOf } from './verdicts';

/** The summary, a line each; blank lines between its parts. */
export function trustSummary(report: TrustReport): readonly string[] {
  return [
    ...score(report),
    ...verdicts(report),
    ...report.measures.flatMap(measure),
    ...inventions(report),
    ...bias(report),
    ...comparison(report),
    ...candidates(report),
  ];
}

function score({ runs, questions, score: found, members, lines }: TrustReport): readonly string[] {
  const who = runs.length > 1 ? `a committee of ${runs.length} runs (${runs.join(', ')})` : (runs[0] ?? '');
  const head = `${who} on ${questions}`;
  if (!found)
    return [
      head,
      `${lines.length} ${lines.length === 1 ? 'question' : 'questions'} asked; the file has no answers to score them.`,
    ];
  const { scored, baseline, ceiling } = found;
  return [
    head,
    `${tally(found)}; always “${baseline.answer}”: ${percent(baseline.correct / scored)}; ` +
      `stands in the text: ${percent(ceiling / scored)}`,
    ...members.map(({ name, tally: own }) => `  ${name} alone: ${tally(own)}`),
  ];
}

function verdicts({ verdicts: counts, lines, madeUp, fluent }: TrustReport): readonly string[] {
  const rows = counts.filter(({ count }) => count > 0);
  return [
    '',
    ...rows.map(({ verdict, count }) => {
      const part = percent(count / Math.max(1, lines.length));
      return `${verdict.padEnd(12)}${String(count).padStart(5)}${part.padStart(9)}  ${definitionOf(verdict).short}`;
    }),
    ...(madeUp ? [`of the wrong answers, ${share(madeUp)} are made up`] : []),
    ...(fluent ? [`of the wrong answers, ${share(fluent)} are answers of the training questions`] : []),
  ];
}

function measure({ measure: name, riskCoverage, calibration, abstention }: MeasureReport): readonly string[] {
  const lines = [
    '',
    `by ${name}: mean risk over all coverages ${percent(riskCoverage.area)} (at best ${percent(riskCoverage.bestArea)})`,
  ];
  if (calibration) {
    const { before, scaled } = calibration;
    const after = scaled
      ? `; with logits divided by ${fixed(scaled.temperature, 2)}: ${percent(scaled.after.error)}, ${fixed(scaled.after.brier, 3)}`
      : '';
    lines.push(
      `  expected calibration error ${percent(before.error)}, Brier score ${fixed(before.brier, 3)}${after}`,
    );
  }
  if (abstention) {
    const { threshold, keptOut, answered, rightWithheld, wrongWithheld } = abstention;
    lines.push(
      `  “I don’t know” at or below ${threeDigits(threshold)} keeps out ${percent(keptOut)} of the inventions; ` +
        `answered: ${tally(answered)}; withheld: ${rightWithheld} right, ${wrongWithheld} wrong`,
    );
  }
  return lines;
}

function inventions({ inventions: found }: TrustReport): readonly string[] {
  if (!found) return [];
  const sure = median(found.lines, ({ probability }) => probability) ?? 0;
  return [
    '',
    `${found.lines.length} people who do not exist: ${share(found.fluent)} get an answer of the training ` +
      `questions, with probability ${percent(sure)} in the median`,
  ];
}

function bias({ bias: found }: TrustReport): readonly string[] {
  if (!found) return [];
  const over = found.overPredicted.slice(0, 5);
  const lines = [
    '',
    'accuracy by how often the right answer was trained:',
    ...found.byFrequency
      .filter(({ scored }) => scored > 0)
      .map((bucket) => `  ${bucket.label.padEnd(20)}${tally(bucket)}`),
    `given too often: ${over.map(({ answer, predicted, truth }) => `${answer} (${predicted} for ${truth})`).join(', ')}`,
  ];
  const { swappedNames } = found;
  if (swappedNames) {
    lines.push(swapInWords(swappedNames));
  }
  return lines;
}

function comparison({ comparison: found }: TrustReport): readonly string[] {
  if (!found) return [];
  const { first, second, both, onlyFirst, onlySecond, neither, test } = found;
  return [
    '',
    `${first.name}: ${tally(first.tally)}`,
    `${second.name}: ${tally(second.tally)}`,
    `both right ${both}, only ${first.name} ${onlyFirst}, only ${second.name} ${onlySecond}, neither ${neither}; ` +
      `McNemar’s test: ${pValue(test.pExact)}`,
  ];
}

function candidates({ candidates: found, lines }: TrustReport): readonly string[] {
  if (!found) return [];
  return [
    '',
    `${found.candidates} candidate answers ranked in ${durationInWords(found.seconds)} ` +
      `(${fixed(found.rowsPerQuestion, 1)} rows a question; ${found.exact} of ${lines.length} proved)`,
  ];
}

function tally({ correct, scored }: Tally): string {
  return countInWords(correct, scored, 'right');
}

function share({ count, of }: Share): string {
  return countInWords(count, of);
}
