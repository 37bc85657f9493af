/**
 * A small matrix as a picture: a square for each number, its area the number’s size, filled where it is
 * positive and hollow where it is negative (after Hinton’s diagrams). So the sign needs no colour.
 */
import { type Matrix, entry } from '../../numbers/linearAlgebra';
import { type Content, element } from '../../charts/markup';
import { type Drawing, drawing } from '../../charts/svg';
import { type Palette, strokeOf } from '../../charts/palette';
import { symbolsSvg } from '../../charts/words';

/** How the matrix is drawn. */
export interface MatrixPicture {
  readonly name: string;
  readonly matrix: Matrix;
  /** Side of one number’s cell in pixels. */
  readonly cell: number;
  /** The number whose square fills its cell. */
  readonly most: number;
}

const TITLE = 18;

/** A letter’s mean width in pixels. */
const LETTER = 8;

/** Sides below this are not drawn: they would look like dirt, and are rounding. */
const LEAST_SIDE = 0.3;

/** The picture, its name above. */
export function matrixSvg({ name, matrix, cell, most }: MatrixPicture, palette: Palette): Drawing {
  const { rows, columns } = matrix;
  const [width, height] = [columns * cell, rows * cell];
  const squares: Content[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = entry(matrix, row, column);
      squares.push(square(value / most, [(column + 0.5) * cell, TITLE + (row + 0.5) * cell], cell, palette));
    }
  }
  const title = symbolsSvg(name, { x: 0, y: 12, 'font-size': 12, fill: palette.foreground });
  const border = { x: 0.5, y: TITLE + 0.5, width: width - 1, height: height - 1, fill: 'none' };
  const frame = element('rect', { ...border, stroke: palette.line });
  return drawing(Math.max(width, LETTER * name.replaceAll('_', '').length), TITLE + height, [
    title,
    squares,
    frame,
  ]);
}

function square(share: number, [x, y]: readonly [number, number], cell: number, palette: Palette): Content {
  const side = (cell - 2) * Math.sqrt(Math.min(1, Math.abs(share)));
  if (side < LEAST_SIDE) return '';
  const positive = share > 0;
  const { colour } = strokeOf(palette, positive ? 0 : 1);
  // A hollow square’s line lies inside, or it would look larger than a filled one.
  const inner = positive ? side : Math.max(0.2, side - 1);
  const place = { x: x - inner / 2, y: y - inner / 2, width: inner, height: inner };
  return element('rect', positive ? { ...place, fill: colour } : { ...place, fill: 'none', stroke: colour });
}
