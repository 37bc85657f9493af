/**
 * The weights of one attention map as rectangles.
 */
import type { AttentionMap } from '../../model/attentionMap';
import { attentionScale, cssColour } from '../../charts/colourScale';
import { type Content, element } from '../../charts/markup';
import type { Palette } from '../../charts/palette';

/** Fainter ones are not seen, and would be most of the file. */
const LEAST_WEIGHT = 1 / 256;

/** A rectangle for each weight that can be seen, in a frame of a size in pixels. */
export function mapCells(
  map: AttentionMap,
  head: number,
  { width, height }: { readonly width: number; readonly height: number },
  palette: Palette,
): Content {
  const scale = attentionScale(palette.background);
  const [across, down] = [width / map.keys, height / map.queries];
  const cells: Content[] = [];
  for (let query = 0; query < map.queries; query++) {
    for (let key = 0; key < map.keys; key++) {
      const weight = weightAt(map, head, query, key);
      if (weight < LEAST_WEIGHT) continue;
      const place = { x: key * across, y: query * down, width: across, height: down };
      cells.push(element('rect', { ...place, fill: cssColour(scale(weight)) }));
    }
  }
  return [cells, element('rect', { width, height, fill: 'none', stroke: palette.line })];
}

/** How much one query looks at one key in one head. */
export function weightAt(map: AttentionMap, head: number, query: number, key: number): number {
  return map.weights[(head * map.queries + query) * map.keys + key] ?? 0;
}
