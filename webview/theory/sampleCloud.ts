/**
 * Thousands of samples of c on a canvas, above the triangle of the values.
 */
import { type TemplateResult, html } from 'lit';
import {
  type Cloud,
  type CloudFrame,
  cloudBackdrop,
  cloudFrame,
  cloudPosition,
} from '../../src/theory/pictures/cloud';
import { strokeOf } from '../../src/charts/palette';
import { drawnParts } from '../pictures/drawn';
import { LightElement } from '../frame/pageElement';
import { currentTheme } from '../frame/theme';

/** Side of a sample’s dot in pixels, and how much of what lies below it shows through. */
const DOT = 2.5;
const OPACITY = 0.35;

/** A cloud of samples, as wide as its content says. */
export class SampleCloud extends LightElement {
  declare cloud: Cloud;
  static override properties = { cloud: { attribute: false } };

  protected override render(): TemplateResult {
    const frame = cloudFrame(this.cloud.width);
    const { width, height } = frame;
    const ratio = window.devicePixelRatio;
    return html`<div class="cloud">
      <svg width=${width} height=${height} viewBox=${`0 0 ${width} ${height}`} aria-hidden="true">
        ${drawnParts(cloudBackdrop(frame, currentTheme()))}
      </svg>
      <canvas width=${Math.round(width * ratio)} height=${Math.round(height * ratio)}></canvas>
    </div>`;
  }

  protected override updated(): void {
    const canvas = this.querySelector('canvas');
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return;
    const frame = cloudFrame(this.cloud.width);
    // By script: the page’s content policy forbids styles in the markup.
    canvas.style.width = `${frame.width}px`;
    canvas.style.height = `${frame.height}px`;
    const ratio = window.devicePixelRatio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, frame.width, frame.height);
    this.draw(context, frame);
  }

  private draw(context: CanvasRenderingContext2D, frame: CloudFrame): void {
    const { weightOnA, weightOnB, series } = this.cloud;
    context.fillStyle = strokeOf(currentTheme(), series).colour;
    context.globalAlpha = OPACITY;
    for (let sample = 0; sample < weightOnA.length; sample++) {
      const [x, y] = cloudPosition(frame, weightOnA[sample] ?? 0, weightOnB[sample] ?? 0);
      context.fillRect(x - DOT / 2, y - DOT / 2, DOT, DOT);
    }
    context.globalAlpha = 1;
  }
}

customElements.define('sample-cloud', SampleCloud);
