/**
 * One picture of the theory lab, as wide as its place, with its actions in the corner.
 */
import { type PropertyValues, type TemplateResult, html } from 'lit';
import { PAPER, type Palette } from '../../src/charts/palette';
import { type Drawing } from '../../src/charts/svg';
import { figure } from '../../src/charts/figure';
import { drawn } from '../pictures/drawn';
import { PageElement } from '../frame/pageElement';
import { pictureActions } from '../frame/pictureActions';
import { currentTheme } from '../frame/theme';

/** What is drawn, and how it is taken away. */
export interface PictureContent {
  readonly title: string;
  /** What the picture says, in a few words. */
  readonly readout?: string;
  /** An SVG of this width. */
  readonly draw: (width: number, palette: Palette) => Drawing;
  /** What it was computed from: stands below it in a paper. */
  readonly caption?: string;
  /** Its numbers. */
  readonly csv?: () => string;
}

/** Width on paper, in pixels. */
const PAPER_WIDTH = 480;

/** One picture of the theory, drawn anew when its place has another width. */
export class TheoryPicture extends PageElement {
  declare content: PictureContent;
  static override properties = { ...PageElement.properties, content: { attribute: false } };
  private width = 0;
  private enlarged = false;
  private observer: ResizeObserver | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.observer?.disconnect();
    this.observer = undefined;
  }

  protected override render(): TemplateResult {
    const { title, readout, caption = '', draw, csv } = this.content;
    const picture = this.width > 0 ? drawn(draw(this.width, currentTheme()).markup) : '';
    return html`<div class="picture-head">
        <h2>${title}</h2>
        <span class="readout numeric">${readout ?? ''}</span>
        ${pictureActions(this.state, {
          name: title.replaceAll(/\W+/g, ' ').trim().replaceAll(' ', '-'),
          enlarged: this.enlarged,
          onEnlarge: () => {
            this.enlarged = !this.enlarged;
            this.requestUpdate();
          },
          svg: () =>
            figure(draw(PAPER_WIDTH, PAPER), {
              title,
              caption: [readout, caption].filter(Boolean).join('; '),
            }),
          ...(csv ? { csv } : {}),
        })}
      </div>
      <div class="theory-drawing" role="img" aria-label=${readout ? `${title}: ${readout}` : title}>
        ${picture}
      </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.classList.toggle('enlarged', this.enlarged);
    if (this.observer) return;
    const place = this.querySelector('.theory-drawing');
    if (!place) return;
    this.observer = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry?.contentRect.width ?? 0);
      if (width === this.width) return;
      this.width = width;
      this.requestUpdate();
    });
    this.observer.observe(place);
  }
}

customElements.define('theory-picture', TheoryPicture);
