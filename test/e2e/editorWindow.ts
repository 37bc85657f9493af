/**
 * One window of the editor, with what a person does in it.
 */
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Frame, Locator, Page } from 'playwright-core';

/** A page of the browser with the workbench in it. */
export class EditorWindow {
  constructor(readonly page: Page) {}

  /** Waits until the workbench can be used. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
    await this.page.locator('.part.statusbar').waitFor();
  }

  /** Reloads as a person does: the editor keeps its state first, which the browser's own reload may cut short. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load', { timeout: 60_000 });
    await this.command('Reload Window');
    await loaded;
    await this.ready();
  }

  /** Runs a command by its title in the palette, as soon as the palette knows it. */
  async command(title: string): Promise<void> {
    // An open palette does not learn of new commands: it is closed and opened again.
    for (let attempt = 0; attempt < 40; attempt++) {
      const found = await this.searchPalette(title, 1500);
      if (found && (await succeeds(this.row(title).click({ timeout: 5000 })))) return;
      await this.page.keyboard.press('Escape');
    }
    throw new Error(`The palette has no command '${title}'.`);
  }

  /** Whether the palette offers a command. */
  async offers(title: string): Promise<boolean> {
    const offered = await this.searchPalette(title, 700);
    await this.page.keyboard.press('Escape');
    return offered;
  }

  /** Chooses an entry of an open list. */
  async choose(label: string): Promise<void> {
    const row = this.row(label);
    await row.waitFor({ timeout: 20_000 });
    await row.click();
  }

