/**
 * A chart’s legend: its named series from left to right, in as many rows as they need.
 */
import { type Content, element } from './markup';
import { type Mark, type RuleMark, dashed, markStroke, pointSvg } from './marks';
import type { Palette } from './palette';
import { LETTER, type wordsSvg } from './words';

/** Pixels of a row. */
export const LEGEND_ROW = 17;

/** A named series and where it begins, in pixels. */
export interface LegendEntry {
  readonly x: number;
  readonly mark: Exclude<Mark, RuleMark>;
}

/** The entries, row by row. */
export function legendRows(marks: readonly Mark[], width: number): readonly (readonly LegendEntry[])[] {
  const rows: LegendEntry[][] = [];
  let x = Infinity;
  for (const mark of marks) {
    if (mark.kind === 'rule' || mark.name === undefined) continue;
    const needed = 30 + LETTER * mark.name.length;
    if (x + needed > width) {
      rows.push([]);
      x = 0;
    }
    rows.at(-1)?.push({ x, mark });
    x += needed + 8;
  }
  return rows;
}

/** One row, as number `row` from above. */
export function legendRow(
  entries: readonly LegendEntry[],
  row: number,
  palette: Palette,
  words: typeof wordsSvg,
): Content {
  const y = row * LEGEND_ROW + 7;
  return entries.map(({ x, mark }) => [
    signSvg(mark, [x, y], palette),
    words(mark.name ?? '', { x: x + 26, y: y + 4, fill: palette.foreground }),
  ]);
}

function signSvg(mark: LegendEntry['mark'], [x, y]: readonly [number, number], palette: Palette): Content {
  const { colour, dash } = markStroke(mark, palette);
  switch (mark.kind) {
    case 'line':
      return element('line', {
        ...{ x1: x, x2: x + 20, y1: y, y2: y, stroke: colour },
        'stroke-width': 1.5,
        ...dashed(dash),
      });
    case 'points':
      return pointSvg(mark, [x + 10, y], colour);
    case 'bars':
      return element('rect', {
        ...{ x: x + 4, y: y - 5, width: 12, height: 10, fill: colour },
        'fill-opacity': 0.35,
      });
  }
}
