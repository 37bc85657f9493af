/**
 * A curve’s colour and dash, as they stand beside its name.
 */
import { type TemplateResult, html } from 'lit';
import type { Theme } from '../frame/theme';

/** A short piece of the line of series number `index`. */
export function swatch({ series, foreground }: Theme, index: number): TemplateResult {
  const style = series[index % series.length];
  return html`<svg class="swatch" width="28" height="8" aria-hidden="true">
    <line
      x1="0"
      y1="4"
      x2="28"
      y2="4"
      stroke=${style?.colour ?? foreground}
      stroke-width="2"
      stroke-dasharray=${style?.dash.join(' ') ?? ''}
    />
  </svg>`;
}
