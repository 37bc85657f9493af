/**
 * The form of a file of predictions: a row of tab-separated values for each question.
 */
import { PREDICTION_COLUMNS } from '../data/questions';
import type { AskedQuestion } from './evaluate';

/** How an answer stands in a predictions file: a model may say line ends, which would end the row. */
export function predictionCell(prediction: string): string {
  return prediction.replace(/[\t\r\n]+/g, ' ');
}

/** The lines of a predictions file. */
export function predictionLines(asked: readonly AskedQuestion[]): string {
  const lines = asked.map(({ question, prediction, answer = '', correct, probability, line }) => {
    const verdict = correct === undefined ? '' : correct ? 'yes' : 'no';
    const fields = [question, predictionCell(prediction), answer, verdict, probability.toPrecision(4), line];
    return fields.join('\t');
  });
  return [PREDICTION_COLUMNS, ...lines].map((row) => `${row}\n`).join('');
}
