/**
 * The editor's memory, for tests: what is put in comes out again.
 */
import type * as vscode from 'vscode';

/** An empty memory. */
export function aMemento(): vscode.Memento {
  const kept = new Map<string, unknown>();
  return {
    keys: () => [...kept.keys()],
    get: (key: string, otherwise?: unknown) => kept.get(key) ?? otherwise,
    update: (key: string, value: unknown) => {
      kept.set(key, structuredClone(value));
      return Promise.resolve();
    },
    // Sound: it has all that a memento has.
  } as vscode.Memento;
}
