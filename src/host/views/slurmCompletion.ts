/**
 * Completes the partition in `settings.json` with those that the cluster has.
 */
import { getLocation } from 'jsonc-parser';
import * as vscode from 'vscode';
import { type Partition, partitions } from '../../experiments/slurm/partitions';

const SETTING = 'attentionLab.slurm.partition';

/** A partition in a few words: `up, at most 2:00:00, 3 of 8 nodes idle`. */
export function partitionInWords({ state, time, idle, nodes }: Partition): string {
  return vscode.l10n.t('{0}, at most {1}, {2} of {3} nodes idle', state, time, idle, nodes);
}

/** Offers the cluster's partitions where the setting is written. */
export function slurmCompletion(): vscode.Disposable {
  const selector = { language: 'jsonc', pattern: '**/settings.json' };
  return vscode.languages.registerCompletionItemProvider(
    selector,
    {
      async provideCompletionItems(document, position) {
        const { path, previousNode } = getLocation(document.getText(), document.offsetAt(position));
        if (path[0] !== SETTING) return [];
        // Where there is no Slurm, nothing is offered.
        const found = await partitions().catch(() => []);
        return found.map((partition) => {
          const item = new vscode.CompletionItem(
            { label: partition.name, description: partitionInWords(partition) },
            vscode.CompletionItemKind.Value,
          );
          item.insertText = JSON.stringify(partition.name);
          item.filterText = item.insertText;
          if (previousNode?.type === 'string')
            item.range = new vscode.Range(
              document.positionAt(previousNode.offset),
              document.positionAt(previousNode.offset + previousNode.length),
            );
          return item;
        });
      },
    },
    '"',
  );
}
