/**
 * One number for each head of a model as a grid of bars: blocks down, heads across.
 */
import { type Markup, element } from '../../charts/markup';
import { type Drawing, drawing } from '../../charts/svg';
import { type Palette, strokeOf } from '../../charts/palette';
import { symbolsSvg, wordsSvg } from '../../charts/words';

/** A head’s number; undefined where it has none. */
export interface HeadValue {
  readonly block: string;
  /** From 0. */
  readonly head: number;
  readonly value: number | undefined;
}

/** What to draw. */
export interface HeadValues {
  readonly width: number;
  readonly values: readonly HeadValue[];
  /** The number whose bar fills its cell. */
  readonly most: number;
  /** A number to hold the bars against, with its name. */
  readonly mark?: { readonly at: number; readonly words: string };
  readonly text: (value: number) => string;
  /** What stands before a block’s row. */
  readonly blockTitle: (block: string) => string;
  /** The head that is marked, because it is chosen elsewhere too. */
  readonly chosen?: { readonly block: string; readonly head: number };
}

const LABEL = 64;
const ROW = 30;
const GAP = 8;
const HEADER = 16;

/** Cells narrower than this name their head by its number alone. */
const LEAST_NAMED = 46;

/** The grid. */
export function headValuesSvg(picture: HeadValues, palette: Palette): Drawing {
  const blocks = [...new Set(picture.values.map(({ block }) => block))];
  const heads = Math.max(1, ...picture.values.map(({ head }) => head + 1));
  const cell = (picture.width - LABEL) / heads;
  const muted = { fill: palette.muted };
  const columns = Array.from({ length: heads }, (_, head) =>
    symbolsSvg(cell < LEAST_NAMED ? String(head + 1) : `head ${head + 1}`, {
      ...muted,
      x: LABEL + head * cell,
      y: 10,
    }),
  );
  const rows = blocks.map((block, row) =>
    wordsSvg(picture.blockTitle(block), { ...muted, x: 0, y: HEADER + row * ROW + 21 }),
  );
  const cells = picture.values.map((one) => {
    const x = LABEL + one.head * cell;
    const y = HEADER + blocks.indexOf(one.block) * ROW;
    return cellSvg(one, { x, y, width: Math.max(4, cell - GAP) }, picture, palette);
  });
  const height = HEADER + blocks.length * ROW + (picture.mark ? 18 : 2);
  const legend = picture.mark
    ? symbolsSvg(`│ ${picture.mark.words}`, { ...muted, x: LABEL, y: height - 4 })
    : '';
  return drawing(picture.width, height, [columns, rows, cells, legend]);
}

interface Cell {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

function cellSvg(
  { block, head, value }: HeadValue,
  { x, y, width }: Cell,
  { most, mark, text, blockTitle, chosen }: HeadValues,
  palette: Palette,
): Markup {
  const { colour } = strokeOf(palette, 0);
  const share = (of: number) => Math.min(1, Math.max(0, of / most)) * width;
  const known = value !== undefined && Number.isFinite(value);
  const words = known ? text(value) : '–';
  const markAt = mark ? x + share(mark.at) : 0;
  const marked = chosen?.block === block && chosen.head === head;
  const frame = {
    x: x - 3.5,
    y: y + 1.5,
    width: width + 6,
    height: 26,
    fill: 'none',
    stroke: palette.foreground,
  };
  const content = [
    marked ? element('rect', frame) : '',
    element('title', {}, `${blockTitle(block)}, head ${head + 1}: ${words}`),
    symbolsSvg(words, { x, y: y + 14, fill: palette.foreground }),
    element('line', { x1: x, x2: x + width, y1: y + 22.5, y2: y + 22.5, stroke: palette.line }),
    known ? element('rect', { x, y: y + 17, width: share(value), height: 6, fill: colour }) : '',
    mark
      ? element('line', { x1: markAt, x2: markAt, y1: y + 15, y2: y + 25, stroke: palette.foreground })
      : '',
  ];
  return element('g', {}, content);
}
