/**
 * The colours that a picture of the theory lab is drawn in: paper’s, or the editor’s.
 */

/** How one series is told from the others: by colour, and by dash for those who see colours otherwise. */
export interface Stroke {
  /** Anything that CSS takes for a colour. */
  readonly colour: string;
  /** Lengths of strokes and gaps in pixels; empty for a whole line. */
  readonly dash: readonly number[];
}

/** See the header. */
export interface Palette {
  readonly background: string;
  readonly foreground: string;
  /** For words that are not the matter. */
  readonly muted: string;
  /** For axes and grids. */
  readonly line: string;
  readonly series: readonly Stroke[];
}

/** On white, in colours that stay apart for colour-blind readers (Okabe & Ito, 2008). */
export const PAPER_PALETTE: Palette = {
  background: '#ffffff',
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

/** The stroke of series number `index`; they repeat when there are more. */
export function strokeOf(palette: Palette, index: number): Stroke {
  return palette.series[index % palette.series.length] ?? { colour: palette.foreground, dash: [] };
}
