/**
 * What went wrong, for people and for the log: people get a sentence, the log gets the stack.
 *
 * The one place where a caught error becomes words. An error that is meant for people is its own sentence.
 * Everything else is a bug: people are told what failed and where to look, and the log has the rest.
 */
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { UserError } from '../files/userError';
import { CallError } from '../processes/calls';
import { type ProblemFile, problemWords } from './problemWords';

/** An error in words. */
export interface Explained {
  /** A sentence for people. */
  readonly sentence: string;
  /** Whether the log says more. */
  readonly logged: boolean;
}

/** What can be done about a problem. */
export interface ProblemActions {
  /** The path of a file that says more than the log: what a trainer has written about its run. */
  readonly log?: string;
  /** Further buttons, which come first, and what they do. */
  readonly others?: Readonly<Record<string, () => PromiseLike<unknown>>>;
}

/** Turns errors into notifications and entries of the log. */
export class Problems implements vscode.Disposable {
  private readonly channel = vscode.window.createOutputChannel('Attention Lab', { log: true });
  /** Sentences that people have before them. */
  private readonly shown = new Set<string>();
  private lastEntry = '';

  /**
   * Puts an error into words, and a bug into the log as well.
   *
   * @param doing What failed, as the subject of a sentence: “Reading the heads”
   * @returns undefined when nothing went wrong: whoever had asked has called it off
   */
  explain(error: unknown, doing: string): Explained | undefined {
    if (error instanceof UserError) return { sentence: error.message, logged: false };
    if (error instanceof CallError && error.kind === 'cancelled') return undefined;
    if (error instanceof CallError && error.kind === 'forPeople')
      return { sentence: error.message, logged: false };
    this.enter(`${doing}: ${stackOf(error)}`);
    return { sentence: `${doing} failed; the log says why.`, logged: true };
  }

  /** Shows people what went wrong; with buttons to the file that it is about, and to the log where it says more. */
  report(error: unknown, doing: string, actions?: ProblemActions): void {
    const explained = this.explain(error, doing);
    if (explained) this.show(explained, actions);
  }

  /** Reports what becomes of work that nobody waits for, if it fails. */
  inBackground(work: PromiseLike<unknown>, doing: string): void {
    work.then(undefined, (error: unknown) => {
      this.report(error, doing);
    });
  }

  /**
   * Puts the last lines of a child that has failed into the log, and says in one sentence why it failed: its
   * own words where they are for people, which is to say where they are no stack.
   */
  explainChild(lines: readonly string[], doing: string): Explained {
    const said = lines.filter((line) => line.trim() !== '');
    this.enter(`${doing}: ${said.length === 0 ? 'the process ended without a word' : said.join('\n')}`);
    const last = said.at(-1);
    const isBug = said.some((line) => /^\s+at /.test(line));
    const sentence = last === undefined || isBug ? `${doing} failed; the log says why.` : last;
    return { sentence, logged: true };
  }

  /** Shows people what {@link Problems.explainChild} makes of a child's last lines. */
  reportChild(lines: readonly string[], doing: string, actions?: ProblemActions): void {
    this.show(this.explainChild(lines, doing), actions);
  }

  /** Writes what a child process says on its error stream into the log. */
  heard(process: string, line: string): void {
    this.channel.info(`${process}: ${line}`);
  }

  /** Writes the stack of a bug into the log that somebody else has caught. */
  log(stack: string, where: string): void {
    this.enter(`${where}: ${stack}`);
  }

  /** Writes something odd that hurts nobody into the log. */
  note(text: string): void {
    this.channel.warn(text);
  }

  /** Opens the log. */
  showLog(): void {
    this.channel.show();
  }

  dispose(): void {
    this.channel.dispose();
  }

  /** Shows a sentence. A message with a button stays until it is closed. */
  show({ sentence, logged }: Explained, { log, others = {} }: ProblemActions = {}): void {
    // What fails twice a second is to be said once.
    if (this.shown.has(sentence)) return;
    this.shown.add(sentence);
    const words = problemWords(sentence);
    const [openFile, showLog] = [vscode.l10n.t('Open file'), vscode.l10n.t('Show log')];
    const written = log !== undefined && existsSync(log) ? log : undefined;
    const buttons: Record<string, () => unknown> = {
      ...others,
      ...(words.file ? { [openFile]: () => open(words.file) } : {}),
      ...(logged || written !== undefined ? { [showLog]: () => this.showLogOf(written) } : {}),
    };
    vscode.window.showErrorMessage(words.sentence, ...Object.keys(buttons)).then(
      (choice) => {
        this.shown.delete(sentence);
        return choice === undefined ? undefined : buttons[choice]?.();
      },
      () => this.shown.delete(sentence),
    );
  }

  /** Opens what a trainer has written, or else the log. */
  private async showLogOf(written: string | undefined): Promise<void> {
    if (written === undefined) this.showLog();
    else await open({ path: written });
  }

  private enter(text: string): void {
    if (text === this.lastEntry) return;
    this.lastEntry = text;
    this.channel.error(text);
  }
}

async function open({ path, line = 1 }: ProblemFile = { path: '' }): Promise<void> {
  const at = new vscode.Position(line - 1, 0);
  const selection = new vscode.Range(at, at);
  await vscode.window.showTextDocument(vscode.Uri.file(path), { preview: false, selection });
}

/** Where it failed; of a call, at the other end as well. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? error.message;
  if (error instanceof CallError && error.farStack !== undefined) return `${error.farStack}\nasked by ${own}`;
  return error.cause instanceof Error ? `${own}\ncaused by ${stackOf(error.cause)}` : own;
}
