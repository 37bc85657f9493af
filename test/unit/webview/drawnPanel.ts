/**
 * The whole panel in a stand-in for the browser: what it shows is read from its page, and what it draws on canvases
 * from what it has told them.
 */
import { html, render } from 'lit';
import { vi } from 'vitest';
import { page } from './page';

/** What canvases were told since {@link standInForTheBrowser}. */
export const canvases = { words: [] as string[], rectangles: 0, lines: 0 };

/** Colours come out black, words are six pixels a letter; whatever else a canvas is told changes nothing. */
function context(canvas: unknown): unknown {
  const known: Readonly<Record<string, unknown>> = {
    canvas,
    getImageData: () => ({ data: [0, 0, 0, 255] }),
    createImageData: (width: number, height: number) => ({ data: new Uint8ClampedArray(4 * width * height) }),
    measureText: (text: string) => ({ width: 6 * Array.from(text).length }),
    fillText: (text: string) => canvases.words.push(text.replaceAll(/\s/g, ' ')),
    fillRect: () => (canvases.rectangles += 1),
    stroke: () => (canvases.lines += 1),
  };
  const settings: Record<string, unknown> = {};
  return new Proxy(settings, {
    get: (_, name: string) => known[name] ?? settings[name] ?? (() => undefined),
    set: (_, name: string, value) => Reflect.set(settings, name, value),
  });
}

/** Elements are as wide as a narrow panel, and say so when they are watched. */
const WIDTH = 480;

/** Puts in what the stand-in lacks, and loads the panel. Undone by `vi.unstubAllGlobals`. */
export async function standInForTheBrowser(): Promise<void> {
  Object.assign(canvases, { words: [], rectangles: 0, lines: 0 });
  vi.stubGlobal(
    'OffscreenCanvas',
    class {
      getContext = () => context(this);
    },
  );
  vi.stubGlobal(
    'Path2D',
    class {
      lineTo = () => undefined;
      moveTo = () => undefined;
      rect = () => undefined;
      arc = () => undefined;
      closePath = () => undefined;
      addPath = () => undefined;
    },
  );
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(private readonly told: (entries: readonly object[]) => void) {}
      observe = (target: Element) => {
        queueMicrotask(() => {
          this.told([{ target, contentRect: { width: WIDTH, height: 300 } }]);
        });
      };
      disconnect = () => undefined;
    },
  );
  for (const side of ['clientWidth', 'clientHeight'])
    Object.defineProperty(HTMLElement.prototype, side, { configurable: true, get: () => WIDTH });
  HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement) {
    // Sound enough: nothing asks it for more than it has.
    return context(this) as never;
  };
  await import('../../../webview/frame/attentionPanel');
}

/** Draws the panel, and waits until it stands. */
export async function drawnPanel(kept?: unknown) {
  const { state, sent, hear, memory } = page(kept);
  const place = document.body.appendChild(document.createElement('div'));
  render(html`<attention-panel .state=${state}></attention-panel>`, place);
  const settle = async () => {
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve));
  };
  await settle();
  const text = () => document.body.textContent.replaceAll(/\s+/g, ' ').trim();
  const press = (label: string) => {
    const found = [...document.querySelectorAll('vscode-button, button')].find(
      (one) => one.textContent.trim() === label,
    );
    if (!found) throw new Error(`There is no button ${label}: ${text()}`);
    found.dispatchEvent(new Event('click'));
  };
  return { state, sent, hear, memory, settle, text, press };
}

/** The one element that there must be. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as the browser’s own
export function only<Found extends Element = HTMLElement>(selector: string): Found {
  const found = document.querySelector<Found>(selector);
  if (!found) throw new Error(`There is no ${selector}.`);
  return found;
}
