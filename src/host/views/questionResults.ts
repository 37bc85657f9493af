/**
 * Answers in the questions file itself: behind each line what the model said, right or wrong; above the
 * first line the score. Closing the results undoes it all.
 */
import * as vscode from 'vscode';
import { definitionOf } from '../../answers/verdicts';
import type { AnsweredLine, EvaluationResult } from './evaluationResult';

/** The context key under which commands on results are offered. */
const VISIBLE = 'attentionLab.resultsVisible';

/** Lines decorated beyond the visible ones, so that scrolling shows no gap. */
const MARGIN_LINES = 100;

interface Shown {
  readonly evaluation: EvaluationResult;
  readonly byLine: ReadonlyMap<number, AnsweredLine>;
}

/** See the header. */
export class QuestionResults implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly shown = new Map<string, Shown>();
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly right = decoration('testing.iconPassed');
  private readonly wrong = decoration('testing.iconFailed');
  private readonly unscored = decoration('descriptionForeground');
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor() {
    const redraw = (editor: vscode.TextEditor | undefined) => {
      if (editor) this.draw(editor);
    };
    this.subscriptions = [
      vscode.languages.registerCodeLensProvider({ pattern: '**/*.tsv' }, this),
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => {
        redraw(textEditor);
      }),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        redraw(editor);
        this.updateContext();
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        vscode.window.visibleTextEditors.filter((editor) => editor.document === document).forEach(redraw);
      }),
      vscode.workspace.onDidDeleteFiles(({ files }) => {
        files.forEach((file) => {
          this.close(file);
        });
      }),
    ];
  }

  /** Opens the file and marks its lines. */
  async show(file: vscode.Uri, evaluation: EvaluationResult): Promise<void> {
    const byLine = new Map(evaluation.lines.map((line) => [line.line, line]));
    this.shown.set(file.toString(), { evaluation, byLine });
    const editor = await vscode.window.showTextDocument(file, { preview: false });
    this.draw(editor);
    this.changed.fire();
    this.updateContext();
  }

  /** Takes the marks of a file away again. */
  close(file: vscode.Uri): void {
    if (!this.shown.delete(file.toString())) return;
    vscode.window.visibleTextEditors
      .filter((editor) => editor.document.uri.toString() === file.toString())
      .forEach((editor) => {
        this.draw(editor);
      });
    this.changed.fire();
    this.updateContext();
  }

  /** The results shown in a file, if any. */
  in(file: vscode.Uri): EvaluationResult | undefined {
    return this.shown.get(file.toString())?.evaluation;
  }

  /** The next (or the previous) wrong answer after a line, from 1, round the end of the file. */
  wrongAfter(file: vscode.Uri, line: number, direction: 1 | -1): number | undefined {
    const wrong =
      this.in(file)
        ?.lines.filter(({ correct }) => correct === false)
        .map((answer) => answer.line) ?? [];
    if (direction === 1) return wrong.find((one) => one > line) ?? wrong[0];
    return wrong.findLast((one) => one < line) ?? wrong.at(-1);
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const evaluation = this.in(document.uri);
    if (!evaluation) return [];
    const top = new vscode.Range(0, 0, 0, 0);
    const lens = (title: string, command: string) =>
      new vscode.CodeLens(top, { title, command, arguments: [document.uri] });
    return [
      lens(scoreInWords(evaluation), 'attentionLab.viewPanel'),
      lens('$(arrow-down) next wrong', 'attentionLab.nextWrong'),
      lens('$(close) close results', 'attentionLab.closeResults'),
    ];
  }

  dispose(): void {
    for (const part of [...this.subscriptions, this.right, this.wrong, this.unscored, this.changed])
      part.dispose();
  }

  private draw(editor: vscode.TextEditor): void {
    const shown = this.shown.get(editor.document.uri.toString());
    const [right, wrong, unscored]: vscode.DecorationOptions[][] = [[], [], []];
    for (const line of shown ? visibleLines(editor) : []) {
      const answer = shown?.byLine.get(line + 1);
      const text = editor.document.lineAt(line);
      // A line that has been edited since is not the one that was asked.
      if (!answer || text.text.split('\t')[0] !== answer.question) continue;
      const list = answer.correct === undefined ? unscored : answer.correct ? right : wrong;
      list?.push(marked(text.range, answer));
    }
    editor.setDecorations(this.right, right ?? []);
    editor.setDecorations(this.wrong, wrong ?? []);
    editor.setDecorations(this.unscored, unscored ?? []);
  }

  private updateContext(): void {
    const file = vscode.window.activeTextEditor?.document.uri;
    void vscode.commands.executeCommand(
      'setContext',
      VISIBLE,
      file !== undefined && this.in(file) !== undefined,
    );
  }
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

function marked(range: vscode.Range, answer: AnsweredLine): vscode.DecorationOptions {
  const sign = answer.correct === undefined ? '→' : answer.correct ? '✓' : '✗';
  const verdict = answer.verdict === undefined ? '' : ` · ${answer.verdict}`;
  const contentText = `${sign} ${answer.prediction}  ${percent(answer.probability)}${verdict}`;
  return { range, renderOptions: { after: { contentText } }, hoverMessage: explained(answer) };
}

function explained(line: AnsweredLine): vscode.MarkdownString {
  const { prediction, answer, correct, probability, verdict, reasons } = line;
  // Plain text: a file's content must not become links or commands.
  const text = new vscode.MarkdownString();
  text.appendText(`The model says “${prediction}”, with probability ${percent(probability)}.`);
  if (correct === false) text.appendText(` The answer in the file is “${answer}”.`);
  for (const reason of reasons) text.appendMarkdown('\n\n').appendText(reason);
  if (verdict) {
    text.appendMarkdown(`\n\n**${verdict}**: `).appendText(definitionOf(verdict).definition);
  }
  return text;
}

/** The score in a line: right of scored, interval, baseline. */
function scoreInWords({
  correct,
  scored,
  accuracy,
  interval,
  baseline,
  run,
  lines,
}: EvaluationResult): string {
  if (scored === 0) return `${run}: ${lines.length} answers, nothing to score`;
  const range = `${percent(interval.low)} – ${percent(interval.high)}`;
  const guess = `always “${baseline.answer}”: ${percent(baseline.correct / scored)}`;
  return `${run}: ${correct} of ${scored} right = ${percent(accuracy)} (95 %: ${range}) · ${guess}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share > 0 && share < 0.01 ? 2 : 1)} %`;
}
