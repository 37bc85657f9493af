/**
 * A trust report as lines for a terminal.
 */
import type { SwappedNames, TrustReport } from './trust';
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
  if (!found) return [head, `${lines.length} questions asked; the file has no answers to score them.`];
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
      ? `; with logits divided by ${scaled.temperature.toFixed(2)}: ${percent(scaled.after.error)}, ${scaled.after.brier.toFixed(3)}`
      : '';
    lines.push(
      `  expected calibration error ${percent(before.error)}, Brier score ${before.brier.toFixed(3)}${after}`,
    );
  }
  if (abstention) {
    const { threshold, keptOut, answered, rightWithheld, wrongWithheld } = abstention;
    lines.push(
      `  “I don’t know” at or below ${threshold.toPrecision(3)} keeps out ${percent(keptOut)} of the inventions; ` +
        `answered: ${tally(answered)}; withheld: ${rightWithheld} right, ${wrongWithheld} wrong`,
    );
  }
  return lines;
}

function inventions({ inventions: found }: TrustReport): readonly string[] {
  if (!found) return [];
  const sure = [...found.lines].map(({ probability }) => probability).sort((a, b) => a - b);
  const median = sure[Math.floor(sure.length / 2)] ?? 0;
  return [
    '',
    `${found.lines.length} people who do not exist: ${share(found.fluent)} get an answer of the training ` +
      `questions, with probability ${percent(median)} in the median`,
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

/** Below this the model does not read documents at all, and a swapped name cannot matter. */
const READS = 0.1;

/** What swapped names show, in a sentence. */
export function swapInWords({ probes, control, followsText, followsName }: SwappedNames): string {
  if (control.share < READS) {
    return (
      `Of ${probes} documents with their answer cut out it fills in ${control.count} under the right name, so swapping ` +
      'names shows nothing: this model does not complete documents.'
    );
  }
  return (
    `Of ${probes} documents with their answer cut out it fills in ${control.count} under the right name. Under another ` +
    `person’s name, ${followsText.count} answers follow the text and ${followsName.count} follow the name.`
  );
}

function comparison({ comparison: found }: TrustReport): readonly string[] {
  if (!found) return [];
  const { first, second, both, onlyFirst, onlySecond, neither, test } = found;
  return [
    '',
    `${first.name}: ${tally(first.tally)}`,
    `${second.name}: ${tally(second.tally)}`,
    `both right ${both}, only ${first.name} ${onlyFirst}, only ${second.name} ${onlySecond}, neither ${neither}; ` +
      `McNemar’s test: p = ${test.pExact.toPrecision(2)}`,
  ];
}

function candidates({ candidates: found, lines }: TrustReport): readonly string[] {
  if (!found) return [];
  return [
    '',
    `${found.candidates} candidate answers ranked in ${found.seconds.toFixed(1)} s ` +
      `(${found.rowsPerQuestion.toFixed(1)} rows a question; ${found.exact} of ${lines.length} proved)`,
  ];
}

function tally({ correct, scored, accuracy, interval }: Tally): string {
  return `${correct} of ${scored} right = ${percent(accuracy)} (${percent(interval.low)} – ${percent(interval.high)})`;
}

function share({ count, of, share: part }: Share): string {
  return `${count} of ${of} = ${percent(part)}`;
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}
