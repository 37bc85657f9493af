/**
 * Where a position gets what it holds: a strip of the text for each block, each character as dark as the
 * share that came from it, and a strip for the flow behind the last block.
 */
import { attentionScale, cssColour } from '../../charts/colourScale';
import { type Content, element } from '../../charts/markup';
import { PAPER, type Palette } from '../../charts/palette';
import { type Drawing, drawing } from '../../charts/svg';
import { wordsSvg } from '../../charts/words';
import { fixed } from '../../numbers/formats';
import { glyphInText } from '../glyphs';
import type { FlowView } from '../results';
import { blockLabel } from '../blockNames';
import { scaleLegend } from './scaleLegend';

const CELL = 14;
const ROW = 22;
const LABEL = 148;
const HEADER = 20;
const LEGEND = 26;
const LEGEND_WIDTH = 240;

/** The strips; each is scaled to its own largest share, which stands at its end. */
export function flowStripsSvg(
  { characters, position, blocks, flow }: FlowView,
  palette: Palette = PAPER,
): Drawing {
  const strips = [
    ...blocks.map(({ block, shares }) => ({ name: `rollout behind ${blockLabel(block)}`, shares })),
    { name: 'flow behind the last', shares: flow },
  ];
  const width = LABEL + Math.max(characters.length * CELL + 56, LEGEND_WIDTH);
  const height = HEADER + strips.length * ROW;
  const letters = characters.map((character, place) => {
    const weight = place === position ? { 'font-weight': 700 } : {};
    const at = { x: LABEL + (place + 0.5) * CELL, y: 13, 'text-anchor': 'middle', fill: palette.foreground };
    return wordsSvg(glyphInText(character), { ...weight, ...at });
  });
  const rows = strips.map(({ name, shares }, row) => stripSvg(name, shares, HEADER + row * ROW, palette));
  const legend = scaleLegend({ x: LABEL, y: height + 8, least: '0', most: 'the most of its row' }, palette);
  return drawing(width, height + LEGEND, [letters, rows, legend]);
}

function stripSvg(name: string, shares: readonly number[], y: number, palette: Palette): Content {
  const scale = attentionScale(palette.background);
  const most = shares.reduce((high, share) => Math.max(high, share), 1e-9);
  const cells = shares.map((share, place) => {
    const fill = cssColour(scale(share / most));
    return element('rect', { x: LABEL + place * CELL, y, width: CELL, height: ROW - 4, fill });
  });
  const frame = { x: LABEL, y, width: shares.length * CELL, height: ROW - 4, fill: 'none' };
  const words = { y: y + 13, fill: palette.foreground };
  return [
    wordsSvg(name, { ...words, x: LABEL - 8, 'text-anchor': 'end' }),
    cells,
    element('rect', { ...frame, stroke: palette.line }),
    wordsSvg(`≤ ${fixed(most, 2)}`, { ...words, x: LABEL + shares.length * CELL + 6 }),
  ];
}
