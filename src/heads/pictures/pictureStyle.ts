/**
 * The colours of pictures about heads. Words take the colour of the page that the picture stands on.
 */
import type { Rgb } from '../../charts/colourScale';

/** See the header. */
export interface PictureStyle {
  /** What attention of zero looks like. */
  readonly background: Rgb;
  /** For what raises, for what lowers. */
  readonly series: readonly [up: string, down: string];
  /** Pixels across that there is room for; the picture's own width when left out. */
  readonly room?: number;
}

/** On white, for paper; colours that stay apart for colour-blind readers (Okabe & Ito, 2008). */
export const PAPER_STYLE: PictureStyle = { background: [255, 255, 255], series: ['#0072b2', '#d55e00'] };

/** Size and colour of small words. */
export const SMALL_TEXT = { 'font-size': 11, fill: 'currentColor' };
