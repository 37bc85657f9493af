/**
 * Asks before code runs that a run, a checkpoint or an experiment file names: once for each content, in a
 * trusted workspace. In any other, child processes are told to run none, and nothing is asked.
 */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { type NamedCode, codeNamedByCall, codeNamedByCheckpoint } from '../experiments/namedCode';
import { withoutLinks } from './problemWords';

/** Where consent is kept: with the workspace that is trusted, never in a folder. */
const KEY = 'attentionLab.allowedCode';

/** What child processes may run, and the question about it. */
export class CodeConsent {
  /** Checkpoints that were asked about: one asks about them again only in another window. */
  private readonly asked = new Map<string, Promise<void>>();

  constructor(private readonly memory: vscode.Memento) {}

  /** Whether code of the workspace may run at all. */
  readonly trusted = (): boolean => vscode.workspace.isTrusted;

  /** SHA-256 of each module that was allowed, in hexadecimal. */
  readonly allowed = (): readonly string[] => {
    const kept = this.memory.get<unknown>(KEY);
    return Array.isArray(kept) ? kept.filter((hash) => typeof hash === 'string') : [];
  };

  /** Asks about all that a call of the command line would run. */
  readonly askForCall = async (args: readonly string[]): Promise<void> => {
    if (this.trusted()) await this.ask(await codeNamedByCall(args));
  };

  /** Asks about what a checkpoint names, the first time that it is looked into. */
  readonly askForCheckpoint = async (path: string): Promise<void> => {
    if (!this.trusted()) return;
    const asked = this.asked.get(path) ?? codeNamedByCheckpoint(path).then((code) => this.ask(code));
    this.asked.set(path, asked);
    await asked;
  };

  private async ask(code: readonly NamedCode[]): Promise<void> {
    for (const one of code) {
      if (!this.allowed().includes(one.hash)) await this.askAbout(one);
    }
  }

  private async askAbout({ path, hash, namedBy }: NamedCode): Promise<void> {
    const allow = vscode.l10n.t('Run this code');
    const show = vscode.l10n.t('Show it');
    const question = vscode.l10n.t(
      '{0} uses attention code of its own, which can do whatever you can. Run it?',
      withoutLinks(basename(namedBy)),
    );
    const detail = vscode.l10n.t(
      '{0}\nSHA-256 {1}\nYou are asked again when it changes.',
      withoutLinks(path),
      hash,
    );
    const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, allow, show);
    if (answer === allow) await this.memory.update(KEY, [...this.allowed(), hash]);
    if (answer === show) await vscode.window.showTextDocument(vscode.Uri.file(path));
  }
}
