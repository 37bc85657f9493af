/**
 * Lenses above an experiment file: run it here, or on Slurm where there is one.
 */
import * as vscode from 'vscode';
import { hasSlurm } from '../../experiments/slurm/slurmPrograms';

/** Offers *Run experiment* and *Run experiment on Slurm* on the first line of each `*.attn.json` file. */
export function registerExperimentLens(): vscode.Disposable {
  return vscode.languages.registerCodeLensProvider(
    { pattern: '**/*.attn.json' },
    {
      provideCodeLenses: ({ uri }) => {
        const lens = (title: string, command: string) =>
          new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title, command, arguments: [uri] });
        const here = lens(vscode.l10n.t('$(play) Run experiment'), 'attentionLab.runExperiment');
        if (!hasSlurm()) return [here];
        return [here, lens(vscode.l10n.t('Run experiment on Slurm…'), 'attentionLab.runExperimentOnSlurm')];
      },
    },
  );
}
