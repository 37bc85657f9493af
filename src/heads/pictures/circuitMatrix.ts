/**
 * A circuit over the vocabulary as a picture: tokens down and across, a square for each number.
 */
import { cssColour, differenceScale } from '../../charts/colourScale';
import { type Content, element } from '../../charts/markup';
import type { Palette } from '../../charts/palette';
import { type Drawing, drawing } from '../../charts/svg';
import { wordsSvg } from '../../charts/words';
import { threeDigits } from '../../numbers/formats';
import { glyphOf } from '../glyphs';

/** What is drawn. */
export interface CircuitPicture {
  /** `OV: looked at ↓, raises or lowers →`. */
  readonly title: string;
  readonly tokens: readonly string[];
  /** By row, then by column. */
  readonly numbers: readonly (readonly number[])[];
}

const [TITLE, CELL, LEGEND] = [18, 12, 22];

/** Signs of a token that fit beside its row. */
const LONGEST = 6;

/** The matrix with the names of its rows and columns, blue above zero and orange below. */
export function circuitMatrixSvg({ title, tokens, numbers }: CircuitPicture, palette: Palette): Drawing {
  const names = tokens.map((token) => Array.from(glyphOf(token)).slice(0, LONGEST).join(''));
  const room = 8 + 7 * Math.max(1, ...names.map(({ length }) => length));
  const [left, above, size] = [room, TITLE + room, CELL * tokens.length];
  const scale = differenceScale(palette.background);
  const most = Math.max(1e-9, ...numbers.flat().map(Math.abs));
  const cells = numbers.flatMap((row, down) =>
    row.map((value, across): Content => {
      const place = { x: left + across * CELL, y: above + down * CELL, width: CELL, height: CELL };
      const says = `${names[down] ?? ''} → ${names[across] ?? ''}: ${threeDigits(value)}`;
      return element('rect', { ...place, fill: cssColour(scale(value / most)) }, element('title', {}, says));
    }),
  );
  const text = { 'font-size': 10, fill: palette.foreground };
  const rows = names.map((name, at) =>
    wordsSvg(name, { ...text, x: left - 4, y: above + (at + 0.8) * CELL, 'text-anchor': 'end' }),
  );
  const columns = names.map((name, at) => {
    const [x, y] = [left + (at + 0.8) * CELL, above - 4];
    return wordsSvg(name, { ...text, x, y, transform: `rotate(-90 ${x} ${y})` });
  });
  const frame = { x: left, y: above, width: size, height: size, fill: 'none', stroke: palette.line };
  const legend = `−${threeDigits(most)} orange … 0 … blue +${threeDigits(most)}`;
  return drawing(Math.max(260, left + size + 8), above + size + LEGEND, [
    wordsSvg(title, { fill: palette.foreground, x: 0, y: 12, 'font-size': 12 }),
    rows,
    columns,
    cells,
    element('rect', frame),
    wordsSvg(legend, { fill: palette.muted, x: left, y: above + size + 15, 'font-size': 11 }),
  ]);
}
