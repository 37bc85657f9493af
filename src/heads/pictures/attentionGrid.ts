/**
 * All heads of a model as a grid of small maps: blocks down, heads across.
 */
import type { AttentionMap } from '../../model/attentionMap';
import { type Rgb, attentionScale } from '../../charts/colourScale';
import { element } from '../../charts/markup';
import { PAPER, type Palette } from '../../charts/palette';
import { type Drawing, drawing } from '../../charts/svg';
import { wordsSvg } from '../../charts/words';
import { blockLabel } from '../blockNames';
import { mapCells, weightAt } from './mapCells';
import { scaleLegend } from './scaleLegend';

/** A picture of plain pixels, row by row, red green blue alpha. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Width and height of one map, in pixels. */
const MAP_SIZE = 120;
const GAP = 8;
const LABEL = 16;
const MARGIN = 64;
const LEGEND = 24;
/** Room for the words of the legend. */
const LEAST_WIDTH = 530;

/**
 * The grid, with the names of blocks and heads, and what rows, columns and colours mean.
 *
 * @param labels The text's tokens as they are shown: each weight then says who looks at whom.
 */
export function attentionGridSvg(
  maps: readonly AttentionMap[],
  palette: Palette = PAPER,
  size = MAP_SIZE,
  labels: readonly string[] = [],
): Drawing {
  const heads = Math.max(...maps.map((map) => map.heads));
  const pitch = size + GAP;
  const height = LABEL + maps.length * pitch;
  const text = { fill: palette.foreground };
  const columns = Array.from({ length: heads }, (_, head) => {
    const x = MARGIN + head * pitch + size / 2;
    return wordsSvg(`head ${head + 1}`, { ...text, x, y: 11, 'text-anchor': 'middle' });
  });
  const rows = maps.map((map, row) => {
    const y = LABEL + row * pitch;
    const name = { ...text, x: MARGIN - 6, y: y + size / 2, 'text-anchor': 'end' };
    const cells = Array.from({ length: map.heads }, (_, head) => {
      const transform = `translate(${MARGIN + head * pitch} ${y})`;
      return element('g', { transform }, mapCells(map, head, { width: size, height: size, labels }, palette));
    });
    return [wordsSvg(blockLabel(map.block), name), cells];
  });
  const words = { x: MARGIN + 150, y: height + 17, fill: palette.muted };
  const legend = [
    scaleLegend({ x: MARGIN, y: height + 8, least: '0', most: '1' }, palette),
    wordsSvg('each row looks at the columns: its weights sum to 1', words),
  ];
  const width = Math.max(LEAST_WIDTH, MARGIN + heads * pitch);
  return drawing(width, height + LEGEND, [columns, rows, legend]);
}

/** The grid as pixels, without words: one pixel or more for each weight. */
export function attentionGridRaster(
  maps: readonly AttentionMap[],
  background: Rgb = PAPER.background,
  size = MAP_SIZE,
): Raster {
  const heads = Math.max(...maps.map((map) => map.heads));
  const [width, height] = [heads * (size + GAP) + GAP, maps.length * (size + GAP) + GAP];
  const data = new Uint8Array(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel++) data.set([...background, 255], pixel * 4);
  const scale = attentionScale(background);
  maps.forEach((map, row) => {
    for (let head = 0; head < map.heads; head++) {
      const [left, top] = [GAP + head * (size + GAP), GAP + row * (size + GAP)];
      for (let y = 0; y < size; y++) {
        for (let x = 0; x < size; x++) {
          const query = Math.floor((y * map.queries) / size);
          const key = Math.floor((x * map.keys) / size);
          const colour = scale(weightAt(map, head, query, key));
          data.set(colour, ((top + y) * width + left + x) * 4);
        }
      }
    }
  });
  return { width, height, data };
}
