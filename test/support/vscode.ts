/**
 * A stand-in for the editor's interface, for tests of the host without an editor: vitest gives it to whoever
 * imports `vscode`. It holds what the host uses, remembers what it is told, and does as little as it can.
 *
 * Tests steer it through {@link editor}, and begin with {@link resetEditor}.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import {
  ColorThemeKind,
  Disposable,
  EventEmitter,
  FileType,
  UIKind,
  Uri,
  type Diagnostic,
  type Listener,
} from './editorTypes';
import { FakeQuickPick, Lists } from './lists';

export * from './editorTypes';

/** A panel that remembers what was posted to it. */
export class FakePanel {
  readonly posted: unknown[] = [];
  revealed = 0;
  /** Where it was brought to the front, each time. */
  readonly columns: (number | undefined)[] = [];
  viewColumn: number | undefined;
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

  constructor(
    readonly type = '',
    readonly title = '',
    readonly shownAt?: unknown,
    readonly options?: unknown,
  ) {}

  reveal(column?: number): void {
    this.columns.push(column);
    this.revealed++;
  }

  dispose(): void {
    this.disposed.fire(undefined);
  }
}

/** A message that was shown. */
export interface ShownMessage {
  readonly kind: 'information' | 'warning' | 'error';
  readonly text: string;
  readonly buttons: readonly string[];
  readonly modal: boolean;
}

/** An item of the status bar. */
class FakeStatusItem {
  [field: string]: unknown;
  text = '';
  visible = false;
  show = () => {
    this.visible = true;
  };
  hide = () => {
    this.visible = false;
  };
  dispose = this.hide;
}

/** What tests set, and what the host has done. */
class FakeEditor {
  readonly lists = new Lists();
  readonly messages: ShownMessage[] = [];
  /** Buttons that people press, by a part of the message. */
  readonly presses = new Map<string, string>();
  readonly statusItems: FakeStatusItem[] = [];
  readonly diagnostics = new Map<string, readonly Diagnostic[]>();
  readonly settings = new Map<string, unknown>();
  /** What was typed into terminals, by their names. */
  readonly typedIn = new Map<string, string>();
  /** What other extensions offer, by their ids: they are at work. */
  readonly extensions = new Map<string, unknown>();
  /** Paths of the files that were opened in editors. */
  readonly opened: string[] = [];
  readonly saved = new EventEmitter<vscode.TextDocument>();
  readonly openedFiles = new EventEmitter<vscode.TextDocument>();
  readonly closedFiles = new EventEmitter<vscode.TextDocument>();
  readonly deleted = new EventEmitter<vscode.FileDeleteEvent>();
  readonly renamed = new EventEmitter<vscode.FileRenameEvent>();
  readonly log: string[] = [];
  logShown = 0;
  readonly errors: { readonly message: string; readonly buttons: readonly string[] }[] = [];
  readonly commands: (readonly unknown[])[] = [];
  readonly panels: FakePanel[] = [];
  readonly written = new Map<string, Uint8Array>();
  /** Paths of the files that were saved. */
  readonly savedFiles: string[] = [];
  /** What runs when a command is called. */
  readonly registered = new Map<string, (...args: unknown[]) => unknown>();
  /** The button that people press on every message. */
  pressed: string | undefined;
  /** What people type into every input box. */
  typed: string | undefined;
  /** Whether people cancel whatever takes its time. */
  cancels = false;
  /** Where people save. */
  target: Uri | undefined;
  /** What a command throws. */
  refused: Error | undefined;
  uriHandler: vscode.UriHandler | undefined;
  readonly themes = new EventEmitter<undefined>();
  readonly activeEditor = new EventEmitter<vscode.TextEditor | undefined>();
  readonly visibleEditors = new EventEmitter<readonly vscode.TextEditor[]>();
  readonly cursor = new EventEmitter<vscode.TextEditorSelectionChangeEvent>();
  readonly edited = new EventEmitter<vscode.TextDocumentChangeEvent>();
  /** Files that have come into the workspace. */
  readonly made = new EventEmitter<Uri>();
}

