/**
 * What the pictures of trust have in common: a plot whose axes are shares from 0 to 100 %, and colours that
 * the page may set.
 *
 * Ink is `currentColor`. The other colours are CSS variables with a fallback, so that the editor’s theme or a
 * dark page can replace them; no two are told apart by colour alone.
 */
import { type Content, element, type Markup } from '../../charts/markup';

/** A colour that the page may set. Fallbacks are those of Okabe & Ito (2008). */
export const COLOURS = {
  known: 'var(--trust-known, #009e73)',
  lucky: 'var(--trust-lucky, #56b4e9)',
  confused: 'var(--trust-confused, #e69f00)',
  'made up': 'var(--trust-made-up, #d55e00)',
  unknowable: 'var(--trust-unknowable, #8a8a8a)',
  supported: 'var(--trust-supported, #0072b2)',
  first: 'var(--trust-first, #0072b2)',
  second: 'var(--trust-second, #d55e00)',
  third: 'var(--trust-third, #009e73)',
} as const;

/** Characters of this size everywhere, in pixels. */
const TEXT = { 'font-size': 11, fill: 'currentColor' } as const;

/** A picture's size in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Where shares lie in a picture. */
export interface Plot {
  readonly size: PictureSize;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** The pixel of a share, 0 to 1. */
  readonly x: (share: number) => number;
  readonly y: (share: number) => number;
}

const MARGIN = { left: 40, right: 20, top: 12, bottom: 36 };

/** The plot that fills a picture. */
export function plotIn(size: PictureSize): Plot {
  const [left, right] = [MARGIN.left, size.width - MARGIN.right];
  const [top, bottom] = [MARGIN.top, size.height - MARGIN.bottom];
  return {
    size,
    left,
    right,
    top,
    bottom,
    x: (share) => left + share * (right - left),
    y: (share) => bottom - share * (bottom - top),
  };
}

const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** Both axes with their ticks and names; thin lines at the y ticks. */
export function shareAxes(plot: Plot, xName: string, yName: string): Content {
  const { left, right, bottom, x, y, size } = plot;
  const across = TICKS.map((share) => {
    const line = { x1: left, x2: right, y1: y(share), y2: y(share), stroke: 'currentColor' };
    return [
      element('line', { ...line, 'stroke-opacity': share === 0 ? 0.6 : 0.12 }),
      label(left - 6, y(share) + 4, tickText(share), 'end'),
    ];
  });
  const along = TICKS.map((share) => label(x(share), bottom + 14, tickText(share), 'middle'));
  const names = [
    label((left + right) / 2, size.height - 6, xName, 'middle'),
    element(
      'text',
      {
        ...TEXT,
        'text-anchor': 'middle',
        transform: `translate(10 ${(plot.top + bottom) / 2}) rotate(-90)`,
      },
      yName,
    ),
  ];
  return [...across, ...along, ...names];
}

function tickText(share: number): string {
  return share === 1 ? '100 %' : String(100 * share);
}

/** A piece of text. */
export function label(
  x: number,
  y: number,
  text: string,
  anchor: 'start' | 'middle' | 'end' = 'start',
): Content {
  return element('text', { ...TEXT, x, y, 'text-anchor': anchor }, text);
}

/** A share in words, with as many digits as it deserves. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)}\u00a0%`;
}

/** A picture for files: with the colours themselves, because few programs know a page’s variables. */
export function standalone({ source }: Markup): string {
  return source.replaceAll(/var\(--[\w-]+, (#\w+)\)/g, '$1');
}
