/**
 * A score over training time: a small curve for each head, blocks down, heads across, all on one scale; what
 * chance would score as a dotted line.
 */
import { type Content, element } from '../../charts/markup';
import { PAPER, type Palette, strokeOf } from '../../charts/palette';
import { type Drawing, cornerList, drawing } from '../../charts/svg';
import { brokenLines, wordsSvg } from '../../charts/words';
import { fixed, threeDigits, wholeNumber } from '../../numbers/formats';
import { headLabel } from '../headNumbers';
import { HEAD_SCORE_MEANINGS, type HeadScoreName } from '../headScores';
import type { HeadScoreTable, ScoredHead } from '../results';

const CELL = 76;
/** Narrower ones have no room for a number. */
const NUMBERED_CELL = 56;
const HEIGHT = 44;
const GAP = 8;
const HEADER = 20;
const LINE = 15;
const LEAST_WIDTH = 260;

/** How the curves are drawn. */
export interface ScoreHistoryOptions {
  readonly palette?: Palette;
  /** Pixels across that there is room for; the picture's own width when left out. */
  readonly room?: number;
  /** What heads that attend evenly or at random would score. */
  readonly chance?: number;
}

/** The curves; tables in rising order of steps. */
export function scoreHistorySvg(
  tables: readonly HeadScoreTable[],
  score: HeadScoreName,
  { palette = PAPER, room = Infinity, chance }: ScoreHistoryOptions = {},
): Drawing {
  const heads = tables.at(-1)?.heads ?? [];
  const curves = heads.map((_, head) => tables.map((table) => table.heads[head]?.scores[score] ?? null));
  const known = [...curves.flat(), chance ?? 0].map((value) => value ?? 0);
  const most = HEAD_SCORE_MEANINGS[score].unit === 'share' ? 1 : Math.max(1e-9, ...known);
  const columns = heads.reduce((across, { head }) => Math.max(across, head + 1), 1);
  const rows = heads.reduce((down, { layer }) => Math.max(down, layer + 1), 1);
  const size = Math.max(24, Math.min(CELL, Math.floor(room / columns - GAP)));
  const cells = heads.map((head, index) =>
    cellSvg(head, curves[index] ?? [], { most, size, chance }, palette),
  );
  const width = Math.max(LEAST_WIDTH, columns * (size + GAP));
  const lines = brokenLines(scaleInWords(tables, score, most, chance), width);
  const words = lines.map((line, row) => wordsSvg(line, { x: 0, y: 12 + row * LINE, fill: palette.muted }));
  const header = HEADER + (lines.length - 1) * LINE;
  const place = { transform: `translate(0 ${header})` };
  return drawing(width, header + rows * (HEIGHT + GAP), [words, element('g', place, cells)]);
}

function scaleInWords(
  tables: readonly HeadScoreTable[],
  score: HeadScoreName,
  most: number,
  chance: number | undefined,
): string {
  const { title, unit } = HEAD_SCORE_MEANINGS[score];
  const [first, last] = [tables[0], tables.at(-1)].map((table) => wholeNumber(table?.step ?? 0));
  const units = unit === 'share' ? '' : ` ${unit}`;
  const dotted = chance === undefined ? '' : `; dotted: chance, ${threeDigits(chance)}`;
  return `${title}, 0 to ${threeDigits(most)}${units}, steps ${first ?? ''} to ${last ?? ''}${dotted}`;
}

interface CellScale {
  readonly most: number;
  readonly size: number;
  readonly chance: number | undefined;
}

function cellSvg(
  place: ScoredHead,
  values: readonly (number | null)[],
  { most, size, chance }: CellScale,
  palette: Palette,
): Content {
  const [left, top] = [place.head * (size + GAP), place.layer * (HEIGHT + GAP)];
  const x = (index: number) => left + ((index + 0.5) * size) / Math.max(1, values.length);
  const y = (value: number) => top + HEIGHT - 1 - (value / most) * (HEIGHT - 2);
  const points = values.flatMap((value, index) => (value === null ? [] : [[x(index), y(value)] as const]));
  const last = values.findLast((value) => value !== null);
  const frame = { x: left, y: top, width: size, height: HEIGHT, fill: 'none', stroke: palette.line };
  const level = y(chance ?? 0);
  const dotted = { x1: left, x2: left + size, y1: level, y2: level, stroke: palette.muted };
  const stroke = { stroke: strokeOf(palette, 0).colour, 'stroke-width': 1.5 };
  const words = { 'font-size': 10, y: top + 11, fill: palette.foreground };
  const number = typeof last !== 'number' ? '–' : fixed(last, 2);
  return [
    element('rect', frame),
    chance === undefined ? '' : element('line', { ...dotted, 'stroke-dasharray': '1 3' }),
    element('polyline', { points: cornerList(points), fill: 'none', ...stroke }),
    wordsSvg(headLabel(place), { ...words, x: left + 4 }),
    size < NUMBERED_CELL ? '' : wordsSvg(number, { ...words, x: left + size - 4, 'text-anchor': 'end' }),
  ];
}
