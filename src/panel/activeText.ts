/**
 * The text that heads look at: the line under the cursor of the open dataset file.
 */
import { basename } from 'node:path';
import * as vscode from 'vscode';

/** A line of a dataset file. */
export interface ActiveText {
  readonly text: string;
  /** Whether it is a question: the first column of a .tsv file. */
  readonly question: boolean;
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** Follows the cursor through .txt and .tsv files; the panel's own focus does not count. */
export class ActiveTextFollower implements vscode.Disposable {
  private current: ActiveText | undefined;
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor() {
    this.subscriptions = [
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        this.take(editor);
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        this.take(textEditor);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        const editor = vscode.window.activeTextEditor;
        if (editor?.document === document) this.take(editor);
      }),
    ];
    this.take(vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors.find(isDataset));
  }

  /** The line under the cursor, or the last one that was. */
  get text(): ActiveText | undefined {
    return this.current;
  }

  dispose(): void {
    for (const part of [...this.subscriptions, this.changed]) part.dispose();
  }

  private take(editor: vscode.TextEditor | undefined): void {
    if (!editor || !isDataset(editor)) return;
    const { document, selection } = editor;
    const question = document.fileName.endsWith('.tsv');
    const line = document.lineAt(selection.active.line).text;
    const text = question ? (line.split('\t')[0] ?? '') : line;
    const next = { text, question, file: basename(document.fileName), line: selection.active.line + 1 };
    if (text === '' || JSON.stringify(next) === JSON.stringify(this.current)) return;
    this.current = next;
    this.changed.fire();
  }
}

function isDataset({ document }: vscode.TextEditor): boolean {
  return document.uri.scheme === 'file' && /\.(txt|tsv)$/.test(document.fileName);
}
