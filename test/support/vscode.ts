/**
 * A small `vscode` for tests without an editor: vitest resolves the module `vscode` to this file.
 *
 * It keeps what the extension shows and does, and answers what it asks as a test has told it to. It is no
 * editor: only what `src/host` uses is here, and what is shown stays where it is put.
 */
import { basename, dirname, join } from 'node:path';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';

type Listener<T> = (event: T) => unknown;

export class Disposable {
  static from(...parts: readonly { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      parts.forEach((part) => part.dispose());
    });
  }
  constructor(private readonly end: () => unknown) {}
  dispose(): void {
    this.end();
  }
}

export class EventEmitter<T> {
  private readonly listeners = new Set<Listener<T>>();
  readonly event = (listener: Listener<T>): Disposable => {
    this.listeners.add(listener);
    return new Disposable(() => this.listeners.delete(listener));
  };
  fire(event: T): void {
    for (const listener of [...this.listeners]) listener(event);
  }
  dispose(): void {
    this.listeners.clear();
  }
}

export class Uri {
  static file(path: string): Uri {
    return new Uri('file', path);
  }
  static parse(text: string): Uri {
    const [scheme = 'file', rest = ''] = text.split('://');
    return new Uri(scheme, rest);
  }
  static joinPath(base: Uri, ...parts: readonly string[]): Uri {
    return new Uri(base.scheme, join(base.path, ...parts));
  }
  constructor(
    readonly scheme: string,
    readonly path: string,
  ) {}
  get fsPath(): string {
    return this.path;
  }
  toString(): string {
    return `${this.scheme}://${this.path}`;
  }
}

export class Position {
  constructor(
    readonly line: number,
    readonly character: number,
  ) {}
}

