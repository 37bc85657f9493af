/**
 * The base of the pictures of one head that a person points at: a canvas, drawn sharply at every size.
 */
import { type TemplateResult, html, nothing } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { LightElement, redrawWhenResized } from '../frame/pageElement';
import { movedPlace } from '../frame/roving';
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

/**
 * A canvas of one head. Sends `point` on hover and for arrow keys, and `lock` for a click and for Enter, each with a
 * {@link Pointed} or undefined.
 */
export abstract class HeadCanvas extends LightElement {
  declare head: ShownHead;
  declare query: number;
  /** The key that is pointed at, or the strongest. */
  declare pointedKey: number;
  static override properties = {
    head: { attribute: false },
    query: { attribute: false },
    pointedKey: { attribute: false },
  };
  private readonly canvas = createRef<HTMLCanvasElement>();

  constructor() {
    super();
    redrawWhenResized(this);
  }

  /** What the picture shows, for those who do not see it. */
  protected abstract get label(): string;

  /** Whether arrow keys go through it. */
  protected abstract readonly byKeys: 'queries and keys' | 'queries' | 'no';

  /** The size that the picture needs in the room there is. */
  protected abstract measure(context: CanvasRenderingContext2D): Size;

  /** Draws it, in CSS pixels. */
  protected abstract draw(context: CanvasRenderingContext2D): void;

  /** What lies at a point of the picture. */
  protected abstract at(x: number, y: number): Pointed | undefined;

  protected override render(): TemplateResult {
    const byKeys = this.byKeys !== 'no';
    return html`<canvas
      role=${byKeys ? 'application' : 'img'}
      aria-label=${byKeys ? `${this.label}. Arrow keys move through it, Enter holds on to a row.` : this.label}
      tabindex=${byKeys ? 0 : nothing}
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
      @keydown=${this.goByKey}
    ></canvas>`;
  }

  protected override updated(): void {
    const canvas = this.canvas.value;
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return;
    const { width, height } = this.measure(context);
    canvas.width = Math.round(width * devicePixelRatio);
    canvas.height = Math.round(height * devicePixelRatio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    context.scale(devicePixelRatio, devicePixelRatio);
    this.draw(context);
  }

  private readonly goByKey = (event: KeyboardEvent): void => {
    const { head, query, pointedKey, byKeys } = this;
    if (byKeys === 'no') return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.say('lock', { query, key: pointedKey });
      return;
    }
    const columns = byKeys === 'queries' ? 1 : head.keys;
    const lengths = Array.from({ length: head.queries }, () => columns);
    const place = movedPlace(
      lengths,
      { row: query, column: byKeys === 'queries' ? 0 : pointedKey },
      event.key,
    );
    if (!place) return;
    event.preventDefault();
    this.say('point', byKeys === 'queries' ? { query: place.row } : { query: place.row, key: place.column });
  };

  private say(name: 'point' | 'lock', detail: Pointed | undefined): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
