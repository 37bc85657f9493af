/**
 * Answers in the questions file itself: behind each line what the model said, right or wrong; above the
 * first line the score. Closing the results undoes it all.
 */
import * as vscode from 'vscode';
import type { Problems } from '../problems';
import { AnchoredAnswers, type AnchoredAnswer, type LineReader, type TextChange } from './anchoredAnswers';
import { answerMark, explained, outdatedInWords, scoreInWords } from './answerWords';
import type { EvaluationResult } from './evaluationResult';

/** The context key under which commands on results are offered. */
const VISIBLE = 'attentionLab.resultsVisible';

/** Lines decorated beyond the visible ones, so that scrolling shows no gap. */
const MARGIN_LINES = 100;

interface Shown {
  readonly evaluation: EvaluationResult;
  readonly answers: AnchoredAnswers;
}

/** How an answer is marked. */
type Mark = 'right' | 'wrong' | 'unscored' | 'outdated';

const COLOURS: Readonly<Record<Mark, string>> = {
  right: 'attentionLab.right',
  wrong: 'attentionLab.wrong',
  unscored: 'descriptionForeground',
  outdated: 'disabledForeground',
};

/** Shows what a model answered in the file of questions, as decorations and a code lens. */
export class QuestionResults implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly shown = new Map<string, Shown>();
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly types = Object.entries(COLOURS).map(
    // Sound: the keys of COLOURS are marks.
    ([mark, colour]) => [mark as Mark, decoration(colour)] as const,
  );
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor(private readonly problems: Problems) {
    this.subscriptions = [
      vscode.languages.registerCodeLensProvider({ pattern: '**/*.tsv' }, this),
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => {
        this.draw(textEditor);
      }),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor) this.draw(editor);
        this.updateContext();
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.follow(document, contentChanges);
      }),
      // While it was closed it may have been changed, and nobody told.
      vscode.workspace.onDidOpenTextDocument((document) => {
        this.follow(document, []);
      }),
      vscode.workspace.onDidDeleteFiles(({ files }) => {
        for (const file of files) for (const { key } of this.within(file)) this.forget(key);
      }),
      vscode.workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri, newUri } of files) this.move(oldUri, newUri);
      }),
    ];
  }

  /** Opens the file and marks its lines. */
  async show(file: vscode.Uri, evaluation: EvaluationResult): Promise<void> {
    const editor = await vscode.window.showTextDocument(file, { preview: false });
    const answers = new AnchoredAnswers(evaluation.lines, readerOf(editor.document));
    this.shown.set(file.toString(), { evaluation, answers });
    this.draw(editor);
    this.changed.fire();
    this.updateContext();
  }

  /** Takes the marks of a file away again. */
  close(file: vscode.Uri): void {
    this.forget(file.toString());
  }

  /** The results shown in a file, if any. */
  in(file: vscode.Uri): EvaluationResult | undefined {
    return this.shown.get(file.toString())?.evaluation;
  }

  /** The next (or the previous) wrong answer after a line, from 1, round the end of the file. */
  wrongAfter(file: vscode.Uri, line: number, direction: 1 | -1): number | undefined {
    const answers = this.shown.get(file.toString())?.answers.current ?? [];
    const wrong = answers.filter(({ answer }) => answer.correct === false).map((one) => one.line + 1);
    if (direction === 1) return wrong.find((one) => one > line) ?? wrong[0];
    return wrong.findLast((one) => one < line) ?? wrong.at(-1);
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const shown = this.shown.get(document.uri.toString());
    if (!shown) return [];
    const { evaluation, answers } = shown;
    const t = vscode.l10n.t;
    const top = new vscode.Range(0, 0, 0, 0);
    const lens = (title: string, command: string, ...args: unknown[]) =>
      new vscode.CodeLens(top, { title, command, arguments: args });
    const { asked } = evaluation;
    return [
      asked
        ? lens(scoreInWords(evaluation), 'attentionLab.showRun', asked.path)
        : lens(scoreInWords(evaluation), 'attentionLab.viewPanel'),
      ...(answers.outdated > 0
        ? [lens(outdatedInWords(answers.outdated), 'attentionLab.evaluate', document.uri, asked?.path)]
        : []),
      ...(asked?.hasCorpus === true && !isChecked(evaluation)
        ? [lens(t('$(verified) Check trust'), 'attentionLab.checkTrust', asked.path, document.uri)]
        : []),
      lens(t('$(arrow-down) Next wrong'), 'attentionLab.nextWrong', document.uri),
      lens(t('$(close) Close results'), 'attentionLab.closeResults', document.uri),
    ];
  }

  dispose(): void {
    for (const part of [...this.subscriptions, ...this.types.map(([, type]) => type), this.changed])
      part.dispose();
  }

  private follow(document: vscode.TextDocument, changes: readonly TextChange[]): void {
    const shown = this.shown.get(document.uri.toString());
    if (!shown) return;
    const before = shown.answers.outdated;
    shown.answers.edit(changes, readerOf(document));
    this.drawAll(document.uri.toString());
    if (shown.answers.outdated !== before) this.changed.fire();
  }

  /** The files with results that an address stands for, itself or the folder that they lie in. */
  private within(place: vscode.Uri): readonly { readonly key: string; readonly rest: string }[] {
    const start = place.toString();
    return [...this.shown.keys()]
      .filter((key) => key === start || key.startsWith(`${start}/`))
      .map((key) => ({ key, rest: key.slice(start.length) }));
  }

  private forget(key: string): void {
    if (this.shown.delete(key)) this.redraw(key);
  }

  /** Results go with their file; a folder that is renamed is named alone. */
  private move(from: vscode.Uri, to: vscode.Uri): void {
    for (const { key, rest } of this.within(from)) {
      const shown = this.shown.get(key);
      if (!shown) continue;
      this.forget(key);
      this.shown.set(to.toString() + rest, shown);
      this.redraw(to.toString() + rest);
    }
  }

  private redraw(key: string): void {
    this.drawAll(key);
    this.changed.fire();
    this.updateContext();
  }

  private drawAll(key: string): void {
    for (const editor of vscode.window.visibleTextEditors)
      if (editor.document.uri.toString() === key) this.draw(editor);
  }

  private draw(editor: vscode.TextEditor): void {
    const shown = this.shown.get(editor.document.uri.toString());
    const options: Record<Mark, vscode.DecorationOptions[]> = {
      right: [],
      wrong: [],
      unscored: [],
      outdated: [],
    };
    for (const line of shown ? visibleLines(editor) : []) {
      const anchored = shown?.answers.at(line);
      if (anchored) options[markOf(anchored)].push(marked(editor.document.lineAt(line).range, anchored));
    }
    for (const [mark, type] of this.types) editor.setDecorations(type, options[mark]);
  }

  private updateContext(): void {
    const file = vscode.window.activeTextEditor?.document.uri;
    const visible = file !== undefined && this.in(file) !== undefined;
    const told = vscode.commands.executeCommand('setContext', VISIBLE, visible);
    this.problems.inBackground(told, 'Offering the commands on results');
  }
}

