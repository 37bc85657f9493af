/**
 * Whether words and lines can be read on what they stand on, and the nearest colour that can.
 *
 * The editor’s chart colours are made for areas: in its light theme, green words on white have a contrast of
 * 4.3 : 1 and yellow ones of 3.0 : 1, below what WCAG asks for.
 */
import { type Rgb, linearLight } from '../../src/charts/colourScale';

/** What words need (WCAG 2.2, 1.4.3, level AA). */
export const READABLE = 4.5;

/** The ratio of the lighter to the darker of two colours, 1 to 21 (WCAG 2.2, “contrast ratio”). */
export function contrastRatio(one: Rgb, other: Rgb): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

/** The colour itself where it can be read on the background; else mixed with as little black or white as does it. */
export function readableOn(background: Rgb, colour: Rgb, least = READABLE): Rgb {
  const away: Rgb = luminance(background) > EVEN ? [0, 0, 0] : [255, 255, 255];
  for (let share = 0; share < 1; share += 0.02) {
    const mixed = mixedColour(colour, away, share);
    if (contrastRatio(mixed, background) >= least) return mixed;
  }
  return away;
}

/** Black or white, whichever is read better on the background. */
export function inkOn(background: Rgb): '#000000' | '#ffffff' {
  return luminance(background) > EVEN ? '#000000' : '#ffffff';
}

/** A colour between two others: `share` of the second, rounded as screens show it. */
export function mixedColour(from: Rgb, to: Rgb, share: number): Rgb {
  const part = (index: 0 | 1 | 2) => Math.round(from[index] + share * (to[index] - from[index]));
  return [part(0), part(1), part(2)];
}

/** The luminance on which black and white words can be read equally well. */
const EVEN = 0.179;

/** Relative luminance, 0 to 1 (WCAG 2.2, “relative luminance”). */
function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * linearLight(red) + 0.7152 * linearLight(green) + 0.0722 * linearLight(blue);
}
