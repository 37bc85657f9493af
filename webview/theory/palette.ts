/**
 * The editor’s colours as the theory lab’s pictures take them.
 */
import { cssColour } from '../../src/pictures/colourScale';
import type { Palette } from '../../src/pictures/theory/palette';
import { currentTheme } from '../theme';

/** The colours of now. */
export function currentPalette(): Palette {
  const { background, foreground, muted, line, series } = currentTheme();
  return { background: cssColour(background), foreground, muted, line, series };
}
