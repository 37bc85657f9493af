/**
 * The stand-in editor's values: places, events, marks, entries. They only hold what they are given.
 */
import { join } from 'node:path';
import type * as vscode from 'vscode';

export type Listener<Value> = (value: Value) => unknown;

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

export class Position {
  constructor(
    readonly line: number,
    readonly character: number,
  ) {}
}

export class Range {
  readonly start: Position;
  readonly end: Position;

  constructor(start: Position, end: Position);
  constructor(startLine: number, startCharacter: number, endLine: number, endCharacter: number);
  constructor(...at: readonly (Position | number)[]) {
    const numbers = at.flatMap((part) => (typeof part === 'number' ? [part] : [part.line, part.character]));
    const [startLine = 0, startCharacter = 0, endLine = 0, endCharacter = 0] = numbers;
    this.start = new Position(startLine, startCharacter);
    this.end = new Position(endLine, endCharacter);
  }
}

export class CodeLens {
  constructor(
    readonly range: Range,
    readonly command?: vscode.Command,
  ) {}
}

export class Diagnostic {
  source: string | undefined;
  constructor(
    readonly range: Range,
    readonly message: string,
    readonly severity = DiagnosticSeverity.Error,
  ) {}
}

export enum DiagnosticSeverity {
  Error,
  Warning,
}

export enum TreeItemCollapsibleState {
  None,
  Collapsed,
  Expanded,
}

export enum ProgressLocation {
  Window = 10,
  Notification = 15,
}

export enum UIKind {
  Desktop = 1,
  Web = 2,
}

export enum ColorThemeKind {
  Light = 1,
  Dark,
  HighContrast,
  HighContrastLight,
}

export enum FileType {
  File = 1,
  Directory = 2,
}

export enum DecorationRangeBehavior {
  OpenOpen,
  ClosedClosed,
}

export enum TextEditorRevealType {
  InCenterIfOutsideViewport = 2,
}

export enum ConfigurationTarget {
  Global = 1,
  Workspace,
}

export enum ViewColumn {
  Active = -1,
  Beside = -2,
  One = 1,
  Two,
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
  description: string | undefined;
  contextValue: string | undefined;
  constructor(
    readonly label: string,
    readonly collapsibleState = TreeItemCollapsibleState.None,
  ) {}
}

export class MarkdownString {
  isTrusted: boolean | undefined;
  value = '';

  /** As in the editor, what is shown is the text, whatever signs of Markdown it holds. */
  appendText(text: string): this {
    this.value += text.replace(/[\\`*_{}[\]()#+\-!~<>]/g, '\\$&').replace(/\n/g, '\n\n');
    return this;
  }

  appendMarkdown(text: string): this {
    this.value += text;
    return this;
  }
}
