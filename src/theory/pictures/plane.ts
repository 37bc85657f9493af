/**
 * A plane with arrows from its middle, points and paths: keys and a query, or values and their mixture.
 */
import { type Content, element } from '../../charts/markup';
import { dashed } from '../../charts/marks';
import { type Drawing, cornerList, drawing } from '../../charts/svg';
import { type Palette, strokeOf } from '../../charts/palette';
import { symbolsSvg } from '../../charts/words';

/** Coordinates in the plane, y upwards. */
export type PlanePoint = readonly [x: number, y: number];

/** An arrow from the middle. */
interface Arrow {
  readonly to: PlanePoint;
  readonly name: string;
  readonly series: number;
  /** In pixels. */
  readonly thickness: number;
}

/** A named point. */
interface Spot {
  readonly at: PlanePoint;
  readonly name: string;
  readonly series: number;
  /** In pixels. */
  readonly radius: number;
  /** Whether the spot is a disc; a ring otherwise. */
  readonly filled: boolean;
}

/** What to draw; `range` is the largest coordinate that is seen. */
export interface Plane {
  readonly size: number;
  readonly range: number;
  readonly arrows: readonly Arrow[];
  readonly spots: readonly Spot[];
  /** Lines through points. */
  readonly paths: readonly { readonly points: readonly PlanePoint[]; readonly series: number }[];
}

const FONT_SIZE = 12;

/** Where a point of the plane stands in its picture, in pixels. */
export function planePosition(
  { size, range }: Pick<Plane, 'size' | 'range'>,
  [x, y]: PlanePoint,
): PlanePoint {
  return [(size / 2) * (1 + x / range), (size / 2) * (1 - y / range)];
}

/** The point of the plane at a position in its picture: the inverse of {@link planePosition}. */
export function planePointAt({ size, range }: Pick<Plane, 'size' | 'range'>, [x, y]: PlanePoint): PlanePoint {
  return [range * ((2 * x) / size - 1), range * (1 - (2 * y) / size)];
}

/** The plane with its two axes. */
export function planeSvg(plane: Plane, palette: Palette): Drawing {
  const { size } = plane;
  const middle = size / 2;
  const axis = { stroke: palette.line };
  const content = [
    element('line', { ...axis, x1: 0, x2: size, y1: middle, y2: middle }),
    element('line', { ...axis, y1: 0, y2: size, x1: middle, x2: middle }),
    ...plane.paths.map(({ points, series }) => path(points, series, plane, palette)),
    ...plane.arrows.map((arrow) => arrowSvg(arrow, plane, palette)),
    ...plane.spots.map((spot) => spotSvg(spot, plane, palette)),
  ];
  return drawing(size, size, content);
}

function path(points: readonly PlanePoint[], series: number, plane: Plane, palette: Palette): Content {
  const { colour, dash } = strokeOf(palette, series);
  const list = cornerList(points.map((point) => planePosition(plane, point)));
  return element('polyline', {
    points: list,
    fill: 'none',
    stroke: colour,
    'stroke-width': 1,
    ...dashed(dash),
  });
}

/** Length of an arrow’s head in pixels, and the distance of its name. */
const HEAD = 8;
const NAME_GAP = 12;

function arrowSvg({ to, name, series, thickness }: Arrow, plane: Plane, palette: Palette): Content {
  const { colour } = strokeOf(palette, series);
  const [x, y] = planePosition(plane, to);
  const middle = plane.size / 2;
  const length = Math.hypot(x - middle, y - middle) || 1;
  const [alongX, alongY] = [(x - middle) / length, (y - middle) / length];
  const corner = (side: 1 | -1): PlanePoint => {
    const [backX, backY] = [x - HEAD * alongX, y - HEAD * alongY];
    return [backX - side * 0.4 * HEAD * alongY, backY + side * 0.4 * HEAD * alongX];
  };
  const shaft = { x1: middle, y1: middle, x2: x, y2: y, stroke: colour, 'stroke-width': thickness };
  const tip = cornerList([[x, y], corner(1), corner(-1)]);
  return [
    element('line', shaft),
    element('polygon', { points: tip, fill: colour }),
    nameSvg(name, [x + NAME_GAP * alongX, y + NAME_GAP * alongY], plane, palette),
  ];
}

function spotSvg({ at, name, series, radius, filled }: Spot, plane: Plane, palette: Palette): Content {
  const { colour } = strokeOf(palette, series);
  const [x, y] = planePosition(plane, at);
  const middle = plane.size / 2;
  const length = Math.hypot(x - middle, y - middle);
  const away = length < 1 ? [0, -1] : [(x - middle) / length, (y - middle) / length];
  const [awayX = 0, awayY = 0] = away;
  const gap = radius + NAME_GAP;
  return [
    element('circle', {
      cx: x,
      cy: y,
      r: radius,
      fill: filled ? colour : 'none',
      stroke: colour,
      'stroke-width': 1.5,
    }),
    nameSvg(name, [x + gap * awayX, y + gap * awayY], plane, palette),
  ];
}

/** Room that a name needs to the plane’s edge, in pixels. */
const NAME_ROOM = 10;

function nameSvg(name: string, [x, y]: PlanePoint, { size }: Plane, palette: Palette): Content {
  if (name === '') return '';
  const inside = (at: number) => Math.max(NAME_ROOM, Math.min(size - NAME_ROOM, at));
  const place = { x: inside(x), y: inside(y) + 4, 'text-anchor': 'middle', 'font-size': FONT_SIZE };
  return symbolsSvg(name, { ...place, fill: palette.foreground });
}
