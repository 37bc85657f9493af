/**
 * The colours of attention: one sequential scale whose zero is the background; and of differences, a diverging one
 * with the same zero.
 *
 * Interpolated in OKLab (Ottosson, 2020), where equal steps look equally large. Lightness moves
 * steadily away from the background, so the scale survives print, and no two colours are told apart
 * by red and green alone.
 */

/** A colour as red, green and blue, 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Maps 0 … 1 to a colour; of differences, −1 … 1. */
export type ColourScale = (value: number) => Rgb;

type Lab = readonly [lightness: number, a: number, b: number];

/** On light backgrounds: through blue to near black. */
const DARKENING: readonly Lab[] = [
  [0.72, -0.03, -0.1],
  [0.45, -0.01, -0.16],
  [0.2, 0.03, -0.06],
];

/** On dark backgrounds: through teal to pale yellow. */
const LIGHTENING: readonly Lab[] = [
  [0.45, -0.02, -0.1],
  [0.7, -0.1, -0.02],
  [0.95, -0.03, 0.1],
];

/** More is blue and less is orange, which every kind of colour vision tells apart; [on light, on dark] backgrounds. */
const MORE: readonly [readonly Lab[], readonly Lab[]] = [
  [
    [0.72, -0.04, -0.11],
    [0.42, -0.02, -0.15],
  ],
  [
    [0.5, -0.03, -0.12],
    [0.85, -0.05, -0.07],
  ],
];
const LESS: readonly [readonly Lab[], readonly Lab[]] = [
  [
    [0.78, 0.06, 0.1],
    [0.48, 0.11, 0.1],
  ],
  [
    [0.48, 0.09, 0.09],
    [0.86, 0.04, 0.12],
  ],
];

/** The scale for a background colour. Values outside of 0 … 1 are clamped. */
export function attentionScale(background: Rgb): ColourScale {
  const zero = toLab(background);
  return along([zero, ...(isLight(zero) ? DARKENING : LIGHTENING)]);
}

/** The scale of differences for a background colour. Values outside of −1 … 1 are clamped. */
export function differenceScale(background: Rgb): ColourScale {
  const zero = toLab(background);
  const side = isLight(zero) ? 0 : 1;
  const [more, less] = [along([zero, ...MORE[side]]), along([zero, ...LESS[side]])];
  return (value) => (value < 0 ? less(-value) : more(value));
}

function isLight([lightness]: Lab): boolean {
  return lightness > 0.5;
}

/** From the first of some colours to the last, at equal distances. */
function along(stops: readonly [Lab, ...Lab[]]): ColourScale {
  return (value) => {
    const position = Math.min(1, Math.max(0, value)) * (stops.length - 1);
    const index = Math.min(stops.length - 2, Math.floor(position));
    return toRgb(between(stops[index] ?? stops[0], stops[index + 1] ?? stops[0], position - index));
  };
}

/** A colour as CSS writes it. */
export function cssColour([red, green, blue]: Rgb): string {
  return `#${[red, green, blue].map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}

function between(from: Lab, to: Lab, share: number): Lab {
  const mix = (index: 0 | 1 | 2) => from[index] + share * (to[index] - from[index]);
  return [mix(0), mix(1), mix(2)];
}

function toLab(colour: Rgb): Lab {
  const [r, g, b] = colour.map(linearLight) as [number, number, number];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function toRgb([lightness, a, b]: Lab): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    encoded(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** The light, 0 to 1, of a part of a colour, 0 to 255: sRGB's transfer function (IEC 61966-2-1). */
export function linearLight(part: number): number {
  const share = part / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

/** The inverse of {@link linearLight}. */
function encoded(light: number): number {
  const clamped = Math.min(1, Math.max(0, light));
  return 255 * (clamped <= 0.0031308 ? 12.92 * clamped : 1.055 * clamped ** (1 / 2.4) - 0.055);
}
