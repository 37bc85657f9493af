/**
 * How many runs the batches at work will have in the end; kept by the editor, so that a window that comes
 * back still knows how much is to come.
 */
import type * as vscode from 'vscode';

const KEY = 'plannedRuns';

/** The planned number of runs, by folder, in the workspace’s memory. */
export class Plans {
  constructor(private readonly memory: Pick<vscode.Memento, 'get' | 'update'>) {}

  /** How many runs there will be in a folder, where that is known. */
  in(folder: string): number | undefined {
    return this.all[folder];
  }

  /** The folders of all batches that were begun, and of whose end nobody knows. */
  get folders(): readonly string[] {
    return Object.keys(this.all);
  }

  /** A batch has begun. */
  async add(folder: string, runs: number): Promise<void> {
    await this.memory.update(KEY, { ...this.all, [folder]: runs });
  }

  /** A batch has ended, well or not. */
  async remove(folder: string): Promise<void> {
    const { [folder]: _, ...others } = this.all;
    await this.memory.update(KEY, others);
  }

  private get all(): Readonly<Record<string, number>> {
    return this.memory.get(KEY, {});
  }
}
