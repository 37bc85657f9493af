/**
 * One picture of a trust report, with the actions that every picture has.
 */
import { type TemplateResult, html } from 'lit';
import { csvText } from '../../src/charts/csv';
import { figure } from '../../src/charts/figure';
import { PAPER } from '../../src/charts/palette';
import { LightElement } from '../frame/pageElement';
import type { PanelState } from '../frame/panelState';
import { pictureActions } from '../frame/pictureActions';
import { currentTheme } from '../frame/theme';
import { drawn } from '../pictures/drawn';
import type { TrustPictureContent } from './trustPictures';

/** One picture of a report, drawn in the editor’s colours. */
export class TrustPicture extends LightElement {
  declare picture: TrustPictureContent;
  declare state: PanelState;
  static override properties = { picture: { attribute: false }, state: { attribute: false } };

  protected override render(): TemplateResult {
    const { title, words, caption, draw, columns, rows } = this.picture;
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
          svg: () => figure(draw(PAPER), { title, caption: `${words} ${caption}` }),
          csv: () => csvText(columns, rows),
        })}
      </div>
      <p class="muted">${words}</p>
      <div role="img" aria-label=${`${title}. ${words}`}>${drawn(draw(currentTheme()).markup)}</div>`;
  }
}

customElements.define('trust-picture', TrustPicture);
