/**
 * The editor's colours, as pictures on a canvas need them.
 */
import type { Palette } from '../../src/charts/palette';
import {
  type ColourScale,
  type Rgb,
  attentionScale,
  cssColour,
  differenceScale,
} from '../../src/charts/colourScale';
import { mixedColour, readableOn } from './contrast';

/** A picture’s palette, and what only a page needs. */
export interface Theme extends Palette {
  /** The foreground as numbers. */
  readonly ink: Rgb;
  readonly good: string;
  readonly bad: string;
  readonly doubtful: string;
  readonly focus: string;
  readonly fontFamily: string;
  readonly monospace: string;
  /** From the background upwards. */
  readonly scale: ColourScale;
  /** Of differences: from the background both ways. */
  readonly difference: ColourScale;
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

/** Words and signs that say good, bad or doubtful. */
const SIGNS = {
  good: ['--vscode-charts-green', '#388a34'],
  bad: ['--vscode-errorForeground', '#f14c4c'],
  doubtful: ['--vscode-charts-yellow', '#cca700'],
} as const;

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
  const take = () => {
    known = undefined;
    writeColours(currentTheme());
    for (const listener of listeners) listener();
  };
  const observer = new MutationObserver(take);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  take();
}

/** Gives the style sheet the colours that pictures have. The page's policy allows it to scripts. */
function writeColours({ series, muted, line, good, bad, doubtful, scale }: Theme): void {
  const { style } = document.body;
  const set = (name: string, colour: string) => {
    style.setProperty(name, colour);
  };
  series.forEach(({ colour }, index) => {
    set(`--series-${index + 1}`, colour);
  });
  for (const [name, colour] of Object.entries({ muted, line, good, bad, doubtful })) set(`--${name}`, colour);
  set('--most-attention', cssColour(scale(1)));
}

function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string, fallback: string) => style.getPropertyValue(name).trim() || fallback;
  const background = parseColour(read('--vscode-editor-background', '#ffffff'));
  // Colours may be half transparent: what is seen lies on the background.
  const seen = (css: string) => parseColour(css, background);
  const readable = (name: string, fallback: string) =>
    cssColour(readableOn(background, seen(read(name, fallback))));
  const foreground = read('--vscode-foreground', '#616161');
  return {
    background,
    foreground,
    ink: seen(foreground),
    muted: readable('--vscode-descriptionForeground', foreground),
    // Themes of high contrast draw borders as strong as words; a grid must not outshine its curves.
    line: isHighContrast()
      ? cssColour(mixedColour(background, seen(foreground), 0.25))
      : read(BORDER, '#80808059'),
    good: readable(...SIGNS.good),
    bad: readable(...SIGNS.bad),
    doubtful: readable(...SIGNS.doubtful),
    focus: read('--vscode-focusBorder', '#007fd4'),
    fontFamily: read('--vscode-font-family', 'sans-serif'),
    monospace: read('--vscode-editor-font-family', 'monospace'),
    series: SERIES.map(([variable, fallback, dash]) => ({ colour: readable(variable, fallback), dash })),
    scale: attentionScale(background),
    difference: differenceScale(background),
  };
}

function isHighContrast(): boolean {
  const { classList } = document.body;
  return classList.contains('vscode-high-contrast') || classList.contains('vscode-high-contrast-light');
}

/** Any CSS colour as numbers, on what lies below it: the browser itself knows all notations. */
function parseColour(css: string, [red, green, blue]: Rgb = [255, 255, 255]): Rgb {
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d');
  if (!context) return [255, 255, 255];
  context.fillStyle = `rgb(${red} ${green} ${blue})`;
  context.fillRect(0, 0, 1, 1);
  context.fillStyle = css;
  context.fillRect(0, 0, 1, 1);
  const [r = 255, g = 255, b = 255] = context.getImageData(0, 0, 1, 1).data;
  return [r, g, b];
}
