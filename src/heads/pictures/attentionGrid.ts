/**
 * All heads of a model as a grid of small maps: blocks down, heads across.
 */
import { type AttentionMap, type Side, TEXT_SIDES } from '../../model/attentionMap';
import { type Rgb, attentionScale, cssColour } from '../../charts/colourScale';
import { type Content, element, type Markup } from '../../charts/markup';
import { svgDocument } from '../../charts/svg';

/** How the grid is drawn. */
export interface GridOptions {
  /** Width and height of one map, in pixels. */
  readonly mapSize: number;
  readonly background: Rgb;
  readonly foreground: Rgb;
}

/** On white, for paper. */
export const PAPER: GridOptions = { mapSize: 120, background: [255, 255, 255], foreground: [40, 40, 40] };

/** A picture of plain pixels, row by row, red green blue alpha. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

const GAP = 8;
const LABEL = 16;
const MARGIN = 64;

/**
 * The grid as SVG, with the names of blocks and heads.
 *
 * @param labels The text's tokens as they are shown: each weight then says who looks at whom.
 */
export function attentionGridSvg(
  maps: readonly AttentionMap[],
  options: GridOptions = PAPER,
  labels: readonly string[] = [],
): Markup {
  const { mapSize, foreground, background } = options;
  const heads = Math.max(...maps.map((map) => map.heads));
  const width = MARGIN + heads * (mapSize + GAP);
  const height = LABEL + maps.length * (mapSize + GAP);
  const text = { fill: cssColour(foreground), 'font-size': 11 };
  const columns = Array.from({ length: heads }, (_, head) => {
    const x = MARGIN + head * (mapSize + GAP) + mapSize / 2;
    return element('text', { ...text, x, y: 11, 'text-anchor': 'middle' }, `head ${head + 1}`);
  });
  const rows = maps.flatMap((map, row) => {
    const y = LABEL + row * (mapSize + GAP);
    const label = element(
      'text',
      { ...text, x: MARGIN - 6, y: y + mapSize / 2, 'text-anchor': 'end' },
      map.block,
    );
    const cells = Array.from({ length: map.heads }, (_, head) => {
      const x = MARGIN + head * (mapSize + GAP);
      return element('g', { transform: `translate(${x} ${y})` }, mapSvg(map, head, options, labels));
    });
    return [label, ...cells];
  });
  const backdrop = element('rect', { width, height, fill: cssColour(background) });
  return svgDocument(width, height, [backdrop, columns, rows]);
}

/** One map: a rectangle for each weight that can be seen. */
function mapSvg(
  map: AttentionMap,
  head: number,
  { mapSize, background, foreground }: GridOptions,
  labels: readonly string[],
): Content {
  const scale = attentionScale(background);
  const [width, height] = [mapSize / map.keys, mapSize / map.queries];
  const cells: Content[] = [];
  for (let query = 0; query < map.queries; query++) {
    for (let key = 0; key < map.keys; key++) {
      const weight = weightAt(map, head, query, key);
      if (weight < 1 / 256) continue;
      const fill = cssColour(scale(weight));
      const place = { x: key * width, y: query * height, width, height, fill };
      cells.push(element('rect', place, titleOf(map, labels, { query, key, weight })));
    }
  }
  const frame = {
    width: mapSize,
    height: mapSize,
    fill: 'none',
    stroke: cssColour(foreground),
    'stroke-opacity': 0.3,
  };
  return [cells, element('rect', frame)];
}

/** `the → cat: 43 %`; nothing where the sides are no text. */
function titleOf(
  { sides = TEXT_SIDES }: AttentionMap,
  labels: readonly string[],
  { query, key, weight }: { readonly query: number; readonly key: number; readonly weight: number },
): Content {
  const name = (side: Side, at: number) => (side === 'text' ? labels[at] : `latent ${at + 1}`);
  const [from, to] = [name(sides.queries, query), name(sides.keys, key)];
  if (labels.length === 0 || from === undefined || to === undefined) return '';
  return element('title', {}, `${from} → ${to}: ${Math.round(100 * weight)} %`);
}

/** The grid as pixels, without words: one pixel or more for each weight. */
export function attentionGridRaster(maps: readonly AttentionMap[], options: GridOptions = PAPER): Raster {
  const { mapSize, background } = options;
  const heads = Math.max(...maps.map((map) => map.heads));
  const [width, height] = [heads * (mapSize + GAP) + GAP, maps.length * (mapSize + GAP) + GAP];
  const data = new Uint8Array(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel++) data.set([...background, 255], pixel * 4);
  const scale = attentionScale(background);
  maps.forEach((map, row) => {
    for (let head = 0; head < map.heads; head++) {
      const [left, top] = [GAP + head * (mapSize + GAP), GAP + row * (mapSize + GAP)];
      for (let y = 0; y < mapSize; y++) {
        for (let x = 0; x < mapSize; x++) {
          const query = Math.floor((y * map.queries) / mapSize);
          const key = Math.floor((x * map.keys) / mapSize);
          const colour = scale(weightAt(map, head, query, key));
          data.set(colour, ((top + y) * width + left + x) * 4);
        }
      }
    }
  });
  return { width, height, data };
}

/** How much one query looks at one key in one head. */
export function weightAt(map: AttentionMap, head: number, query: number, key: number): number {
  return map.weights[(head * map.queries + query) * map.keys + key] ?? 0;
}
