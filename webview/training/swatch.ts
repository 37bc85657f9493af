/**
 * A curve’s colour and dash, as it is drawn and as they stand beside its name.
 */
import { type TemplateResult, html } from 'lit';
import type { Theme } from '../frame/theme';
import type { Curve } from './curves';

/** What a curve is told by. */
export type CurveLook = Pick<Curve, 'series' | 'dotted'>;

const DOTS = [2, 3];

/** How a curve is told from the others. */
export function strokeOf({ series, dotted }: CurveLook, theme: Theme) {
  const stroke = theme.series[series % theme.series.length] ?? { colour: theme.foreground, dash: [] };
  return dotted ? { ...stroke, dash: DOTS } : stroke;
}

/** A short piece of a curve's line. */
export function swatch(look: CurveLook, theme: Theme): TemplateResult {
  const { colour, dash } = strokeOf(look, theme);
  return html`<svg class="swatch" width="28" height="8" aria-hidden="true">
    <line x1="0" y1="4" x2="28" y2="4" stroke=${colour} stroke-width="2" stroke-dasharray=${dash.join(' ')} />
  </svg>`;
}
