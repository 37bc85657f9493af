/**
 * The form of a file of predictions: a row of tab-separated values for each question.
 */
import type { AskedQuestion } from './evaluate';

/** How an answer stands in a predictions file: a model may say line ends, which would end the row. */
export function predictionCell(prediction: string): string {
  return prediction.replace(/[\t\r\n]+/g, ' ');
}

/** The lines of a predictions file: question, prediction, answer, whether it is right, probability, line. */
export function predictionLines(asked: readonly AskedQuestion[]): string {
  const header = ['question', 'prediction', 'answer', 'correct', 'probability', 'line'];
  const lines = asked.map(({ question, prediction, answer = '', correct, probability, line }) => {
    const verdict = correct === undefined ? '' : correct ? 'yes' : 'no';
    return [question, predictionCell(prediction), answer, verdict, probability.toPrecision(4), String(line)];
  });
  return [header, ...lines].map((fields) => `${fields.join('\t')}\n`).join('');
}
