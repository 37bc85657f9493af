/**
 * How the view of runs puts them: *Sort runs…* by any figure or setting, *Filter runs…* by words.
 */
import * as vscode from 'vscode';
import {
  NEWEST_FIRST,
  RUN_COLUMNS,
  type RunColumn,
  reordered,
  rowsOfRuns,
  tellingColumns,
} from '../../runs/runColumns';
import { type DialogueItem, inDialogue } from './dialogue';
import type { Command } from './lab';

/** *Sort runs…*: by a column; the same once more turns it round. Experiments can be taken apart. */
export const sort: Command = ({ store, runs }) =>
  inDialogue('sort', async (dialogue) => {
    const t = vscode.l10n.t;
    const { by, grouped } = runs.arrangement;
    const telling = new Set(tellingColumns(rowsOfRuns(store.runs)).map(({ id }) => id));
    const offered = RUN_COLUMNS.filter(({ id }) => id === NEWEST_FIRST.by || telling.has(id));
    const choices: DialogueItem<RunColumn | 'group'>[] = offered.map((value) => ({
      label: value.id === NEWEST_FIRST.by ? t('newest first') : value.title,
      description: value.id === by ? t('now; once more turns it round') : '',
      value,
    }));
    choices.push({
      label: grouped ? t('Take experiments apart') : t('Group by experiment'),
      value: 'group',
      alwaysShow: true,
    });
    const preferred = (value: RunColumn | 'group') => value !== 'group' && value.id === NEWEST_FIRST.by;
    const chosen = await dialogue.choose({ title: t('Sort runs by'), choices, preferred });
    dialogue.dispose();
    if (chosen === 'group') runs.arrange({ grouped: !grouped });
    else if (chosen) runs.arrange(reordered(runs.arrangement, chosen.id));
  });

/** *Filter runs…*: only those that have some words in a name, note, state or setting. */
export const filter: Command = async ({ runs }) => {
  const t = vscode.l10n.t;
  const words = await vscode.window.showInputBox({
    title: t('Which runs should be shown?'),
    value: runs.arrangement.words,
    prompt: t('Words of names, notes, states or settings, such as: starred rope done. Empty shows all.'),
  });
  if (words !== undefined) runs.arrange({ words: words.trim() });
};

/** *Show all runs*: without words. */
export const showAll: Command = ({ runs }) => {
  runs.arrange({ words: '' });
  return Promise.resolve();
};
