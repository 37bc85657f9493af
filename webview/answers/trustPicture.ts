/**
 * One picture of a trust report, with the actions that every picture has.
 */
import { type TemplateResult, html } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { csvText } from '../../src/charts/csv';
import { standalone } from '../../src/answers/pictures/plot';
import { LightElement } from '../frame/pageElement';
import type { PanelState } from '../frame/panelState';
import { pictureActions } from '../frame/pictureActions';
import type { TrustPictureContent } from './trustPictures';

/** See the header. */
export class TrustPicture extends LightElement {
  declare picture: TrustPictureContent;
  declare state: PanelState;
  static override properties = { picture: { attribute: false }, state: { attribute: false } };

  protected override render(): TemplateResult {
    const { title, words, svg, columns, rows } = this.picture;
    // Sound as HTML: the pictures escape every text that they show.
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
          csv: () => csvText(columns, rows),
        })}
      </div>
      <p class="muted">${words}</p>
      <div role="img" aria-label=${`${title}. ${words}`}>${unsafeHTML(svg)}</div>`;
  }
}

customElements.define('trust-picture', TrustPicture);