function readerOf(document: vscode.TextDocument): LineReader {
  return (line) => (line < document.lineCount ? document.lineAt(line).text : undefined);
}

function isChecked({ lines }: EvaluationResult): boolean {
  return lines.some(({ verdict }) => verdict !== undefined);
}

function markOf({ answer, outdated }: AnchoredAnswer): Mark {
  if (outdated) return 'outdated';
  if (answer.correct === undefined) return 'unscored';
  return answer.correct ? 'right' : 'wrong';
}

function decoration(colour: string): vscode.TextEditorDecorationType {
  const after = { color: new vscode.ThemeColor(colour), margin: '0 0 0 2em' };
  return vscode.window.createTextEditorDecorationType({
    after,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
}

function visibleLines(editor: vscode.TextEditor): readonly number[] {
  const lines = new Set<number>();
  for (const { start, end } of editor.visibleRanges) {
    const last = Math.min(editor.document.lineCount - 1, end.line + MARGIN_LINES);
    for (let line = Math.max(0, start.line - MARGIN_LINES); line <= last; line++) lines.add(line);
  }
  return [...lines];
}

function marked(range: vscode.Range, anchored: AnchoredAnswer): vscode.DecorationOptions {
  const contentText = answerMark(anchored);
  return { range, renderOptions: { after: { contentText } }, hoverMessage: explained(anchored) };
}
