/**
 * Runs a verb of the command line to its end, with a notification that tells how far it is.
 */
import * as vscode from 'vscode';
import { withoutLinks } from '../problemWords';
import type { Explained } from '../problems';
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
  readonly onProblem?: (problem: Explained) => void;
}

/** So much of what a verb says goes into the log when it fails: a stack is not longer. */
const LAST_LINES = 50;

/** What the verb printed; undefined when a person cancelled it, or when it failed, which is then said. */
export async function runVerb(
  { launcher, problems }: Lab,
  { title, args, folder, onLine, onProblem }: VerbCall,
): Promise<string | undefined> {
  const lines: string[] = [];
  const controller = new AbortController();
  const location = vscode.ProgressLocation.Notification;
  const ended = await vscode.window.withProgress(
    { title: withoutLinks(title), location, cancellable: true },
    (progress, cancel) => {
      cancel.onCancellationRequested(() => {
        controller.abort();
      });
      return launcher.run(args, {
        folder,
        signal: controller.signal,
        onLine: (message) => {
          lines.push(message);
          if (lines.length > LAST_LINES) lines.shift();
          progress.report({ message: withoutLinks(message) });
          onLine?.(message);
        },
      });
    },
  );
  if (ended.code === 0) return ended.stdout;
  if (controller.signal.aborted) return undefined;
  const said = problems.explainChild(lines, title);
  const explained = ended.code === null ? { ...said, sentence: endedByItself(title) } : said;
  onProblem?.(explained);
  problems.show(explained);
  return undefined;
}

/** Of a process that somebody or something else has killed: its last words are progress, and give no reason. */
function endedByItself(title: string): string {
  return vscode.l10n.t(
    '{0} failed: the process ended by itself, perhaps because there was not enough memory.',
    title,
  );
}
