/**
 * The legend of all charts: each curve’s colour and dash with its name, as a switch.
 */
import { type TemplateResult, html } from 'lit';
import { currentTheme } from '../frame/theme';
import type { Curve } from './curves';
import { swatch } from './swatch';

/** A button for each curve; those in `hidden` are drawn as switched off. */
export function curveKey(
  curves: readonly Curve[],
  hidden: ReadonlySet<string>,
  onToggle: (name: string) => void,
): TemplateResult {
  return html`<ul class="key" aria-label="Curves">
    ${curves.map(
      ({ name, ...look }) =>
        html`<li>
          <button
            class="key-entry"
            aria-pressed=${!hidden.has(name)}
            title=${hidden.has(name) ? `Show ${name}` : `Hide ${name}`}
            @click=${() => {
              onToggle(name);
            }}
          >
            ${swatch(look, currentTheme())} ${name}
          </button>
        </li>`,
    )}
  </ul>`;
}
