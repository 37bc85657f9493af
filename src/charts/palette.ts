/**
 * The colours that every picture is drawn in: paper’s, the editor’s (`webview/frame/theme.ts`), or those that the
 * style sheet of a page says.
 */
import type { Rgb } from './colourScale';

/** How one series is told from the others: by colour, and by dash for those who see colours otherwise. */
export interface Stroke {
  /** Anything that CSS takes for a colour. */
  readonly colour: string;
  /** Lengths of strokes and gaps in pixels; empty for a whole line. */
  readonly dash: readonly number[];
}

/** Colours by what they are for. */
export interface Palette {
  /** What a picture stands on, and what attention of zero looks like. */
  readonly background: Rgb;
  readonly foreground: string;
  /** For words that are not the matter. */
  readonly muted: string;
  /** For axes and grids. */
  readonly line: string;
  readonly series: readonly Stroke[];
}

/** On white, in colours that stay apart for colour-blind readers (Okabe & Ito, 2008). */
export const PAPER: Palette = {
  background: [255, 255, 255],
  foreground: '#222222',
  muted: '#666666',
  line: '#d0d0d0',
  series: [
    { colour: '#0072b2', dash: [] },
    { colour: '#d55e00', dash: [7, 3] },
    { colour: '#009e73', dash: [2, 3] },
    { colour: '#cc79a7', dash: [9, 3, 2, 3] },
    { colour: '#e69f00', dash: [4, 2] },
  ],
};

/** The same as CSS variables, for a page that is light or dark as its reader prefers; paper’s where it says none. */
export const PAGE: Palette = {
  ...PAPER,
  foreground: 'currentColor',
  muted: `var(--muted, ${PAPER.muted})`,
  line: `var(--line, ${PAPER.line})`,
  series: PAPER.series.map(({ colour, dash }, index) => ({
    colour: `var(--series-${index + 1}, ${colour})`,
    dash,
  })),
};

/** The stroke of series number `index`, from 0; they repeat when there are more. */
export function strokeOf(palette: Palette, index: number): Stroke {
  return palette.series[index % palette.series.length] ?? { colour: palette.foreground, dash: [] };
}
