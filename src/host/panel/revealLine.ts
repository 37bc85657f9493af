/**
 * Shows a line that the panel speaks of, in the file that it stands in.
 */
import * as vscode from 'vscode';
import { newestTrust } from '../../answers/trustFile';
import { UserError } from '../../files/userError';
import { RunFolder } from '../../runs/runFolder';

/** A line, from 1, of a file of a run's newest trust report. The panel names no paths: the report does. */
export interface RevealedLine {
  readonly run: string;
  readonly text: 'questions' | 'corpus';
  readonly line: number;
}

/** Opens the file beside the panel and selects the line. */
export async function revealLine({ run, text, line }: RevealedLine): Promise<void> {
  const report = await newestTrust(new RunFolder(run));
  if (!report) throw new UserError(`The run ${run} has no trust report any more. Check it again.`);
  const document = await vscode.workspace
    .openTextDocument(vscode.Uri.file(report[text]))
    .then(undefined, () => {
      throw new UserError(
        `${report[text]} cannot be opened: it has been moved, or is too large for the editor.`,
      );
    });
  const { range } = document.lineAt(Math.min(line, document.lineCount) - 1);
  const column = vscode.window.visibleTextEditors.at(0)?.viewColumn ?? vscode.ViewColumn.Beside;
  const editor = await vscode.window.showTextDocument(document, { viewColumn: column, selection: range });
  editor.revealRange(range, vscode.TextEditorRevealType.InCenter);
}
