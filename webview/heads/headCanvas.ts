/**
 * The base of the pictures of one head that a person points at: a canvas, drawn sharply at every size.
 */
import { type TemplateResult, html } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { LightElement, redrawWhenResized } from '../frame/pageElement';
import type { ShownHead } from './shownHead';

/** A place in a map: a query, and where the picture tells keys apart, a key. */
export interface Pointed {
  readonly query: number;
  readonly key?: number;
}

/** In CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** See the header. Sends `point` on hover and `lock` on a click, both with a {@link Pointed} or undefined. */
export abstract class HeadCanvas extends LightElement {
  declare head: ShownHead;
  declare query: number;
  static override properties = { head: { attribute: false }, query: { attribute: false } };
  private readonly canvas = createRef<HTMLCanvasElement>();

  constructor() {
    super();
    redrawWhenResized(this);
  }

  /** What the picture shows, for those who do not see it. */
  protected abstract get label(): string;

  /** The size that the picture needs in the room there is. */
  protected abstract measure(context: CanvasRenderingContext2D): Size;

  /** Draws it, in CSS pixels. */
  protected abstract draw(context: CanvasRenderingContext2D): void;

  /** What lies at a point of the picture. */
  protected abstract at(x: number, y: number): Pointed | undefined;

  protected override render(): TemplateResult {
    return html`<canvas
      role="img"
      aria-label=${this.label}
      ${ref(this.canvas)}
      @mousemove=${({ offsetX, offsetY }: MouseEvent) => {
        this.say('point', this.at(offsetX, offsetY));
      }}
      @mouseleave=${() => {
        this.say('point', undefined);
      }}
      @click=${({ offsetX, offsetY }: MouseEvent) => {
        this.say('lock', this.at(offsetX, offsetY));
      }}
    ></canvas>`;
  }

  protected override updated(): void {
    const canvas = this.canvas.value;
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return;
    const { width, height } = this.measure(context);
    canvas.width = width * devicePixelRatio;
    canvas.height = height * devicePixelRatio;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    context.scale(devicePixelRatio, devicePixelRatio);
    this.draw(context);
  }

  private say(name: 'point' | 'lock', detail: Pointed | undefined): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
