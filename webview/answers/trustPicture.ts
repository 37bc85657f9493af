/**
 * One picture of a trust report, with the actions that every picture has.
 */
import { type TemplateResult, html } from 'lit';
import { standalone } from '../../src/answers/pictures/plot';
import { LightElement } from '../frame/pageElement';
import type { PanelState } from '../frame/panelState';
import { pictureActions } from '../frame/pictureActions';
import type { TrustPictureContent } from './trustPictures';
import { drawn } from '../pictures/drawn';

/** See the header. */
export class TrustPicture extends LightElement {
  declare picture: TrustPictureContent;
  declare state: PanelState;
  static override properties = { picture: { attribute: false }, state: { attribute: false } };

  protected override render(): TemplateResult {
    const { title, words, svg, rows } = this.picture;
    return html`<div class="picture-head">
        <h2>${title}</h2>
        <span class="readout"></span>
        ${pictureActions(this.state, {
          name: title.replaceAll(/\W+/g, '-'),
          enlarged: this.classList.contains('enlarged'),
          onEnlarge: () => {
            this.classList.toggle('enlarged');
            this.requestUpdate();
          },
          svg: () => standalone(svg),
          csv: () => csvOf(rows),
        })}
      </div>
      <p class="muted">${words}</p>
      <div role="img" aria-label=${`${title}. ${words}`}>${drawn(svg)}</div>`;
  }
}

function csvOf(rows: TrustPictureContent['rows']): string {
  const cell = (value: string | number) =>
    typeof value === 'number' ? String(value) : `"${value.replaceAll('"', '""')}"`;
  return rows.map((row) => `${row.map(cell).join(',')}\n`).join('');
}

customElements.define('trust-picture', TrustPicture);
