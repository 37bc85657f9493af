/**
 * Marks in an experiment file what would stop it on its way. The editor’s own JSON support marks what does not
 * fit the schema.
 */
import { parseTree, findNodeAtLocation } from 'jsonc-parser';
import * as vscode from 'vscode';
import { EXPERIMENT_ENDING, parseExperiment } from '../../experiments/experimentFile';
import { type ExperimentProblem, experimentProblems } from '../../experiments/experimentProblems';
import { UserError } from '../../files/userError';

/** Keeps the marks of all open experiment files. */
export class ExperimentDiagnostics implements vscode.Disposable {
  private readonly marks = vscode.languages.createDiagnosticCollection('attentionLab.experiments');
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor() {
    const check = (document: vscode.TextDocument) => {
      if (document.fileName.endsWith(EXPERIMENT_ENDING)) this.check(document);
    };
    this.subscriptions = [
      vscode.workspace.onDidOpenTextDocument(check),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        check(document);
      }),
      vscode.workspace.onDidSaveTextDocument(check),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.marks.delete(uri);
      }),
    ];
    vscode.workspace.textDocuments.forEach(check);
  }

  /** Marks what is wrong; whether nothing is. */
  check(document: Pick<vscode.TextDocument, 'uri' | 'getText' | 'positionAt'>): boolean {
    const text = document.getText();
    const marks = problemsIn(document.uri.fsPath, text).map((problem) => {
      const mark = new vscode.Diagnostic(rangeOf(document, text, problem), problem.message);
      mark.source = 'Attention Lab';
      return mark;
    });
    this.marks.set(document.uri, marks);
    return marks.length === 0;
  }

  dispose(): void {
    for (const part of [...this.subscriptions, this.marks]) part.dispose();
  }
}

function problemsIn(path: string, text: string): readonly ExperimentProblem[] {
  try {
    return experimentProblems(parseExperiment(path, text));
  } catch (error) {
    // What does not fit the schema is marked already.
    if (error instanceof UserError) return [];
    throw error;
  }
}

/** The value that is wrong; where it is left out, what it would stand in. */
function rangeOf(
  document: Pick<vscode.TextDocument, 'positionAt'>,
  text: string,
  { at }: ExperimentProblem,
): vscode.Range {
  const tree = parseTree(text);
  for (let length = at.length; tree && length > 0; length--) {
    const node = findNodeAtLocation(tree, at.slice(0, length));
    if (node)
      return new vscode.Range(
        document.positionAt(node.offset),
        document.positionAt(node.offset + node.length),
      );
  }
  return new vscode.Range(0, 0, 0, 1);
}