  /** Types the name of an entry, and takes it once it is the one that Enter takes: what is typed early may be lost. */
  async typeEntry(label: string): Promise<void> {
    const taken = this.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: label });
    for (let attempt = 0; attempt < 4; attempt++) {
      await this.page.keyboard.press('Control+A');
      await this.page.keyboard.type(label);
      const isThere = await taken.waitFor({ timeout: 5000 }).then(
        () => true,
        () => false,
      );
      if (isThere) break;
    }
    await this.page.keyboard.press('Enter');
  }

  /** Answers a question that wants words: in place of what stands there. */
  async type(title: string, words: string): Promise<void> {
    await this.asked(title);
    await this.input.fill(words);
    await this.page.keyboard.press('Enter');
  }

  /** The entries of the list that is open, with what is said of each. */
  async entries(): Promise<readonly string[]> {
    await this.page.locator('.quick-input-list .monaco-list-row').first().waitFor({ timeout: 20_000 });
    return this.page.locator('.quick-input-list .monaco-list-row').allTextContents();
  }

  /** Waits for a question of a list. */
  async asked(title: string): Promise<void> {
    await this.page.locator('.quick-input-title', { hasText: title }).waitFor({ timeout: 20_000 });
  }

  /** Presses a key as a hand does that rests on it a little too long: it repeats. */
  async press(key: string): Promise<void> {
    await this.page.keyboard.down(key);
    await this.page.keyboard.down(key);
    await this.page.keyboard.up(key);
  }

  /** Opens a file of the folder in the explorer. */
  async openFile(name: string): Promise<void> {
    const tab = this.page.locator(`.tab[data-resource-name="${name}"]`).first();
    // The list is still being filled when its first entries are there: a click may fall on one that moves.
    for (let attempt = 0; attempt < 5; attempt++) {
      await this.typeInto('Control+P', name);
      await this.choose(name);
      if (await succeeds(tab.waitFor({ timeout: 5000 }))) return;
    }
    throw new Error(`${name} did not open.`);
  }

  /** Runs a command that asks which one, and chooses it. */
  async commandOn(title: string, label: string): Promise<void> {
    // A list closes when something else takes the focus meanwhile: the command is called again.
    for (let attempt = 0; attempt < 5; attempt++) {
      await this.command(title);
      if (await succeeds(this.row(label).click({ timeout: 5000 }))) return;
    }
    throw new Error(`'${title}' did not offer '${label}'.`);
  }

  /** Chooses from a file's context menu in the explorer. */
  async explorerMenu(file: string, item: string): Promise<void> {
    const row = this.page.locator(`.explorer-folders-view .monaco-list-row[aria-label^="${file}"]`);
    const entry = this.page.locator('.context-view .monaco-menu .action-item', { hasText: item }).first();
    // A menu closes when something else takes the focus meanwhile: it is opened again.
    for (let attempt = 0; attempt < 20; attempt++) {
      await row.click({ button: 'right' });
      if (!(await succeeds(entry.hover({ timeout: 3000 })))) {
        // A menu that is open does not learn of an extension that has only now been started.
        await this.page.keyboard.press('Escape');
        continue;
      }
      // Menus ignore a button that is released too soon after they have opened.
      await sleep(400);
      if (await succeeds(entry.click({ timeout: 3000 }))) return;
    }
    throw new Error(`The menu of ${file} has no '${item}'.`);
  }

  /** Moves the cursor to a line of the active editor. */
  async goToLine(line: number): Promise<void> {
    await this.typeInto('Control+G', `:${line}`);
    await this.page.keyboard.press('Enter');
  }

  /** The frame of the attention panel, once its page has been drawn. */
  panel(): Promise<Frame> {
    return this.frameWith('attention-panel', '.run-header');
  }

  /** The frame of the table of runs, once it has rows. */
  table(): Promise<Frame> {
    return this.frameWith('runs-table', 'tbody tr:not(.space)');
  }

  private async frameWith(page: string, part: string): Promise<Frame> {
    for (let attempt = 0; attempt < 150; attempt++) {
      const frame = await this.frameOf(`${page} ${part}`);
      if (frame) return frame;
      await sleep(200);
      // A busy editor may restore a tab and never load its page. One of ours that stands there empty is our fault.
      const isLost = attempt === 75 && (await this.frameOf(page)) === undefined;
      if (isLost) await this.command('Developer: Reload Webviews');
    }
    throw new Error(`Nothing of the kind ${page} ${part} appeared.`);
  }

  private async frameOf(selector: string): Promise<Frame | undefined> {
    for (const frame of this.page.frames()) {
      if (await frame.$(selector).catch(() => null)) return frame;
    }
    return undefined;
  }

  /** Keeps a picture of the window in a folder that git ignores. */
  async photograph(name: string): Promise<void> {
    await this.page.screenshot({
      path: resolve(__dirname, '../../test/e2e/screenshots', `${name.replaceAll(/\W+/g, '-')}.png`),
    });
  }

  /** Presses a button of the dialog that is open, or opens next. */
  async answerDialog(button: string): Promise<void> {
    await this.page
      .locator('.monaco-dialog-box .monaco-button', { hasText: new RegExp(`^${button}$`) })
      .click();
  }

  /** A notification with these words. */
  notification(words: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: words }).first();
  }

  private async searchPalette(title: string, patience: number): Promise<boolean> {
    await this.typeInto('F1', `>${title}`);
    return appears(this.row(title), patience);
  }

  /**
   * Opens one of the editor's inputs by its key, and types into it. A key that is pressed while a list closes is lost,
   * and an input closes when something else takes the focus meanwhile: it is opened again.
   */
  private async typeInto(key: string, words: string): Promise<void> {
    for (let attempt = 0; attempt < 10; attempt++) {
      await this.page.keyboard.press(key);
      if (await succeeds(this.input.fill(words, { timeout: 3000 }))) return;
    }
    throw new Error(`The editor did not react to ${key}.`);
  }

  private get input(): Locator {
    return this.page.locator('.quick-input-widget input[type=text]');
  }

  private row(label: string): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first();
  }
}

function appears(locator: Locator, patience: number): Promise<boolean> {
  return succeeds(locator.waitFor({ timeout: patience }));
}

function succeeds(action: Promise<void>): Promise<boolean> {
  return action.then(
    () => true,
    () => false,
  );
}

/** Asks again and again until the answer is true. */
export async function eventually(what: string, ask: () => Promise<boolean>, seconds = 60): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    if (await ask()) return;
    await sleep(200);
  }
  throw new Error(`Not within ${seconds} s: ${what}.`);
}

/** Chooses from one of the panel's own lists. */
export async function choose(panel: Frame, list: string, entry: string): Promise<void> {
  await panel.locator(`vscode-dropdown[title="${list}"]`).click();
  await panel.locator(`vscode-dropdown[title="${list}"] vscode-option`, { hasText: entry }).first().click();
}
