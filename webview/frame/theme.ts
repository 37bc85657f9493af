/**
 * The editor's colours, as pictures on a canvas need them.
 */
import { type ColourScale, type Rgb, attentionScale, cssColour } from '../../src/charts/colourScale';

/** How one series is told from the others: by colour, and by dash for those who see colours otherwise. */
interface SeriesStyle {
  readonly colour: string;
  readonly dash: readonly number[];
}

/** See the header. */
export interface Theme {
  readonly background: Rgb;
  readonly foreground: string;
  /** For words that are not the matter. */
  readonly muted: string;
  /** For axes and grids. */
  readonly line: string;
  readonly focus: string;
  readonly fontFamily: string;
  readonly monospace: string;
  readonly series: readonly SeriesStyle[];
  /** From the background upwards. */
  readonly scale: ColourScale;
}

const SERIES: readonly (readonly [variable: string, fallback: string, dash: readonly number[]])[] = [
  ['--vscode-charts-blue', '#3794ff', []],
  ['--vscode-charts-orange', '#d18616', [7, 3]],
  ['--vscode-charts-green', '#388a34', [2, 3]],
  ['--vscode-charts-purple', '#b180d7', [9, 3, 2, 3]],
  ['--vscode-charts-yellow', '#cca700', [4, 2]],
  ['--vscode-charts-red', '#f14c4c', [12, 4]],
];

const BORDER = '--vscode-panel-border';

let known: Theme | undefined;
const listeners = new Set<() => void>();

/** The colours of now. */
export function currentTheme(): Theme {
  known ??= readTheme();
  return known;
}

/** Calls back whenever the editor's colours have changed; returns what ends that. */
export function onThemeChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Begins to watch the editor's colours: it writes them to the page's root and its kind to the body. */
export function watchTheme(): void {
  const observer = new MutationObserver(() => {
    known = undefined;
    for (const listener of listeners) listener();
  });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
}

function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string, fallback: string) => style.getPropertyValue(name).trim() || fallback;
  const foreground = read('--vscode-foreground', '#616161');
  const background = parseColour(read('--vscode-editor-background', '#ffffff'));
  return {
    background,
    foreground,
    muted: read('--vscode-descriptionForeground', foreground),
    // Themes of high contrast draw borders as strong as words; a grid must not outshine its curves.
    line: isHighContrast()
      ? cssColour(mixed(background, parseColour(foreground), 0.25))
      : read(BORDER, '#80808059'),
    focus: read('--vscode-focusBorder', '#007fd4'),
    fontFamily: read('--vscode-font-family', 'sans-serif'),
    monospace: read('--vscode-editor-font-family', 'monospace'),
    series: SERIES.map(([variable, fallback, dash]) => ({ colour: read(variable, fallback), dash })),
    scale: attentionScale(background),
  };
}

function isHighContrast(): boolean {
  const { classList } = document.body;
  return classList.contains('vscode-high-contrast') || classList.contains('vscode-high-contrast-light');
}

function mixed(from: Rgb, to: Rgb, share: number): Rgb {
  const part = (index: 0 | 1 | 2) => Math.round(from[index] + share * (to[index] - from[index]));
  return [part(0), part(1), part(2)];
}

/** Any CSS colour as numbers: the browser itself knows all notations. */
function parseColour(css: string): Rgb {
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d');
  if (!context) return [255, 255, 255];
  context.fillStyle = css;
  context.fillRect(0, 0, 1, 1);
  const [red = 255, green = 255, blue = 255] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}
