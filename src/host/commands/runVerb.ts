/**
 * Runs a verb of the command line to its end, with a notification that tells how far it is.
 */
import * as vscode from 'vscode';
import { sayProblem } from '../sayProblem';
import type { Lab } from './lab';

/** What to run, and how to call it. */
export interface VerbCall {
  readonly title: string;
  readonly args: readonly string[];
  /** Relative paths in the arguments start here. */
  readonly folder: string;
  /** Told each line of progress, as the notification is. */
  readonly onLine?: (line: string) => void;
  /** Told why it failed, besides the message that says so. */
  readonly onProblem?: (reason: string) => void;
}

/** What the verb printed; undefined when a person cancelled it, or when it failed, which is then said. */
export async function runVerb(
  { launcher }: Lab,
  { title, args, folder, onLine, onProblem }: VerbCall,
): Promise<string | undefined> {
  const location = vscode.ProgressLocation.Notification;
  const ended = await vscode.window.withProgress(
    { title, location, cancellable: true },
    (progress, cancel) => {
      const controller = new AbortController();
      cancel.onCancellationRequested(() => {
        controller.abort();
      });
      return launcher.run(args, {
        folder,
        signal: controller.signal,
        onLine: (message) => {
          progress.report({ message });
          onLine?.(message);
        },
      });
    },
  );
  if (ended.code === 0) return ended.stdout;
  if (ended.code !== null) {
    const reason = ended.lastLine ?? vscode.l10n.t('{0}: failed.', title);
    onProblem?.(reason);
    void sayProblem(reason);
  }
  return undefined;
}
