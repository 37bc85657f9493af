/**
 * One head large enough to be read: who looks, from above to below, at whom, from left to right.
 */
import type { AttentionMap } from '../../model/attentionMap';
import { element } from '../../charts/markup';
import { PAPER, type Palette } from '../../charts/palette';
import { type Drawing, drawing } from '../../charts/svg';
import { LETTER, wordsSvg } from '../../charts/words';
import { glyphInText } from '../glyphs';
import { mapCells } from './mapCells';
import { scaleLegend } from './scaleLegend';

/** What stands beside the rows and above the columns. */
export interface MapNames {
  readonly queries: readonly string[];
  readonly keys: readonly string[];
}

const CELL = 12;
const AXIS = 18;
const LEGEND = 28;
const LEAST_WIDTH = 160;

/** The map of one head, from 0, with the names of its rows and columns, and the scale. */
export function headMapSvg(
  map: AttentionMap,
  head: number,
  { queries, keys }: MapNames,
  palette: Palette = PAPER,
): Drawing {
  const [left, above] = [AXIS + nameRoom(queries), AXIS + nameRoom(keys)];
  const size = { width: map.keys * CELL, height: map.queries * CELL };
  const text = { fill: palette.foreground };
  const muted = { fill: palette.muted };
  const bottom = above + size.height;
  const content = [
    wordsSvg('looked at →', { ...muted, x: left, y: 11 }),
    wordsSvg('looks →', {
      ...muted,
      'text-anchor': 'end',
      transform: `translate(11 ${above}) rotate(-90)`,
    }),
    queries.map((name, row) => {
      const y = above + (row + 0.5) * CELL + 4;
      return wordsSvg(shown(name), { ...text, x: left - 5, y, 'text-anchor': 'end' });
    }),
    keys.map((name, column) => {
      const [x, y] = [left + (column + 0.5) * CELL, above - 5];
      // Whole words would run into each other.
      const turned = name.length > 1 ? { transform: `rotate(-90 ${x} ${y}) translate(0 4)` } : {};
      const anchor = { 'text-anchor': name.length > 1 ? 'start' : 'middle' };
      return wordsSvg(shown(name), { ...text, ...anchor, ...turned, x, y });
    }),
    element('g', { transform: `translate(${left} ${above})` }, mapCells(map, head, size, palette)),
    scaleLegend({ x: left, y: bottom + 10, least: '0', most: '1' }, palette),
  ];
  return drawing(Math.max(LEAST_WIDTH, left + size.width + 12), bottom + LEGEND, content);
}

function nameRoom(names: readonly string[]): number {
  return Math.max(14, ...names.map((name) => LETTER * shown(name).length + 8));
}

/** A space is seen, too; the mask is one sign. */
function shown(name: string): string {
  return glyphInText(name).replaceAll(' ', '␣');
}
