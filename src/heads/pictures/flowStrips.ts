/**
 * Where a position gets what it holds: a strip of the text for each block, each character as dark as the
 * share that came from it, and a strip for the flow behind the last block.
 */
import type { FlowView } from '../results';
import { attentionScale, cssColour } from '../../charts/colourScale';
import { type Content, element, type Markup } from '../../charts/markup';
import { svgDocument } from '../../charts/svg';
import { blockLabel } from './headTables';
import { PAPER_STYLE, type PictureStyle, SMALL_TEXT } from './pictureStyle';

const CELL = 14;
const ROW = 22;
const LABEL = 148;
const HEADER = 20;

/** The strips; each is scaled to its own largest share, which stands at its end. */
export function flowStripsSvg(
  { characters, position, blocks, flow }: FlowView,
  style: PictureStyle = PAPER_STYLE,
): Markup {
  const strips = [
    ...blocks.map(({ block, shares }) => ({ name: `rollout behind ${blockLabel(block)}`, shares })),
    { name: 'flow behind the last', shares: flow },
  ];
  const width = LABEL + characters.length * CELL + 56;
  const height = HEADER + strips.length * ROW;
  const letters = characters.map((character, place) => {
    const weight = place === position ? { 'font-weight': 700 } : {};
    const at = { ...SMALL_TEXT, ...weight, x: LABEL + (place + 0.5) * CELL, y: 13, 'text-anchor': 'middle' };
    return element('text', at, character);
  });
  const rows = strips.map(({ name, shares }, row) => stripSvg(name, shares, HEADER + row * ROW, style));
  return svgDocument(width, height, [letters, rows]);
}

function stripSvg(name: string, shares: readonly number[], y: number, { background }: PictureStyle): Content {
  const scale = attentionScale(background);
  const most = shares.reduce((high, share) => Math.max(high, share), 1e-9);
  const cells = shares.map((share, place) => {
    const fill = cssColour(scale(share / most));
    return element('rect', { x: LABEL + place * CELL, y, width: CELL, height: ROW - 4, fill });
  });
  const frame = { x: LABEL, y, width: shares.length * CELL, height: ROW - 4, fill: 'none' };
  const label = { ...SMALL_TEXT, x: LABEL - 8, y: y + 13, 'text-anchor': 'end' };
  const end = { ...SMALL_TEXT, x: LABEL + shares.length * CELL + 6, y: y + 13 };
  return [
    element('text', label, name),
    ...cells,
    element('rect', { ...frame, stroke: 'currentColor', 'stroke-opacity': 0.3 }),
    element('text', end, `≤ ${most.toFixed(2)}`),
  ];
}
