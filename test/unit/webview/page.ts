/**
 * A page's state without a page, with its host at hand.
 */
import type { FromPanel } from '../../../src/processes/fromPanel';
import type { ToPanel } from '../../../src/processes/panelMessages';
import { PanelState } from '../../../webview/frame/panelState';

/** @param kept What the page remembers. */
export function page(kept?: unknown) {
  const sent: FromPanel[] = [];
  const memory = { kept };
  const listeners: ((message: ToPanel) => void)[] = [];
  const state = new PanelState({
    send: (message) => sent.push(message),
    listen: (listener) => listeners.push(listener),
    recall: () => memory.kept,
    keep: (value) => {
      memory.kept = structuredClone(value);
    },
  });
  const hear = (message: ToPanel) => {
    for (const listener of listeners) listener(message);
  };
  return { state, sent, memory, hear };
}
