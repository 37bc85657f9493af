/**
 * The weights of one attention map as rectangles.
 */
import { type AttentionMap, type Side, TEXT_SIDES } from '../../model/attentionMap';
import { attentionScale, cssColour } from '../../charts/colourScale';
import { type Content, element } from '../../charts/markup';
import type { Palette } from '../../charts/palette';
import { wholePercent } from '../../numbers/formats';

/** Fainter ones are not seen, and would be most of the file. */
const LEAST_WEIGHT = 1 / 256;

/** How large a map is drawn, in pixels, and how the text's tokens are shown where a weight says who looks at whom. */
export interface MapFrame {
  readonly width: number;
  readonly height: number;
  readonly labels?: readonly string[];
}

/** A rectangle for each weight that can be seen, in a frame. */
export function mapCells(
  map: AttentionMap,
  head: number,
  { width, height, labels = [] }: MapFrame,
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
      const title = titleOf(map, labels, { query, key, weight });
      cells.push(element('rect', { ...place, fill: cssColour(scale(weight)) }, title));
    }
  }
  return [cells, element('rect', { width, height, fill: 'none', stroke: palette.line })];
}

/** `the → cat: 43 %`; nothing where no labels are known. */
function titleOf(
  { sides = TEXT_SIDES }: AttentionMap,
  labels: readonly string[],
  { query, key, weight }: { readonly query: number; readonly key: number; readonly weight: number },
): Content {
  const name = (side: Side, at: number) => (side === 'text' ? labels[at] : `latent ${at + 1}`);
  const [from, to] = [name(sides.queries, query), name(sides.keys, key)];
  if (labels.length === 0 || from === undefined || to === undefined) return '';
  return element('title', {}, `${from} → ${to}: ${wholePercent(weight)}`);
}

/** How much one query looks at one key in one head. */
export function weightAt(map: AttentionMap, head: number, query: number, key: number): number {
  return map.weights[(head * map.queries + query) * map.keys + key] ?? 0;
}
