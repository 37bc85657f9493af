/**
 * What is said about answers in a questions file: behind a line, when it is hovered over, above the file.
 */
import * as vscode from 'vscode';
import { definitionOf } from '../../answers/verdicts';
import { countInWords, percent } from '../../numbers/formats';
import type { AnchoredAnswer } from './anchoredAnswers';
import type { EvaluationResult } from './evaluationResult';

/** Behind the line: `✓ Rome  93.1 % · known`. */
export function answerMark({ answer, outdated }: AnchoredAnswer): string {
  const { correct, prediction, probability, verdict } = answer;
  if (outdated) return vscode.l10n.t('○ {0}, before this line was changed', prediction);
  const sign = correct === undefined ? '→' : correct ? '✓' : '✗';
  return `${sign} ${prediction}  ${percent(probability)}${verdict === undefined ? '' : ` · ${verdict}`}`;
}

/** When the line is hovered over. */
export function explained({ answer: line, outdated }: AnchoredAnswer): vscode.MarkdownString {
  const { question, prediction, answer, correct, probability, verdict, reasons } = line;
  const t = vscode.l10n.t;
  // Plain text: a file's content must not become links or commands.
  const text = new vscode.MarkdownString();
  if (outdated) text.appendText(`${t('This line has been changed. Asked was “{0}”.', question)} `);
  text.appendText(t('The model says “{0}”, with probability {1}.', prediction, percent(probability)));
  if (correct === false) text.appendText(` ${t('The answer in the file is “{0}”.', answer)}`);
  for (const reason of reasons) text.appendMarkdown('\n\n').appendText(reason);
  if (verdict) text.appendMarkdown(`\n\n**${verdict}**: `).appendText(definitionOf(verdict).definition);
  return text;
}

/** Above the file: right of scored with the interval, and what guessing would be worth. */
export function scoreInWords({ correct, scored, baseline, run, lines }: EvaluationResult): string {
  const t = vscode.l10n.t;
  if (scored === 0) return t('{0}: {1} answers, nothing to score', run, lines.length);
  const score = countInWords(correct, scored, t('right'));
  const guess = percent(baseline.correct / scored);
  return t('{0}: {1}, 95 % interval · always “{2}”: {3}', run, score, baseline.answer, guess);
}

/** Above the file: that some answers are to lines that are no more. */
export function outdatedInWords(count: number): string {
  const t = vscode.l10n.t;
  return count === 1
    ? t('$(refresh) 1 line has changed: evaluate again')
    : t('$(refresh) {0} lines have changed: evaluate again', count);
}
