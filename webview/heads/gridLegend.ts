/**
 * What the colours of the grid and of the enlarged head mean: the scale with the values of its ends.
 */
import { type TemplateResult, html, svg } from 'lit';
import { cssColour } from '../../src/charts/colourScale';
import { HEAD_SCORE_MEANINGS } from '../../src/heads/headScores';
import { fixed, wholePercent } from '../../src/numbers/formats';
import type { HeadColour } from '../frame/preferences';
import { currentTheme } from '../frame/theme';
import type { HeadColouring } from './analysis/headColours';

const STEPS = 9;
const STEP = 12;
const HEIGHT = 12;

/** The scale from nothing to `most`, as one line with its name; of differences, from `−most` to `+most`. */
export function scaleLegend(most: string, name: string, isDifference = false): TemplateResult {
  const { scale, difference, line } = currentTheme();
  const least = isDifference ? `−${most}` : '0';
  const highest = isDifference ? `+${most}` : most;
  const steps = Array.from({ length: STEPS }, (_, step) => {
    const share = step / (STEPS - 1);
    const fill = cssColour(isDifference ? difference(2 * share - 1) : scale(share));
    return svg`<rect x=${step * STEP} y="0" width=${STEP} height=${HEIGHT} fill=${fill} />`;
  });
  const width = STEPS * STEP;
  return html`<span
    class="scale-legend numeric"
    role="img"
    aria-label=${`Colours from ${least} to ${highest}: ${name}`}
    ><span class="muted">${name}</span> ${least}
    <svg width=${width} height=${HEIGHT} aria-hidden="true">
      ${steps}
      ${svg`<rect x="0.5" y="0.5" width=${width - 1} height=${HEIGHT - 1} fill="none" stroke=${line} />`}
    </svg>
    ${highest}</span
  >`;
}

/** The end of the scale of numbered heads, from any of them that is not zero. */
export function mostInWords(colour: HeadColour, heads: readonly (HeadColouring | undefined)[]): string {
  const one = heads.find((head) => head !== undefined && head.share !== 0);
  const most = one ? one.value / one.share : 1;
  if (colour === 'maps') return '1';
  if (colour === 'effect' || colour === 'carries') return wholePercent(most);
  const { unit } = HEAD_SCORE_MEANINGS[colour];
  return unit === 'share' ? '1' : `${fixed(most, 1)} ${unit}`;
}
