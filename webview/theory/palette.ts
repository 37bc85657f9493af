/**
 * The editor’s colours as the theory lab’s pictures take them.
 */
import { cssColour } from '../../src/charts/colourScale';
import type { Palette } from '../../src/theory/pictures/palette';
import { currentTheme } from '../frame/theme';

/** The colours of now. */
export function currentPalette(): Palette {
  const { background, foreground, muted, line, series } = currentTheme();
  return { background: cssColour(background), foreground, muted, line, series };
}
