/**
 * The text that heads look at: the line under the cursor of the open dataset file.
 */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { type QuestionWording, wordingOf } from '../../data/questionWording';
import type { ShownText } from './shownText';

/**
 * Follows the cursor through .txt and .tsv files, or through any text; the panel's own focus does not count.
 */
export class ActiveTextFollower implements vscode.Disposable {
  private current: ShownText | undefined;
  /** The editor that `current` is of. */
  private last: vscode.TextEditor | undefined;
  private known: { readonly of: string; readonly wording: QuestionWording } | undefined;
  private readonly changed = new vscode.EventEmitter<'line' | 'file'>();
  /** Says whether it is but another line, or one of another file of questions. */
  readonly onDidChange = this.changed.event;
  private readonly subscriptions: readonly vscode.Disposable[];

  /** @param anyText Whether any text counts, as of now: for models that were not trained on a corpus here. */
  constructor(private readonly anyText: () => boolean = () => false) {
    this.subscriptions = [
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        this.take(editor);
      }),
      // After a reload, editors come back later than the panel, and the panel may have the focus.
      vscode.window.onDidChangeVisibleTextEditors((editors) => {
        if (!this.current) this.take(editors.find((editor) => this.counts(editor)));
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        this.take(textEditor);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        const editor = vscode.window.activeTextEditor;
        if (editor?.document === document) this.take(editor);
      }),
    ];
    this.look();
  }

  /**
   * Looks at the editors again: other texts count now than before. While the panel has the focus none is active:
   * the one that was looked at last goes before others, which nobody has turned to.
   */
  look(): void {
    const { activeTextEditor: active, visibleTextEditors: visible } = vscode.window;
    const last = visible.filter((editor) => editor === this.last);
    // What was hidden and is back has another editor.
    const file = this.last?.document.uri.toString();
    const again = visible.filter(({ document }) => document.uri.toString() === file);
    const editors = [...(active ? [active] : []), ...last, ...again, ...visible];
    this.take(editors.find((editor) => this.counts(editor)));
  }

  /** The line under the cursor, or the last one that was. */
  get text(): ShownText | undefined {
    return this.current;
  }

  dispose(): void {
    for (const part of [...this.subscriptions, this.changed]) part.dispose();
  }

  private take(editor: vscode.TextEditor | undefined): void {
    if (!editor || !this.counts(editor)) return;
    const { document, selection } = editor;
    const question = document.fileName.endsWith('.tsv');
    const line = document.lineAt(selection.active.line).text;
    const [first = '', answer = ''] = question ? line.split('\t') : [line];
    const next = {
      text: first,
      question,
      ...(answer === '' ? {} : { answer }),
      ...(question ? { wording: this.wording(document) } : {}),
      ...(question ? { file: document.fileName } : {}),
      source: { kind: 'line', file: basename(document.fileName), line: selection.active.line + 1 },
    } satisfies ShownText;
    if (first === '') return;
    this.last = editor;
    if (JSON.stringify(next) === JSON.stringify(this.current)) return;
    const isOfFile = next.file === this.current?.file;
    this.current = next;
    this.changed.fire(isOfFile ? 'line' : 'file');
  }

  private counts(editor: vscode.TextEditor): boolean {
    return isDataset(editor) || (this.anyText() && isText(editor));
  }

  /** Found once for each state of a file: it reads every line. */
  private wording(document: vscode.TextDocument): QuestionWording {
    const of = `${document.uri.toString()} ${document.version}`;
    if (this.known?.of !== of) {
      const questions = document
        .getText()
        .split(/\r?\n/)
        .map((line) => line.split('\t')[0] ?? '');
      this.known = { of, wording: wordingOf(questions.filter((question) => question !== '')) };
    }
    return this.known.wording;
  }
}

/** A file or what will be one; not the log, nor what a command has printed. */
function isText({ document }: vscode.TextEditor): boolean {
  return document.uri.scheme === 'file' || document.uri.scheme === 'untitled';
}

function isDataset({ document }: vscode.TextEditor): boolean {
  return document.uri.scheme === 'file' && /\.(txt|tsv)$/.test(document.fileName);
}
