/**
 * The stand-in editor's lists: a test says beforehand what people choose, and sees afterwards what they were
 * offered.
 */
import type * as vscode from 'vscode';

/** One list that was shown. */
export interface ShownList {
  readonly title: string;
  readonly items: readonly vscode.QuickPickItem[];
  /** What Enter alone would take. */
  readonly preselected: readonly string[];
  /** Whether it was open already when it asked this. */
  readonly wasOpen: boolean;
}

/** What people choose, and what they were offered. */
export class Lists {
  /** Parts of labels, in the order in which lists ask; undefined closes the list. */
  choices: (string | undefined)[] = [];
  /** Whether people leave a list open that they choose nothing from. */
  waits = false;
  readonly shown: ShownList[] = [];
  /** The list that was shown last. */
  last: FakeQuickPick | undefined;
  /** How many are on the screen. */
  open = 0;

  /** The labels of the last list. */
  get labels(): readonly string[] {
    return (this.shown.at(-1)?.items ?? []).map(({ label }) => label);
  }

  /** What is chosen of these. */
  choose<Item extends vscode.QuickPickItem>(items: readonly Item[]): Item | undefined {
    const label = this.choices.shift();
    const chosen = label === undefined ? undefined : items.find((item) => item.label.includes(label));
    if (label !== undefined && !chosen)
      throw new Error(`'${label}' is not offered, only ${items.map((item) => item.label).join(', ')}.`);
    return chosen;
  }
}

/** A list that may stay open from question to question. */
export class FakeQuickPick {
  title = '';
  value = '';
  busy = false;
  matchOnDescription = false;
  matchOnDetail = false;
  items: readonly vscode.QuickPickItem[] = [];
  activeItems: readonly vscode.QuickPickItem[] = [];
  selectedItems: readonly vscode.QuickPickItem[] = [];
  private open = false;
  private readonly accepted = new Set<() => void>();
  private readonly hidden = new Set<() => void>();

  constructor(private readonly lists: Lists) {}

  onDidAccept = (listener: () => void) => listen(this.accepted, listener);
  onDidHide = (listener: () => void) => listen(this.hidden, listener);

  show(): void {
    const { items, activeItems, title } = this;
    const preselected = activeItems.map(({ label }) => label);
    this.lists.shown.push({ title, items, preselected, wasOpen: this.open });
    this.lists.last = this;
    if (!this.open) this.lists.open++;
    this.open = true;
    setImmediate(() => {
      if (this.lists.waits && this.lists.choices.length === 0) return;
      const chosen = this.lists.choose(this.items);
      if (!chosen) this.hide();
      else this.accept(chosen);
    });
  }

  /** As if people had pressed Enter, with nothing chosen where nothing is given. */
  accept(...chosen: readonly vscode.QuickPickItem[]): void {
    this.selectedItems = chosen;
    for (const listener of [...this.accepted]) listener();
  }

  hide(): void {
    if (!this.open) return;
    this.open = false;
    this.lists.open--;
    for (const listener of [...this.hidden]) listener();
  }

  dispose(): void {
    this.hide();
  }
}

function listen(listeners: Set<() => void>, listener: () => void) {
  listeners.add(listener);
  return { dispose: () => listeners.delete(listener) };
}
