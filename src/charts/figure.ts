/**
 * A picture as it can stand in a paper: its title above, its caption below, on a background of its own.
 */
import { cssColour } from './colourScale';
import { element } from './markup';
import { PAPER, type Palette } from './palette';
import { type Drawing, drawing } from './svg';
import { LETTER, TEXT_SIZE, brokenLines, wordsSvg } from './words';

/** The words of a figure. */
export interface FigureWords {
  readonly title: string;
  /** What is seen, of which run at which step; empty for none. */
  readonly caption: string;
}

const EDGE = 12;
const TITLE_SIZE = 13;
const TITLE_HEIGHT = 24;
const LINE = 15;

/** Captions are not squeezed into less, however narrow the picture is. */
const LEAST_WIDTH = 240;

/** The picture with its words. */
export function figure(inner: Drawing, { title, caption }: FigureWords, palette: Palette = PAPER): Drawing {
  const across = Math.max(LEAST_WIDTH, inner.width);
  const titles = title === '' ? [] : brokenLines(title, across, (LETTER * TITLE_SIZE) / TEXT_SIZE);
  const captions = caption === '' ? [] : brokenLines(caption, across);
  const top = EDGE + (titles.length === 0 ? 0 : (titles.length - 1) * LINE + TITLE_HEIGHT);
  const below = top + inner.height + (captions.length === 0 ? 0 : 8);
  const [width, height] = [across + 2 * EDGE, below + captions.length * LINE + EDGE];
  const heading = { 'font-size': TITLE_SIZE, 'font-weight': 600, fill: palette.foreground };
  return drawing(width, height, [
    element('rect', { width, height, fill: cssColour(palette.background) }),
    titles.map((line, row) => wordsSvg(line, { ...heading, x: EDGE, y: EDGE + TITLE_SIZE + row * LINE })),
    element('g', { transform: `translate(${EDGE} ${top})` }, inner.markup),
    captions.map((line, row) =>
      wordsSvg(line, { x: EDGE, y: below + TEXT_SIZE + row * LINE, fill: palette.muted }),
    ),
  ]);
}
