/**
 * A page's end of the wire to the extension host, and the only memory that outlives its page.
 */
import type { FromPanel } from '../../src/processes/fromPanel';
import type { ToPanel } from '../../src/processes/panelMessages';

interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): EditorApi;

/** What a page needs of the editor; the panel, where nothing else is said. */
export interface Host<Out = FromPanel, In = ToPanel> {
  send(message: Out): void;
  /** Hands every message of the host to a listener, from now on. */
  listen(listener: (message: In) => void): void;
  /** What was kept when the page was last shown; undefined at first. */
  recall(): unknown;
  /** Keeps a value of plain data for when the page is made again. */
  keep(state: unknown): void;
}

/** More of a stack tells no more; in characters. */
const LONGEST_STACK = 10_000;

/** Sends what breaks down in the page, caught by nobody, to the host’s log: people cannot see the page’s own. */
export function reportBugs(host: { send(message: Extract<FromPanel, { kind: 'bug' }>): void }): void {
  const report = (error: unknown) => {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    host.send({ kind: 'bug', stack: stack.slice(0, LONGEST_STACK) });
  };
  window.addEventListener('error', ({ error, message }: ErrorEvent) => {
    // The browser's word for an element that was drawn a frame later: no bug.
    if (!message.startsWith('ResizeObserver loop')) report(error ?? message);
  });
  window.addEventListener('unhandledrejection', ({ reason }) => {
    report(reason);
  });
}

/** The editor. May be called once: that is the editor’s own rule. */
export function editorHost<Out = FromPanel, In = ToPanel>(): Host<Out, In> {
  const api = acquireVsCodeApi();
  return {
    send: (message) => {
      api.postMessage(message);
    },
    listen: (listener) => {
      window.addEventListener('message', (event: MessageEvent<In>) => {
        listener(event.data);
      });
    },
    recall: () => api.getState(),
    keep: (state) => {
      api.setState(state);
    },
  };
}
