/**
 * Which colour a verdict has in every picture, table and line: a series of the palette, or none of them.
 */
import { type Palette, strokeOf } from '../../charts/palette';
import type { Verdict } from '../verdicts';

const SERIES: Readonly<Record<Verdict, number | undefined>> = {
  known: 2,
  lucky: 3,
  confused: 4,
  'made up': 1,
  unknowable: undefined,
  supported: 0,
};

/** A verdict’s colour. */
export function verdictColour(verdict: Verdict, palette: Palette): string {
  const series = SERIES[verdict];
  return series === undefined ? palette.muted : strokeOf(palette, series).colour;
}
