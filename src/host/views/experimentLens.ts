/**
 * A lens above an experiment file: run it.
 */
import * as vscode from 'vscode';

/** Offers *Run experiment* on the first line of each `*.attn.json` file. */
export function registerExperimentLens(): vscode.Disposable {
  return vscode.languages.registerCodeLensProvider(
    { pattern: '**/*.attn.json' },
    {
      provideCodeLenses: ({ uri }) => {
        const command = {
          title: vscode.l10n.t('$(play) Run experiment'),
          command: 'attentionLab.runExperiment',
          arguments: [uri],
        };
        return [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command)];
      },
    },
  );
}
