/**
 * The legend of the attention scale: how dark is how much.
 */
import { attentionScale, cssColour } from '../../charts/colourScale';
import { type Content, element } from '../../charts/markup';
import type { Palette } from '../../charts/palette';
import { wordsSvg } from '../../charts/words';

/** Where the legend stands, and the words of its ends. */
export interface ScaleLegend {
  readonly x: number;
  readonly y: number;
  readonly least: string;
  readonly most: string;
}

const STEPS = 9;
const STEP = 10;

/** Nine steps from nothing to the most, between the words of both ends. */
export function scaleLegend({ x, y, least, most }: ScaleLegend, palette: Palette): Content {
  const scale = attentionScale(palette.background);
  const from = x + 14;
  const cells = Array.from({ length: STEPS }, (_, step) => {
    const fill = cssColour(scale(step / (STEPS - 1)));
    return element('rect', { x: from + step * STEP, y, width: STEP, height: 10, fill });
  });
  const words = { y: y + 9, fill: palette.muted };
  const frame = { x: from, y, width: STEPS * STEP, height: 10, fill: 'none', stroke: palette.line };
  return [
    wordsSvg(least, { ...words, x: from - 5, 'text-anchor': 'end' }),
    cells,
    element('rect', frame),
    wordsSvg(most, { ...words, x: from + STEPS * STEP + 5 }),
  ];
}
