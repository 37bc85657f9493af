/**
 * A head in the grid as a coloured number, instead of its map.
 */
import { type TemplateResult, html, svg } from 'lit';
import type { HeadsView } from '../../../src/processes/panelMessages';
import type { HeadAddress } from '../../../src/heads/headAddress';
import { headLabel } from '../../../src/heads/headNumbers';
import type { HeadColouring } from './headColours';

const SIZE = 48;

/** A square with the head’s title and its number, – where the number is not defined. */
export function headNumber(number: HeadColouring | undefined, title: string): TemplateResult {
  const { fill = 'none', ink = 'currentColor', text = '–' } = number ?? {};
  const middle = SIZE / 2;
  return html`<svg class="head-number" viewBox="0 0 ${SIZE} ${SIZE}" aria-hidden="true">
    ${svg`<rect width=${SIZE} height=${SIZE} fill=${fill} />
      <text x="3" y="10" font-size="9" fill=${ink} fill-opacity="0.8">${title}</text>
      <text x=${middle} y=${middle + 7} font-size="13" text-anchor="middle" fill=${ink}>${text}</text>`}
  </svg>`;
}

/** `3.5`. */
export function shortTitle({ blocks }: HeadsView, { block, head }: HeadAddress): string {
  const layer = blocks.findIndex((one) => one.block === block);
  return layer < 0 ? '' : headLabel({ layer, head });
}
