/**
 * A plane whose vectors can be dragged, or moved with the arrow keys: 0.05 a step, with shift 0.25.
 */
import { fixed } from '../../src/numbers/formats';
import { type TemplateResult, html, svg } from 'lit';
import { drawn } from '../pictures/drawn';
import {
  type Plane,
  type PlanePoint,
  planePointAt,
  planePosition,
  planeSvg,
} from '../../src/theory/pictures/plane';
import { LightElement } from '../frame/pageElement';
import { currentTheme } from '../frame/theme';

const STEP = 0.05;
const LONG_STEP = 0.25;
const HANDLE_RADIUS = 11;

/** Told when vector number `index` was moved. */
export interface Moved {
  readonly index: number;
  readonly to: PlanePoint;
}

/** The plane. Sends `move` with a {@link Moved}, and `hold` with whether a vector is being dragged. */
export class VectorPlane extends LightElement {
  declare plane: Plane;
  static override properties = { plane: { attribute: false } };
  private dragged: number | undefined;

  protected override render(): TemplateResult {
    const { plane } = this;
    const handles = plane.arrows.map(({ to, name }, index) => {
      const [x, y] = planePosition(plane, to);
      const plain = name.replace('_', '');
      return svg`<circle
        class="handle" tabindex="0" role="slider" cx=${x} cy=${y} r=${HANDLE_RADIUS}
        aria-label=${`${plain}, arrow keys move it`}
        aria-valuenow=${to[0]} aria-valuetext=${`${fixed(to[0], 2)}, ${fixed(to[1], 2)}`}
        @pointerdown=${(event: PointerEvent) => {
          this.take(event, index);
        }}
        @pointermove=${(event: PointerEvent) => {
          this.drag(event, index);
        }}
        @pointerup=${() => {
          this.release();
        }} @lostpointercapture=${() => {
          this.release();
        }}
        @keydown=${(event: KeyboardEvent) => {
          this.step(event, index);
        }}
      ><title>${plain}</title></circle>`;
    });
    const box = `0 0 ${plane.size} ${plane.size}`;
    return html`<div class="plane">
      ${drawn(planeSvg(plane, currentTheme()).markup)}
      <svg class="handles" viewBox=${box} width=${plane.size} height=${plane.size}>${handles}</svg>
    </div>`;
  }

  private take(event: PointerEvent, index: number): void {
    if (event.currentTarget instanceof Element) event.currentTarget.setPointerCapture(event.pointerId);
    this.dragged = index;
    this.dispatchEvent(new CustomEvent('hold', { detail: true }));
  }

  private release(): void {
    if (this.dragged === undefined) return;
    this.dragged = undefined;
    this.dispatchEvent(new CustomEvent('hold', { detail: false }));
  }

  private drag(event: PointerEvent, index: number): void {
    if (this.dragged !== index || !(event.currentTarget instanceof SVGGraphicsElement)) return;
    const box = event.currentTarget.ownerSVGElement?.getBoundingClientRect();
    if (!box) return;
    const [x, y] = planePointAt(this.plane, [event.clientX - box.left, event.clientY - box.top]);
    // Nothing leaves its plane, however far the pointer goes.
    const inside = (value: number) => Math.max(-this.plane.range, Math.min(this.plane.range, value));
    this.move(index, [inside(x), inside(y)]);
  }

  private step(event: KeyboardEvent, index: number): void {
    const move = DIRECTIONS[event.key];
    const at = this.plane.arrows[index]?.to;
    if (!move || !at) return;
    event.preventDefault();
    const step = event.shiftKey ? LONG_STEP : STEP;
    this.move(index, [at[0] + step * move[0], at[1] + step * move[1]]);
  }

  private move(index: number, to: PlanePoint): void {
    this.dispatchEvent(new CustomEvent<Moved>('move', { detail: { index, to } }));
  }
}

const DIRECTIONS: Readonly<Record<string, PlanePoint>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

customElements.define('vector-plane', VectorPlane);