export let editor = new FakeEditor();

/** A new editor: nothing is open, nothing was said. */
export function resetEditor(): FakeEditor {
  editor = new FakeEditor();
  window.activeTextEditor = undefined;
  window.visibleTextEditors = [];
  window.activeColorTheme = { kind: ColorThemeKind.Dark };
  workspace.isTrusted = true;
  workspace.workspaceFolders = undefined;
  window.tabGroups.all = [];
  env.remoteName = undefined;
  env.uiKind = UIKind.Desktop;
  return editor;
}

/** What `setContext` was last told of a key. */
export function contextOf(key: string): unknown {
  return editor.commands.findLast(([command, name]) => command === 'setContext' && name === key)?.[2];
}

type MessagePart = string | { readonly modal?: boolean };

function message(kind: ShownMessage['kind']) {
  return (text: string, ...parts: readonly MessagePart[]) => {
    const buttons = parts.filter((part) => typeof part === 'string');
    const modal = parts.some((part) => typeof part === 'object' && part.modal === true);
    editor.messages.push({ kind, text, buttons, modal });
    if (kind === 'error') editor.errors.push({ message: text, buttons });
    const [, pressed = editor.pressed] = [...editor.presses].find(([words]) => text.includes(words)) ?? [];
    return Promise.resolve(pressed);
  };
}

const never = (): Disposable => new Disposable(() => undefined);

export const window = {
  tabGroups: { all: [] as readonly { readonly tabs: readonly unknown[] }[] },
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
  createWebviewPanel: (...given: ConstructorParameters<typeof FakePanel>) => {
    const panel = new FakePanel(...given);
    editor.panels.push(panel);
    return panel;
  },
  showErrorMessage: message('error'),
  showWarningMessage: message('warning'),
  showInformationMessage: message('information'),
  createTerminal: ({ name }: { readonly name: string }) => ({
    show: () => undefined,
    sendText: (text: string) => editor.typedIn.set(name, text),
  }),
  createQuickPick: () => new FakeQuickPick(editor.lists),
  showOpenDialog: () => Promise.resolve(editor.target && [editor.target]),
  showTextDocument: (at: Uri | { readonly uri: Uri }) => {
    editor.opened.push((at instanceof Uri ? at : at.uri).fsPath);
    return Promise.resolve(window.activeTextEditor);
  },
  activeColorTheme: { kind: ColorThemeKind.Dark },
  onDidChangeActiveColorTheme: (listener: Listener<undefined>) => editor.themes.event(listener),
  createStatusBarItem: () => {
    const item = new FakeStatusItem();
    editor.statusItems.push(item);
    return item;
  },
  createTextEditorDecorationType: (options: unknown) => ({ options, dispose: () => undefined }),
  withProgress: (_: unknown, work: (progress: unknown, cancel: unknown) => unknown) => {
    const onCancellationRequested = (listener: () => void) => {
      if (editor.cancels) listener();
      return never();
    };
    return Promise.resolve(work({ report: () => undefined }, { onCancellationRequested }));
  },
  onDidChangeTextEditorVisibleRanges: never,
  setStatusBarMessage: () => never(),
  showInputBox: () => Promise.resolve(editor.typed),
  showSaveDialog: () => Promise.resolve(editor.target),
  registerUriHandler: (handler: vscode.UriHandler) => {
    editor.uriHandler = handler;
    return new Disposable(() => (editor.uriHandler = undefined));
  },
};

