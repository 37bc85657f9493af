/**
 * One head's map, one pixel for each weight; the style sheet gives it its size.
 */
import { type TemplateResult, html } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { LightElement } from '../frame/pageElement';
import { type Theme, currentTheme } from '../frame/theme';

/** Weights of one head, quantised to 0 … 255: [queries · keys]. */
export interface MapShades {
  readonly shades: Uint8Array;
  readonly queries: number;
  readonly keys: number;
}

/** A canvas of queries × keys pixels. */
export class HeadMap extends LightElement {
  declare map: MapShades;
  static override properties = { map: { attribute: false } };
  private readonly canvas = createRef<HTMLCanvasElement>();

  protected override render(): TemplateResult {
    return html`<canvas ${ref(this.canvas)}></canvas>`;
  }

  protected override updated(): void {
    const canvas = this.canvas.value;
    const { queries, keys, shades } = this.map;
    if (!canvas || queries === 0 || keys === 0) return;
    if (canvas.width !== keys) canvas.width = keys;
    if (canvas.height !== queries) canvas.height = queries;
    const context = canvas.getContext('2d');
    if (!context) return;
    const image = context.createImageData(keys, queries);
    const pixels = new Uint32Array(image.data.buffer);
    const colours = palette(currentTheme());
    for (let index = 0; index < pixels.length; index++) pixels[index] = colours[shades[index] ?? 0] ?? 0;
    context.putImageData(image, 0, 0);
  }
}

let known: { readonly theme: Theme; readonly colours: Uint32Array } | undefined;

/** The scale's 256 colours, as pixels of a canvas lie in memory. */
function palette(theme: Theme): Uint32Array {
  if (known?.theme === theme) return known.colours;
  const bytes = new Uint8ClampedArray(256 * 4);
  for (let shade = 0; shade < 256; shade++) bytes.set([...theme.scale(shade / 255), 255], shade * 4);
  known = { theme, colours: new Uint32Array(bytes.buffer) };
  return known.colours;
}

customElements.define('head-map', HeadMap);
