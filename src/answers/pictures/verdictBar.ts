/**
 * All verdicts as one bar: how much of what a model says is known, and how much is made up.
 */
import { type Markup, element } from '../../charts/markup';
import { PAPER, type Palette } from '../../charts/palette';
import { type Drawing, drawing } from '../../charts/svg';
import { wordsSvg } from '../../charts/words';
import { percent } from '../../numbers/formats';
import type { VerdictCount } from '../trust';
import { verdictColour } from './verdictSeries';

const BAR = 24;
const ROW = 18;
const COLUMN = 190;

/** How the bar is drawn. */
export interface VerdictBarOptions {
  readonly width: number;
  /** Names, counts and shares below the bar; without it, the picture may be stretched to any width. */
  readonly legend: boolean;
}

/** The bar. */
export function verdictBarSvg(
  counts: readonly VerdictCount[],
  { width, legend }: VerdictBarOptions = { width: 640, legend: true },
  palette: Palette = PAPER,
): Drawing {
  const present = counts.filter(({ count }) => count > 0);
  const all = present.reduce((sum, { count }) => sum + count, 0);
  let before = 0;
  const parts = present.map(({ verdict, count }): Markup => {
    const x = (before / all) * width;
    before += count;
    // A gap of one pixel keeps neighbours apart where colours cannot be told.
    const part = { x, y: 0, width: Math.max(1, (count / all) * width - 1), height: BAR };
    const words = element('title', {}, `${verdict}: ${count}`);
    return element('rect', { ...part, fill: verdictColour(verdict, palette) }, words);
  });
  if (!legend) return drawing(width, BAR, parts, { preserveAspectRatio: 'none' });
  const columns = Math.max(1, Math.floor(width / COLUMN));
  const names = present.map(({ verdict, count }, index) => {
    const [x, y] = [(index % columns) * COLUMN, BAR + 18 + Math.floor(index / columns) * ROW];
    const mark = { x, y: y - 9, width: 10, height: 10, fill: verdictColour(verdict, palette) };
    const words = `${verdict}  ${count}  (${percent(count / all)})`;
    return [element('rect', mark), wordsSvg(words, { x: x + 16, y, fill: palette.foreground })];
  });
  const height = BAR + 8 + ROW * Math.ceil(present.length / columns) + 4;
  return drawing(width, height, [parts, names]);
}
