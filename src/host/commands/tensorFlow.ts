/**
 * *Set up TensorFlow GPU*: what was found, what is missing, and the one command that installs it, run where the person
 * sees it. Nothing is downloaded before somebody chooses that.
 */
import * as v from 'valibot';
import * as vscode from 'vscode';
import { setUpReport } from '../../engine/tensorflow/setUpReport';
import { inDialogue } from './dialogue';
import type { Command } from './lab';
import { runVerb } from './runVerb';

/** Shows the findings; choosing the command runs it in a terminal. */
export const setUpTensorFlow: Command = async (lab) => {
  const t = vscode.l10n.t;
  const printed = await runVerb(lab, {
    title: t('Looking for TensorFlow and a GPU'),
    args: ['tensorflow', '--json'],
    folder: lab.context.extensionPath,
  });
  if (printed === undefined) return;
  const { findings, install } = v.parse(setUpReport, JSON.parse(printed));
  await inDialogue('tensorflow', async (dialogue) => {
    const installing = {
      label: `$(terminal) ${t('Install what is missing')}`,
      detail: install ?? '',
      value: install,
    };
    const chosen = await dialogue.choose<string | undefined>({
      title:
        install === undefined
          ? t('What training on a GPU through TensorFlow needs')
          : t('What training on a GPU through TensorFlow needs; some of it is missing'),
      choices: [
        ...findings.map(({ found, words }) => ({
          label: `$(${found ? 'pass' : 'circle-slash'}) ${words}`,
          value: undefined,
        })),
        ...(install === undefined ? [] : [installing]),
      ],
      nothingPreselected: true,
    });
    if (chosen === undefined) return;
    const terminal = vscode.window.createTerminal({ name: t('Install TensorFlow') });
    terminal.show();
    terminal.sendText(chosen);
  });
};
