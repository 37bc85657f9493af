/**
 * The cloud of c between v_a, v_b and the other values: each sample where its weights put it in a
 * triangle whose corners are the values.
 *
 * A page draws thousands of them on a canvas, at the positions that are computed here; the SVG is for
 * paper and for small pictures.
 */
import { type Markup, element } from '../../charts/markup';
import { type Drawing, drawing } from '../../charts/svg';
import { type Palette, strokeOf } from '../../charts/palette';
import { symbolsSvg } from '../../charts/words';

/** Where the corners stand, in pixels. */
export interface CloudFrame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  /** Of the corner of all other values, and of the line between v_b and v_a. */
  readonly top: number;
  readonly bottom: number;
}

const SIDE = 26;

/** The frame of a cloud of a given width; flat, because the other values hardly count. */
export function cloudFrame(width: number): CloudFrame {
  const height = Math.round(0.42 * width) + 36;
  return { width, height, left: SIDE, right: width - SIDE, top: 16, bottom: height - 26 };
}

/**
 * The position of c in pixels: v_b on the left, v_a on the right, as in the histogram of α_a, and all
 * other values at the top.
 */
export function cloudPosition(
  { left, right, top, bottom }: CloudFrame,
  weightA: number,
  weightB: number,
): readonly [x: number, y: number] {
  const rest = 1 - weightA - weightB;
  return [left + (right - left) * (weightA + rest / 2), bottom - (bottom - top) * rest];
}

/** What to draw. */
export interface Cloud {
  readonly width: number;
  readonly weightOnA: ArrayLike<number>;
  readonly weightOnB: ArrayLike<number>;
  readonly series: number;
}

/** The corners’ names, the triangle and the place of ½(v_a + v_b). */
export function cloudBackdrop(frame: CloudFrame, palette: Palette): Markup {
  const { left, right, top, bottom } = frame;
  const middle = (left + right) / 2;
  const triangle = `${left},${bottom} ${right},${bottom} ${middle},${top}`;
  const word = (words: string, x: number, y: number, anchor: string) =>
    symbolsSvg(words, { x, y, 'font-size': 12, 'text-anchor': anchor, fill: palette.foreground });
  return element('g', {}, [
    element('polygon', { points: triangle, fill: 'none', stroke: palette.line }),
    element('circle', { cx: middle, cy: bottom, r: 5, fill: 'none', stroke: palette.foreground }),
    word('v_b', left - 5, bottom + 4, 'end'),
    word('v_a', right + 5, bottom + 4, 'start'),
    word('½(v_a + v_b)', middle, bottom + 18, 'middle'),
    word('others', middle + 8, top + 4, 'start'),
  ]);
}

/** The whole picture. */
export function cloudSvg({ width, weightOnA, weightOnB, series }: Cloud, palette: Palette): Drawing {
  const frame = cloudFrame(width);
  const { colour } = strokeOf(palette, series);
  const dots = Array.from({ length: weightOnA.length }, (_, sample) => {
    const [cx, cy] = cloudPosition(frame, weightOnA[sample] ?? 0, weightOnB[sample] ?? 0);
    return element('circle', { cx, cy, r: 1.5, fill: colour, 'fill-opacity': 0.3 });
  });
  return drawing(frame.width, frame.height, [cloudBackdrop(frame, palette), dots]);
}
