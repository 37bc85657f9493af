/**
 * *Ask a question*: any question, asked of the model that the panel shows; its answer and its heads stand there.
 */
import * as vscode from 'vscode';
import { wholeNumber } from '../../numbers/formats';
import { LONGEST_QUESTION } from '../../processes/panelSelection';
import type { Command } from './lab';

/** Asks for a question and selects it in the panel. */
export const askQuestion: Command = async (lab) => {
  const question = await vscode.window.showInputBox({
    title: vscode.l10n.t('Ask the model a question'),
    prompt: vscode.l10n.t('It answers best in the wording of the questions that it was trained on.'),
    validateInput: (text) =>
      text.length > LONGEST_QUESTION
        ? vscode.l10n.t('At most {0} characters, please.', wholeNumber(LONGEST_QUESTION))
        : undefined,
    placeHolder: vscode.l10n.t('Where was … born?'),
  });
  if (question === undefined || question.trim() === '') return;
  // A model that was opened goes on with a text unless it is told to answer.
  lab.panel.show({ page: 'heads', question: question.trim(), asks: true });
};
