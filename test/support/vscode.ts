/**
 * A stand-in for the editor's interface, for tests of the host without an editor: vitest gives it to whoever
 * imports `vscode`. It holds what the host uses, remembers what it is told, and does as little as it can.
 *
 * Tests steer it through {@link editor}, and begin with {@link resetEditor}.
 */
import { join } from 'node:path';
import type * as vscode from 'vscode';

type Listener<Value> = (value: Value) => unknown;

export class EventEmitter<Value> {
  private readonly listeners = new Set<Listener<Value>>();

  readonly event = (listener: Listener<Value>): Disposable => {
    this.listeners.add(listener);
    return new Disposable(() => this.listeners.delete(listener));
  };

  fire(value: Value): void {
    for (const listener of [...this.listeners]) listener(value);
  }

  dispose(): void {
    this.listeners.clear();
  }

  /** How many listen; the editor's own does not say. */
  get count(): number {
    return this.listeners.size;
  }
}

export class Disposable {
  constructor(private readonly end: () => unknown) {}

  static from(...parts: readonly { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const part of parts) part.dispose();
    });
  }

  dispose(): void {
    this.end();
  }
}

export class Uri {
  private constructor(
    readonly scheme: string,
    readonly path: string,
  ) {}

  static file(path: string): Uri {
    return new Uri('file', path);
  }

  static joinPath(base: Uri, ...parts: readonly string[]): Uri {
    return new Uri(base.scheme, join(base.path, ...parts));
  }

  get fsPath(): string {
    return this.path;
  }

  toString(): string {
    return `${this.scheme}://${this.path}`;
  }
}

export enum ViewColumn {
  Active = -1,
  Beside = -2,
}

export enum StatusBarAlignment {
  Left = 1,
  Right = 2,
}

export class ThemeIcon {
  constructor(
    readonly id: string,
    readonly color?: ThemeColor,
  ) {}
}

export class ThemeColor {
  constructor(readonly id: string) {}
}

export class TreeItem {
  constructor(readonly label: string) {}
}

export class MarkdownString {
  value = '';

  appendText(text: string): this {
    this.value += text;
    return this;
  }

  appendMarkdown(text: string): this {
    this.value += text;
    return this;
  }
}

/** A panel that remembers what was posted to it. */
export class FakePanel {
  readonly posted: unknown[] = [];
  revealed = 0;
  visible = true;
  iconPath: unknown;
  private readonly messages = new EventEmitter<unknown>();
  private readonly viewState = new EventEmitter<undefined>();
  private readonly disposed = new EventEmitter<undefined>();
  readonly onDidChangeViewState = this.viewState.event;
  readonly onDidDispose = this.disposed.event;
  readonly webview = {
    html: '',
    options: {},
    cspSource: '',
    onDidReceiveMessage: this.messages.event,
    asWebviewUri: (uri: Uri) => uri,
    postMessage: (message: unknown): Promise<boolean> => {
      // As in the editor: what was posted does not change with its source.
      this.posted.push(structuredClone(message));
      return Promise.resolve(true);
    },
  };

  /** As if the page had said this. */
  say(message: unknown): void {
    this.messages.fire(message);
  }

  /** As if another tab had been brought before it, or it before others. */
  setVisible(visible: boolean): void {
    this.visible = visible;
    this.viewState.fire(undefined);
  }

  reveal(): void {
    this.revealed++;
  }

  dispose(): void {
    this.disposed.fire(undefined);
  }
}

/** What tests set, and what the host has done. */
class FakeEditor {
  readonly log: string[] = [];
  logShown = 0;
  readonly errors: { readonly message: string; readonly buttons: readonly string[] }[] = [];
  readonly commands: (readonly unknown[])[] = [];
  readonly panels: FakePanel[] = [];
  readonly written = new Map<string, Uint8Array>();
  /** The button that people press on every message. */
  pressed: string | undefined;
  /** What people type into every input box. */
  typed: string | undefined;
  /** Where people save. */
  target: Uri | undefined;
  /** What a command throws. */
  refused: Error | undefined;
  uriHandler: vscode.UriHandler | undefined;
  readonly activeEditor = new EventEmitter<vscode.TextEditor | undefined>();
  readonly visibleEditors = new EventEmitter<readonly vscode.TextEditor[]>();
  readonly cursor = new EventEmitter<vscode.TextEditorSelectionChangeEvent>();
  readonly edited = new EventEmitter<vscode.TextDocumentChangeEvent>();
}

export let editor = new FakeEditor();

/** A new editor: nothing is open, nothing was said. */
export function resetEditor(): FakeEditor {
  editor = new FakeEditor();
  window.activeTextEditor = undefined;
  window.visibleTextEditors = [];
  workspace.isTrusted = true;
  workspace.workspaceFolders = undefined;
  return editor;
}

export const window = {
  activeTextEditor: undefined as vscode.TextEditor | undefined,
  visibleTextEditors: [] as readonly vscode.TextEditor[],
  onDidChangeActiveTextEditor: (listener: Listener<vscode.TextEditor | undefined>) =>
    editor.activeEditor.event(listener),
  onDidChangeVisibleTextEditors: (listener: Listener<readonly vscode.TextEditor[]>) =>
    editor.visibleEditors.event(listener),
  onDidChangeTextEditorSelection: (listener: Listener<vscode.TextEditorSelectionChangeEvent>) =>
    editor.cursor.event(listener),
  createOutputChannel: () => {
    const write = (level: string) => (text: string) => editor.log.push(`${level}: ${text}`);
    const show = () => editor.logShown++;
    return {
      info: write('info'),
      warn: write('warn'),
      error: write('error'),
      show,
      dispose: () => undefined,
    };
  },
  createWebviewPanel: () => {
    const panel = new FakePanel();
    editor.panels.push(panel);
    return panel;
  },
  showErrorMessage: (message: string, ...buttons: string[]) => {
    editor.errors.push({ message, buttons });
    return Promise.resolve(editor.pressed);
  },
  showInputBox: () => Promise.resolve(editor.typed),
  showSaveDialog: () => Promise.resolve(editor.target),
  registerUriHandler: (handler: vscode.UriHandler) => {
    editor.uriHandler = handler;
    return new Disposable(() => (editor.uriHandler = undefined));
  },
};

export const workspace = {
  isTrusted: true,
  workspaceFolders: undefined as readonly { readonly uri: Uri }[] | undefined,
  onDidChangeTextDocument: (listener: Listener<vscode.TextDocumentChangeEvent>) =>
    editor.edited.event(listener),
  fs: {
    writeFile: (uri: Uri, bytes: Uint8Array) => {
      editor.written.set(uri.fsPath, bytes);
      return Promise.resolve();
    },
  },
};

export const commands = {
  executeCommand: (...command: readonly unknown[]) => {
    editor.commands.push(command);
    return editor.refused ? Promise.reject(editor.refused) : Promise.resolve();
  },
};

/** A text file in the editor, with the cursor in one of its lines, from 1. */
export function openFile(path: string, text: string, line = 1): vscode.TextEditor {
  const lines = text.split('\n');
  const document = {
    uri: Uri.file(path),
    fileName: path,
    version: 1,
    lineAt: (index: number) => ({ text: lines[index] ?? '' }),
    getText: () => text,
  };
  // Sound: the host reads nothing else of an editor.
  return { document, selection: { active: { line: line - 1 } } } as unknown as vscode.TextEditor;
}
