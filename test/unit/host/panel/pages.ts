/**
 * The panel's own page on a stand-in panel, and a store of runs that is set by hand.
 */
import type { FromPanel } from '../../../../src/processes/fromPanel';
import type { ToPanel } from '../../../../src/processes/panelMessages';
import type { RunSummary } from '../../../../src/runs/runSummary';
import { PanelState } from '../../../../webview/frame/panelState';
import type { FakePanel } from '../../../support/vscode';

/** A store whose runs are set by hand. */
export class FakeStore {
  runs: readonly RunSummary[] = [];
  readonly listeners = new Set<() => void>();

  find(path: string): RunSummary | undefined {
    return this.runs.find((run) => run.path === path);
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  set(...runs: readonly RunSummary[]): void {
    this.runs = runs;
    for (const listener of this.listeners) listener();
  }
}

/** The very page, on the panel: it remembers across reloads as the editor's webview does. */
export function load(of: FakePanel, memory: { kept?: unknown } = {}) {
  const said: FromPanel[] = [];
  const listeners: ((message: ToPanel) => void)[] = [];
  let heard = of.posted.length;
  const deliver = () => {
    while (heard < of.posted.length) {
      const message = of.posted[heard++] as ToPanel;
      for (const listener of listeners) listener(message);
    }
  };
  const state = new PanelState({
    send: (message) => {
      said.push(message);
      of.say(structuredClone(message));
    },
    listen: (listener) => listeners.push(listener),
    recall: () => memory.kept,
    keep: (kept) => {
      memory.kept = structuredClone(kept);
    },
  });
  deliver();
  return { state, said, deliver };
}
