/**
 * What people say about a run: *Rename run…*, *Note on run…*, *Star run*. Its folder keeps its name, so nothing
 * that names it is lost.
 */
import * as vscode from 'vscode';
import { type LabelChange, problemOf } from '../../runs/label';
import { changeLabel } from '../../runs/labelFile';
import { RunFolder } from '../../runs/runFolder';
import type { RunSummary } from '../../runs/runSummary';
import { inDialogue } from './dialogue';
import type { Command, Lab } from './lab';
import { runFor } from './pick';

/** A command that changes the label of one run. */
function labelling(
  name: string,
  title: () => string,
  ask: (run: RunSummary) => Thenable<LabelChange | undefined>,
) {
  const command: Command = (lab, argument) =>
    inDialogue(name, async (dialogue) => {
      const question = { title: title(), fits: () => true };
      const run = await runFor(lab, dialogue, meant(lab, argument), question);
      dialogue.dispose();
      const change = run && (await ask(run));
      if (!run || !change) return;
      await changeLabel(new RunFolder(run.path), change);
      await lab.store.refresh();
    });
  return command;
}

/** A key that is pressed in the view means the run that is selected there. */
function meant({ runs }: Lab, argument: unknown): unknown {
  return argument === 'selected' ? runs.selected : argument;
}

/** *Rename run…*: what lists call it; nothing gives it the name of its folder. */
export const rename = labelling(
  'rename',
  () => vscode.l10n.t('Which run should be renamed?'),
  (run) =>
    askFor('name', {
      title: vscode.l10n.t('What should {0} be called?', run.name),
      value: run.label?.name ?? new RunFolder(run.path).name,
      prompt: vscode.l10n.t('Its folder stays {0}.', new RunFolder(run.path).name),
    }),
);

/** *Note on run…*: a line that is kept with it. */
export const note = labelling(
  'note',
  () => vscode.l10n.t('Which run is the note on?'),
  (run) =>
    askFor('note', {
      title: vscode.l10n.t('Note on {0}', run.name),
      value: run.label?.note ?? '',
      prompt: vscode.l10n.t('Found again by its words. Empty takes it away.'),
    }),
);

/** *Star run*: gives it a star, or takes it away. */
export const star = labelling(
  'star',
  () => vscode.l10n.t('Which run gets a star, or loses it?'),
  (run) => Promise.resolve({ starred: run.label?.starred !== true }),
);

async function askFor(part: 'name' | 'note', box: vscode.InputBoxOptions): Promise<LabelChange | undefined> {
  const typed = await vscode.window.showInputBox({
    ...box,
    validateInput: (text) => problemOf({ [part]: text }),
  });
  return typed === undefined ? undefined : { [part]: typed };
}