export class Range {
  readonly start: Position;
  readonly end: Position;
  constructor(...at: readonly [Position, Position] | readonly [number, number, number, number]) {
    const [first, second] = at;
    this.start = first instanceof Position ? first : new Position(at[0] as number, at[1] as number);
    this.end = second instanceof Position ? second : new Position(at[2] as number, at[3] as number);
  }
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
export class CodeLens {
  constructor(
    readonly range: Range,
    readonly command?: { readonly title: string; readonly command: string; readonly arguments?: unknown[] },
  ) {}
}
export class Diagnostic {
  source?: string;
  code?: string;
  constructor(
    readonly range: Range,
    readonly message: string,
    readonly severity = 0,
  ) {}
}
export class TreeItem {
  description?: string;
  constructor(
    readonly label: string,
    readonly collapsibleState = 0,
  ) {}
}
export class MarkdownString {
  isTrusted = false;
  value = '';
  /** Escapes as the editor does: what it shows is the text, whatever the text is. */
  appendText(text: string): this {
    this.value += text.replace(/[\\`*_{}[\]()#+\-!~<>]/g, '\\$&').replace(/\n/g, '\n\n');
    return this;
  }
  appendMarkdown(text: string): this {
    this.value += text;
    return this;
  }
}
export class RelativePattern {
  constructor(
    readonly base: unknown,
    readonly pattern: string,
  ) {}
}

export const ViewColumn = { Active: -1, Beside: -2, One: 1, Two: 2 };
export const StatusBarAlignment = { Left: 1, Right: 2 };
export const ProgressLocation = { Window: 10, Notification: 15 };
export const ConfigurationTarget = { Global: 1, Workspace: 2 };
export const DiagnosticSeverity = { Error: 0, Warning: 1, Information: 2, Hint: 3 };
export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };
export const QuickPickItemKind = { Separator: -1, Default: 0 };
export const DecorationRangeBehavior = { ClosedClosed: 1 };
export const TextEditorRevealType = { InCenterIfOutsideViewport: 2 };
export const UIKind = { Desktop: 1, Web: 2 };
export const FileType = { File: 1, Directory: 2 };

interface Item {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
}

/** One list that was shown. */
export interface ShownList {
  readonly title: string;
  readonly items: readonly Item[];
  /** The labels that Enter would take. */
  readonly preselected: readonly string[];
}

/** A message that was shown. */
export interface ShownMessage {
  readonly kind: 'information' | 'warning' | 'error';
  readonly text: string;
  readonly buttons: readonly string[];
  readonly modal: boolean;
  readonly detail?: string | undefined;
}

/** What a test sees of the editor, and how it answers. */
export class Editor {
  /** Labels to choose, in the order in which lists come; undefined closes the list. */
  choices: (string | undefined)[] = [];
  /** Buttons to press by the text of the message that offers them. */
  presses: { readonly message: RegExp; readonly button: string }[] = [];
  lists: ShownList[] = [];
  messages: ShownMessage[] = [];
  executed: { readonly command: string; readonly args: readonly unknown[] }[] = [];
  context: Record<string, unknown> = {};
  settings: Record<string, unknown> = {};
  folders: string[] = [];
  statusItems: StatusItem[] = [];
  panels: Panel[] = [];
  opened: string[] = [];
  diagnostics = new Map<string, readonly Diagnostic[]>();
  memory = new Map<string, unknown>();
  clipboard = '';
  /** Lists that are on the screen right now. */
  openLists = 0;

  /** The messages' texts. */
  get said(): readonly string[] {
    return this.messages.map(({ text }) => text);
  }

  /** Everything anew: called before each test. */
  reset(): void {
    Object.assign(this, new Editor());
    window.activeTextEditor = undefined;
    window.visibleTextEditors = [];
    window.tabGroups.all = [];
    workspace.isTrusted = true;
    env.remoteName = undefined;
    env.uiKind = UIKind.Desktop;
  }
}

/** The one editor; {@link Editor.reset} it before each test. */
export const editor = new Editor();

export class StatusItem {
  text = '';
  name = '';
  command = '';
  tooltip: unknown;
  accessibilityInformation: unknown;
  visible = false;
  show(): void {
    this.visible = true;
  }
  hide(): void {
    this.visible = false;
  }
  dispose(): void {
    this.visible = false;
  }
}

export class Panel {
  visible = true;
  viewColumn: number | undefined;
  iconPath: unknown;
  readonly revealed: (number | undefined)[] = [];
  private readonly disposed = new EventEmitter<void>();
  private readonly state = new EventEmitter<void>();
  readonly onDidDispose = this.disposed.event;
  readonly onDidChangeViewState = this.state.event;
  readonly posted: unknown[] = [];
  private readonly received = new EventEmitter<unknown>();
  readonly webview = {
    html: '',
    options: {} as unknown,
    cspSource: 'vscode-webview:',
    onDidReceiveMessage: this.received.event,
    asWebviewUri: (uri: Uri) => uri,
    postMessage: (message: unknown) => {
      this.posted.push(message);
      return Promise.resolve(true);
    },
  };
  constructor(
    readonly viewType: string,
    public title: string,
    readonly shownAt: unknown,
    readonly options: unknown,
  ) {}
  /** Says something as the page would. */
  say(message: unknown): void {
    this.received.fire(message);
  }
  reveal(column?: number): void {
    this.revealed.push(column);
  }
  dispose(): void {
    this.disposed.fire();
  }
}

/** A list that stays open from question to question, as `createQuickPick` makes it. */
class QuickPick {
  title = '';
  placeholder = '';
  items: readonly Item[] = [];
  activeItems: readonly Item[] = [];
  selectedItems: readonly Item[] = [];
  busy = false;
  enabled = true;
  matchOnDescription = false;
  matchOnDetail = false;
  ignoreFocusOut = false;
  canSelectMany = false;
  value = '';
  private readonly accepted = new EventEmitter<void>();
  private readonly hidden = new EventEmitter<void>();
  readonly onDidAccept = this.accepted.event;
  readonly onDidHide = this.hidden.event;
  private open = false;

  show(): void {
    if (!this.open) editor.openLists++;
    this.open = true;
    if (!this.enabled) return;
    const { items, activeItems, title } = this;
    editor.lists.push({ title, items, preselected: activeItems.map(({ label }) => label) });
    const label = editor.choices.shift();
    queueMicrotask(() => {
      const chosen = items.find((item) => item.label.includes(label ?? '\0'));
      if (label !== undefined && !chosen) throw new Error(`'${title}' does not offer '${label}'.`);
      if (!chosen) {
        this.hide();
        return;
      }
      this.selectedItems = [chosen];
      this.accepted.fire();
    });
  }
  hide(): void {
    if (!this.open) return;
    this.open = false;
    editor.openLists--;
    this.hidden.fire();
  }
  dispose(): void {
    this.hide();
  }
}

type Given = readonly (string | { readonly modal?: boolean; readonly detail?: string })[];

function message(kind: ShownMessage['kind']) {
  return (text: string, ...given: Given): Promise<string | undefined> => {
    const [first] = given;
    const options = typeof first === 'object' ? first : {};
    const buttons = given.filter((part) => typeof part === 'string');
    editor.messages.push({ kind, text, buttons, modal: options.modal === true, detail: options.detail });
    const press = editor.presses.find((one) => one.message.test(text) && buttons.includes(one.button));
    return Promise.resolve(press?.button);
  };
}

const nothing = new EventEmitter<never>();

export const window = {
  activeTextEditor: undefined as unknown,
  visibleTextEditors: [] as unknown[],
  tabGroups: { all: [] as { readonly tabs: readonly unknown[] }[] },
  showInformationMessage: message('information'),
  showWarningMessage: message('warning'),
  showErrorMessage: message('error'),
  createQuickPick: () => new QuickPick(),
  showQuickPick: (items: readonly Item[], { title = '' } = {}) => {
    editor.lists.push({ title, items, preselected: items.slice(0, 1).map(({ label }) => label) });
    const label = editor.choices.shift();
    return Promise.resolve(label === undefined ? undefined : items.find((item) => item.label.includes(label)));
  },
  showInputBox: () => Promise.resolve(editor.choices.shift()),
  showOpenDialog: () => Promise.resolve(undefined),
  showTextDocument: (at: Uri | { readonly uri: Uri }) => {
    const uri = at instanceof Uri ? at : at.uri;
    editor.opened.push(uri.fsPath);
    return Promise.resolve(window.activeTextEditor);
  },
  createStatusBarItem: () => {
    const item = new StatusItem();
    editor.statusItems.push(item);
    return item;
  },
  createWebviewPanel: (type: string, title: string, at: unknown, options: unknown) => {
    const panel = new Panel(type, title, at, options);
    editor.panels.push(panel);
    return panel;
  },
  createTextEditorDecorationType: (options: unknown) => ({ options, dispose: () => undefined }),
  createOutputChannel: () => {
    const lines: string[] = [];
    const add = (line: string) => lines.push(line);
    return { info: add, warn: add, error: add, appendLine: add, show: () => undefined, dispose: () => undefined };
  },
  setStatusBarMessage: () => new Disposable(() => undefined),
  withProgress: (_options: unknown, work: (progress: unknown, cancel: unknown) => unknown) =>
    Promise.resolve(
      work(
        { report: () => undefined },
        { isCancellationRequested: false, onCancellationRequested: nothing.event },
      ),
    ),
  onDidChangeTextEditorVisibleRanges: nothing.event,
  onDidChangeActiveTextEditor: nothing.event,
  onDidChangeVisibleTextEditors: nothing.event,
  onDidChangeTextEditorSelection: nothing.event,
  registerTreeDataProvider: () => new Disposable(() => undefined),
};

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

const changed = new EventEmitter<unknown>();

/** Tells the extension that a document has changed. */
export function change(document: unknown, contentChanges: readonly unknown[]): void {
  changed.fire({ document, contentChanges });
}

export const workspace = {
  isTrusted: true,
  textDocuments: [] as unknown[],
  get workspaceFolders() {
    return editor.folders.length === 0
      ? undefined
      : editor.folders.map((path) => ({ uri: Uri.file(path), name: basename(path) }));
  },
  getWorkspaceFolder: (uri: Uri) => {
    const path = editor.folders.find((folder) => uri.fsPath.startsWith(`${folder}/`));
    return path === undefined ? undefined : { uri: Uri.file(path), name: basename(path) };
  },
  asRelativePath: (at: Uri | string) => {
    const path = typeof at === 'string' ? at : at.fsPath;
    const folder = editor.folders.find((one) => path.startsWith(`${one}/`));
    return folder === undefined ? path : path.slice(folder.length + 1);
  },
  getConfiguration: (section: string) => ({
    get: (name: string, otherwise?: unknown) => editor.settings[`${section}.${name}`] ?? otherwise,
    update: (name: string, value: unknown) => {
      editor.settings[`${section}.${name}`] = value;
      return Promise.resolve();
    },
  }),
  /** Knows patterns that end in `.one` or `.{one,other}`, and looks at no pattern of what to leave out. */
  findFiles: (pattern: string) => {
    const endings = (/\.\{?([^{}.]+)\}?$/.exec(pattern)?.[1] ?? '').split(',');
    const files = editor.folders.filter((folder) => existsSync(folder)).flatMap(filesBelow);
    return Promise.resolve(
      files.filter((file) => endings.some((ending) => file.endsWith(`.${ending}`))).map((file) => Uri.file(file)),
    );
  },
  fs: {
    stat: (uri: Uri) => stat(uri.fsPath),
    readFile: (uri: Uri) => readFile(uri.fsPath),
    writeFile: (uri: Uri, bytes: Uint8Array) => writeFile(uri.fsPath, bytes),
    readDirectory: async (uri: Uri) =>
      (await readdir(uri.fsPath)).map((name) => [
        name,
        statSync(join(uri.fsPath, name)).isDirectory() ? FileType.Directory : FileType.File,
      ]),
    delete: (uri: Uri, options: { readonly recursive?: boolean }) =>
      rm(uri.fsPath, { recursive: options.recursive ?? false }),
    createDirectory: (uri: Uri) => stat(dirname(uri.fsPath)),
  },
  onDidChangeTextDocument: changed.event,
  onDidSaveTextDocument: nothing.event,
  onDidOpenTextDocument: nothing.event,
  onDidCloseTextDocument: nothing.event,
  onDidDeleteFiles: nothing.event,
  onDidChangeConfiguration: nothing.event,
};

export const commands = {
  registerCommand: () => new Disposable(() => undefined),
  executeCommand: (command: string, ...args: readonly unknown[]) => {
    if (command === 'setContext') editor.context[String(args[0])] = args[1];
    else editor.executed.push({ command, args });
    return Promise.resolve(undefined);
  },
};

export const languages = {
  registerCodeLensProvider: () => new Disposable(() => undefined),
  registerCodeActionsProvider: () => new Disposable(() => undefined),
  createDiagnosticCollection: () => ({
    set: (uri: Uri, list: readonly Diagnostic[]) => editor.diagnostics.set(uri.toString(), list),
    delete: (uri: Uri) => editor.diagnostics.delete(uri.toString()),
    get: (uri: Uri) => editor.diagnostics.get(uri.toString()),
    dispose: () => {
      editor.diagnostics.clear();
    },
  }),
};

export const env = {
  remoteName: undefined as string | undefined,
  uiKind: UIKind.Desktop,
  openExternal: () => Promise.resolve(true),
  clipboard: {
    writeText: (text: string) => {
      editor.clipboard = text;
      return Promise.resolve();
    },
  },
};

export const l10n = {
  t: (text: string | { readonly message: string }, ...args: readonly (string | number)[]) =>
    (typeof text === 'string' ? text : text.message).replace(/\{(\d+)\}/g, (_, at: string) =>
      String(args[Number(at)] ?? ''),
    ),
};
