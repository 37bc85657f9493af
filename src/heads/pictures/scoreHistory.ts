/**
 * A score over training time: a small curve for each head, blocks down, heads across, all on one scale.
 */
import { type HeadScoreTable, type ScoredHead, headLabel } from '../results';
import { HEAD_SCORE_MEANINGS, type HeadScoreName } from '../headScores';
import { type Content, element, type Markup } from '../../charts/markup';
import { svgDocument } from '../../charts/svg';
import { PAPER_STYLE, type PictureStyle, SMALL_TEXT } from './pictureStyle';

const CELL = 76;
/** Narrower ones have no room for a number. */
const NUMBERED_CELL = 56;
const HEIGHT = 44;
const GAP = 8;
const HEADER = 20;

/** The curves; tables in rising order of steps. */
export function scoreHistorySvg(
  tables: readonly HeadScoreTable[],
  score: HeadScoreName,
  style: PictureStyle = PAPER_STYLE,
): Markup {
  const heads = tables.at(-1)?.heads ?? [];
  const curves = heads.map((_, head) => tables.map((table) => table.heads[head]?.scores[score] ?? null));
  const { title, unit } = HEAD_SCORE_MEANINGS[score];
  const most =
    unit === 'share' ? 1 : curves.flat().reduce<number>((top, value) => Math.max(top, value ?? 0), 0);
  const columns = heads.reduce((across, { head }) => Math.max(across, head + 1), 1);
  const rows = heads.reduce((down, { layer }) => Math.max(down, layer + 1), 1);
  const room = (style.room ?? Infinity) / columns - GAP;
  const size = Math.max(24, Math.min(CELL, Math.floor(room)));
  const cells = heads.map((head, index) => cellSvg(head, curves[index] ?? [], { most, size }, style));
  const first = tables[0]?.step.toLocaleString('en') ?? '';
  const last = tables.at(-1)?.step.toLocaleString('en') ?? '';
  const axis = `${title}, 0 to ${Number(most.toPrecision(2))}${unit === 'share' ? '' : ` ${unit}`}, steps ${first} to ${last}`;
  const caption = element('text', { ...SMALL_TEXT, x: 0, y: 12 }, axis);
  const width = Math.max(260, columns * (size + GAP));
  return svgDocument(width, HEADER + rows * (HEIGHT + GAP), [caption, cells]);
}

function cellSvg(
  head: ScoredHead,
  values: readonly (number | null)[],
  { most, size }: { readonly most: number; readonly size: number },
  { series: [colour] }: PictureStyle,
): Content {
  const [left, top] = [head.head * (size + GAP), HEADER + head.layer * (HEIGHT + GAP)];
  const x = (index: number) => left + ((index + 0.5) * size) / Math.max(1, values.length);
  const y = (value: number) => top + HEIGHT - 1 - (value / Math.max(1e-9, most)) * (HEIGHT - 2);
  const points = values.flatMap((value, index) =>
    value === null ? [] : [`${x(index).toFixed(1)},${y(value).toFixed(1)}`],
  );
  const last = values.findLast((value) => value !== null);
  const frame = { x: left, y: top, width: size, height: HEIGHT, fill: 'none', stroke: 'currentColor' };
  return [
    element('rect', { ...frame, 'stroke-opacity': 0.25 }),
    element('polyline', { points: points.join(' '), fill: 'none', stroke: colour, 'stroke-width': 1.5 }),
    element('text', { ...SMALL_TEXT, 'font-size': 10, x: left + 4, y: top + 11 }, headLabel(head)),
    element(
      'text',
      { ...SMALL_TEXT, 'font-size': 10, x: left + size - 4, y: top + 11, 'text-anchor': 'end' },
      size < NUMBERED_CELL ? '' : last == null ? '–' : last.toFixed(2),
    ),
  ];
}
