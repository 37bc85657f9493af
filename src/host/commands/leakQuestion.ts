/**
 * Before a variant of one's own is trained: whether it sees the future, and whether to train it all the same.
 */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { readSmallFile } from '../../files/regularFile';
import { withoutLinks } from '../problemWords';
import type { Lab } from './lab';

/** The options for training a variant; undefined when it cannot be trained, or is not to be. */
export async function mayTrain(
  { variants, problems }: Pick<Lab, 'variants' | 'problems'>,
  variant: string,
): Promise<{ readonly allowLeak?: true } | undefined> {
  // Those that come with the product are names, not paths, and are known to be right.
  if (!/[\\/.]/.test(variant)) return {};
  const text = await readSmallFile(variant).then(String, () => '');
  const title = withoutLinks(vscode.l10n.t('Checking {0}', basename(variant)));
  const location = vscode.ProgressLocation.Notification;
  const problem = await vscode.window.withProgress({ location, title }, () => variants.check(variant, text));
  if (!problem) return {};
  if (!problem.leaks) {
    problems.show({ sentence: problem.sentence, logged: false });
    return undefined;
  }
  const t = vscode.l10n.t;
  const [train, show] = [t('Train anyway'), t('Show in file')];
  const question = withoutLinks(t('{0} sees the future. Train it anyway?', basename(variant)));
  const choice = await vscode.window.showWarningMessage(
    question,
    { modal: true, detail: problem.sentence },
    train,
    show,
  );
  if (choice === show) await vscode.window.showTextDocument(vscode.Uri.file(variant));
  return choice === train ? { allowLeak: true } : undefined;
}
