/**
 * Checks attention variants of one's own for sight of the future, and marks in the file where it leaks: a
 * model that sees the future learns to copy it, and its loss means nothing.
 */
import * as vscode from 'vscode';
import type { Launcher } from '../../runs/launcher';
import type { Problems } from '../problems';
import { problemWords } from '../problemWords';

/** Modules with one's own attention are named so. */
export const VARIANT_ENDING = '.attention.ts';

/** What a check found wrong. */
export interface VariantProblem {
  readonly sentence: string;
  /** Whether it sees the future; otherwise it does not work at all. */
  readonly leaks: boolean;
}

interface PlacedProblem extends VariantProblem {
  readonly range: vscode.Range;
}

/** How the command line says that a variant leaks; a test holds the two together. */
export const LEAK = 'sees the future';

/** Keeps the leaks of attention variants in *Problems*, and checks a variant again when it is saved. */
export class VariantChecks implements vscode.Disposable {
  private readonly marks = vscode.languages.createDiagnosticCollection('attentionLab.variants');
  /** How often each module was checked or closed: what an older check finds is not marked any more. */
  private readonly turns = new Map<string, number>();
  private readonly subscriptions: readonly vscode.Disposable[];

  /** @param folder where the command line runs */
  constructor(
    private readonly launcher: Pick<Launcher, 'run'>,
    private readonly folder: string,
    problems: Problems,
  ) {
    const check = (document: vscode.TextDocument) => {
      if (document.fileName.endsWith(VARIANT_ENDING) && vscode.workspace.isTrusted)
        problems.inBackground(this.check(document.fileName, document.getText()), 'The check');
    };
    this.subscriptions = [
      vscode.workspace.onDidSaveTextDocument(check),
      vscode.workspace.onDidOpenTextDocument(check),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.nextTurn(uri);
        this.marks.delete(uri);
      }),
    ];
    vscode.workspace.textDocuments.forEach(check);
  }

  /**
   * Checks a module, and marks in its text what is wrong unless it was closed or checked again meanwhile; undefined
   * when nothing is.
   */
  async check(path: string, text: string): Promise<VariantProblem | undefined> {
    const uri = vscode.Uri.file(path);
    const turn = this.nextTurn(uri);
    const ended = await this.launcher.run(['check', '--variant', path], { folder: this.folder });
    const words = ended.code === 0 ? undefined : (ended.lastLine ?? vscode.l10n.t('The check failed.'));
    const problem = words === undefined ? undefined : problemIn(text, words);
    if (turn === this.turns.get(uri.toString())) this.mark(uri, problem);
    return problem;
  }

  dispose(): void {
    for (const part of [...this.subscriptions, this.marks]) part.dispose();
  }

  private nextTurn(uri: vscode.Uri): number {
    const turn = (this.turns.get(uri.toString()) ?? 0) + 1;
    this.turns.set(uri.toString(), turn);
    return turn;
  }

  private mark(uri: vscode.Uri, problem: PlacedProblem | undefined): void {
    if (!problem) {
      this.marks.delete(uri);
      return;
    }
    const mark = new vscode.Diagnostic(problem.range, problem.sentence, vscode.DiagnosticSeverity.Error);
    mark.source = 'Attention Lab';
    this.marks.set(uri, [mark]);
  }
}

function problemIn(text: string, words: string): PlacedProblem {
  const { sentence, file } = problemWords(words);
  const leaks = words.includes(LEAK);
  const range = leaks ? weightsIn(text) : lineIn(text, file?.line ?? lineNamed(words));
  return { sentence, leaks, range };
}

/** Where the module says how to weigh; its first line where it does not say so by this name. */
function weightsIn(text: string): vscode.Range {
  const lines = text.split('\n');
  const line = lines.findIndex((one) => /^\s*(?:async\s+)?weights\s*[:(,]/.test(one));
  if (line < 0) return lineIn(text, 1);
  const start = (lines[line] ?? '').indexOf('weights');
  return new vscode.Range(line, start, line, start + 'weights'.length);
}

function lineIn(text: string, line: number): vscode.Range {
  const at = Math.max(0, line - 1);
  const words = text.split('\n')[at] ?? '';
  return new vscode.Range(at, words.length - words.trimStart().length, at, words.length);
}

/** The line of the module that a message names, from 1; the first where it names none. */
function lineNamed(words: string): number {
  return Number(/\(line (\d+)\)/.exec(words)?.[1] ?? /\((\d+):\d+\)/.exec(words)?.[1] ?? 1);
}
