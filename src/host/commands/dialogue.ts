/**
 * The questions of one command, asked in one list that stays open from the first to the last.
 *
 * A list for each question would close in between and give the focus back to where the command was called:
 * Enter then falls on the button of the walkthrough, calls the command again, and the list that was meant
 * closes. Here the keyboard has nowhere else to go until all is answered.
 */
import * as vscode from 'vscode';

/** A choice in a list, with what it stands for. */
export interface DialogueItem<Value> extends vscode.QuickPickItem {
  readonly value: Value;
}

/** One question. */
export interface Question<Value> {
  readonly title: string;
  readonly choices: readonly DialogueItem<Value>[];
  /** Comes first where it fits. */
  readonly preferred?: (value: Value) => boolean;
  /** Whether Enter alone chooses nothing: for what cannot be undone. */
  readonly nothingPreselected?: boolean;
  /** What is found out about a choice while the question stands; it takes the place of the choice's detail. */
  readonly details?: (value: Value) => Promise<string | undefined> | undefined;
}

/** The one list in which a command asks its questions. Made by {@link inDialogue}. */
export class Dialogue implements vscode.Disposable {
  private readonly list = vscode.window.createQuickPick<vscode.QuickPickItem>();
  /** Whether a person has closed the list while nothing was asked. */
  private left = false;
  private asking = false;
  private readonly onHide: vscode.Disposable;

  constructor(private readonly name: string) {
    this.list.matchOnDescription = true;
    this.list.matchOnDetail = true;
    // A click elsewhere, or a panel that takes the focus late, does not lose the answers given so far.
    this.list.ignoreFocusOut = true;
    this.onHide = this.list.onDidHide(() => {
      if (!this.asking) this.left = true;
    });
  }

  /** Asks to choose one; undefined when the list was closed. */
  choose<Value>({
    title,
    choices,
    preferred,
    nothingPreselected,
    details,
  }: Question<Value>): Promise<Value | undefined> {
    if (this.left) return Promise.resolve(undefined);
    let sorted = preferred
      ? [...choices].sort((a, b) => Number(preferred(b.value)) - Number(preferred(a.value)))
      : [...choices];
    const { list } = this;
    list.title = title;
    list.value = '';
    list.busy = false;
    list.items = sorted;
    list.activeItems = nothingPreselected === true ? [] : sorted.slice(0, 1);
    this.asking = true;
    return new Promise((resolve) => {
      let isAnswered = false;
      const answer = (value: Value | undefined) => {
        isAnswered = true;
        this.asking = false;
        listening.dispose();
        resolve(value);
      };
      const listening = vscode.Disposable.from(
        list.onDidAccept(() => {
          const chosen = sorted.find((choice) => choice === list.selectedItems[0]);
          // Enter where nothing is chosen: the question stands.
          if (!chosen) return;
          // Until the next question there is nothing that another Enter could take.
          list.items = [];
          list.busy = true;
          answer(chosen.value);
        }),
        list.onDidHide(() => {
          this.left = true;
          answer(undefined);
        }),
      );
      list.show();
      for (const [place, { value }] of sorted.entries()) {
        details?.(value)?.then(
          (detail) => {
            if (isAnswered || detail === undefined) return;
            sorted = sorted.map((choice, index) => (index === place ? { ...choice, detail } : choice));
            this.replace(sorted);
          },
          // What cannot be found out is not said.
          () => undefined,
        );
      }
    });
  }

  /** Shows other words for the same choices; what a person has moved to, or has typed for, stays where it is. */
  private replace(items: readonly vscode.QuickPickItem[]): void {
    const { list } = this;
    const active = list.items.findIndex((item) => item === list.activeItems[0]);
    list.items = items;
    list.activeItems = items.slice(active, active + 1);
  }

  /** Asks for a part of what is chosen: where that is left, the dialogue goes on, and the list opens again. */
  async part<Result>(work: () => PromiseLike<Result>): Promise<Result> {
    const result = await work();
    this.left = false;
    return result;
  }

  /** Makes room for a dialogue of the editor’s own, say for files; the next question opens the list again. */
  aside<Result>(work: () => PromiseLike<Result>): Promise<Result> {
    this.list.hide();
    return this.part(work);
  }

  /** Closes the list: all is asked. What comes after may take its time. */
  dispose(): void {
    open.delete(this.name);
    this.onHide.dispose();
    this.list.dispose();
  }
}

/** Dialogues that are asking right now. */
const open = new Set<string>();

/** Does work that asks questions. Called again by the same name while it asks, it does nothing. */
export async function inDialogue(name: string, work: (dialogue: Dialogue) => Promise<void>): Promise<void> {
  if (open.has(name)) return;
  open.add(name);
  const dialogue = new Dialogue(name);
  try {
    await work(dialogue);
  } finally {
    dialogue.dispose();
  }
}

/** What was asked in a dialogue, which is over: what comes after may take its time. Undefined where it asks already. */
export async function askedIn<Result>(
  name: string,
  question: (dialogue: Dialogue) => Promise<Result>,
): Promise<Result | undefined> {
  let result: Result | undefined;
  await inDialogue(name, async (dialogue) => {
    result = await question(dialogue);
  });
  return result;
}