export const workspace = {
  isTrusted: true,
  textDocuments: [] as readonly vscode.TextDocument[],
  onDidSaveTextDocument: (listener: Listener<vscode.TextDocument>) => editor.saved.event(listener),
  onDidOpenTextDocument: (listener: Listener<vscode.TextDocument>) => editor.openedFiles.event(listener),
  onDidCloseTextDocument: (listener: Listener<vscode.TextDocument>) => editor.closedFiles.event(listener),
  onDidDeleteFiles: (listener: Listener<vscode.FileDeleteEvent>) => editor.deleted.event(listener),
  onDidRenameFiles: (listener: Listener<vscode.FileRenameEvent>) => editor.renamed.event(listener),
  getWorkspaceFolder: (uri: Uri) =>
    workspace.workspaceFolders?.find((folder) => `${uri.fsPath}/`.startsWith(`${folder.uri.fsPath}/`)),
  asRelativePath: (at: Uri | string) => {
    const path = typeof at === 'string' ? at : at.fsPath;
    const folder = workspace.workspaceFolders?.find(({ uri }) => path.startsWith(`${uri.fsPath}/`));
    return folder ? path.slice(folder.uri.fsPath.length + 1) : path;
  },
  getConfiguration: (section: string) => ({
    get: (name: string, otherwise?: unknown) => editor.settings.get(`${section}.${name}`) ?? otherwise,
    update: (name: string, value: unknown) => {
      editor.settings.set(`${section}.${name}`, value);
      return Promise.resolve();
    },
  }),
  /** Knows patterns that end in `.one` or `.{one,other}`, and leaves nothing out. */
  findFiles: (pattern: string) => {
    const endings = (/\.\{?([^{}.]+)\}?$/.exec(pattern)?.[1] ?? '').split(',');
    const found = (workspace.workspaceFolders ?? []).flatMap(({ uri }) => filesBelow(uri.fsPath));
    return Promise.resolve(
      found
        .filter((path) => endings.some((ending) => path.endsWith(`.${ending}`)))
        .map((path) => Uri.file(path)),
    );
  },
  /** Tells of a file that {@link FakeEditor.made} says was made. */
  createFileSystemWatcher: () => ({
    onDidCreate: (listener: Listener<Uri>) => editor.made.event(listener),
    onDidDelete: never,
    dispose: () => undefined,
  }),
  workspaceFolders: undefined as readonly { readonly uri: Uri }[] | undefined,
  onDidChangeTextDocument: (listener: Listener<vscode.TextDocumentChangeEvent>) =>
    editor.edited.event(listener),
  /** As it lies on the disk; saving is only remembered. */
  openTextDocument: async (uri: Uri) => {
    const text = await readFile(uri.fsPath, 'utf8');
    const save = () => Promise.resolve(editor.savedFiles.push(uri.fsPath));
    return { uri, fileName: uri.fsPath, getText: () => text, save };
  },
  fs: {
    readFile: (uri: Uri) => readFile(uri.fsPath),
    stat: (uri: Uri) => stat(uri.fsPath),
    readDirectory: async (uri: Uri) =>
      (await readdir(uri.fsPath)).map((name) => [name, FileType.File] as const),
    delete: (uri: Uri) => rm(uri.fsPath, { recursive: true }),
    writeFile: (uri: Uri, bytes: Uint8Array) => {
      editor.written.set(uri.fsPath, bytes);
      return Promise.resolve();
    },
  },
};

export const commands = {
  registerCommand: (name: string, command: (...args: unknown[]) => unknown) => {
    editor.registered.set(name, command);
    return new Disposable(() => editor.registered.delete(name));
  },
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

export const extensions = {
  getExtension: (id: string) =>
    editor.extensions.has(id) ? { isActive: true, exports: editor.extensions.get(id) } : undefined,
};

export const languages = {
  registerCodeLensProvider: never,
  createDiagnosticCollection: () => ({
    set: (uri: Uri, marks: readonly Diagnostic[]) => editor.diagnostics.set(uri.fsPath, marks),
    delete: (uri: Uri) => editor.diagnostics.delete(uri.fsPath),
    dispose: () => {
      editor.diagnostics.clear();
    },
  }),
};

export const env = {
  remoteName: undefined as string | undefined,
  uiKind: UIKind.Desktop,
  clipboard: { writeText: () => Promise.resolve() },
};

export const l10n = {
  t: (text: string, ...values: readonly (string | number | boolean)[]) =>
    text.replace(/\{(\d+)\}/g, (_, index: string) => String(values[Number(index)])),
};

/** A folder of the disk as the workspace's only one. */
export function openFolder(path: string): void {
  workspace.workspaceFolders = [{ uri: Uri.file(path) }];
}

function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}
