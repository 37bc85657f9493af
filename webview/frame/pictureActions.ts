/**
 * The same actions in the corner of every picture: enlarge, copy or save as a picture, save the data.
 */
import { type TemplateResult, html, nothing } from 'lit';
import type { Drawing } from '../../src/charts/svg';
import type { PanelState } from './panelState';
import { currentTheme } from './theme';
import { svgToPng } from './rasterise';

/** What a picture can be taken away as. */
export interface Picture {
  /** File name without ending. */
  readonly name: string;
  /** Left out where the picture has all the room there is. */
  readonly enlarged?: boolean;
  readonly onEnlarge?: () => void;
  readonly canvas?: () => HTMLCanvasElement | undefined;
  /** As it stands in a paper: with its words. */
  readonly svg?: () => Drawing;
  readonly csv?: () => string;
  readonly json?: () => string;
}

/** The corner of one picture. */
export function pictureActions(state: PanelState, picture: Picture): TemplateResult {
  const save = (ending: string, content: string | Uint8Array) => {
    state.send({ kind: 'save', name: `${picture.name}.${ending}`, content });
  };
  const { canvas, svg, csv, json, enlarged = false, onEnlarge } = picture;
  const png = pngOf(canvas, svg);
  const title = enlarged ? 'Make smaller' : 'Enlarge';
  return html`<span class="actions">
    ${
      onEnlarge
        ? html`<button class="icon" title=${title} aria-label=${title} @click=${onEnlarge}>
            ${enlarged ? '⤡' : '⤢'}
          </button>`
        : nothing
    }
    <details @focusout=${closeWhenLeft}>
      <summary class="icon" title="Export" aria-label="Export">⋯</summary>
      <div class="menu" role="menu" @click=${closeMenu}>
        ${png ? item('Copy as picture', () => void copyPng(png, save)) : nothing}
        ${png ? item('Save as PNG…', () => void savePng(png, save)) : nothing}
        ${
          svg
            ? item('Save as SVG…', () => {
                save('svg', svg().markup.source);
              })
            : nothing
        }
        ${
          csv
            ? item('Save data as CSV…', () => {
                save('csv', csv());
              })
            : nothing
        }
        ${
          json
            ? item('Save data as JSON…', () => {
                save('json', json());
              })
            : nothing
        }
      </div>
    </details>
  </span>`;
}

/** What the editor shows, or where that is no canvas, what goes to paper. */
function pngOf(canvas: Picture['canvas'], svg: Picture['svg']): (() => Promise<Blob | null>) | undefined {
  if (canvas) return () => toPng(canvas());
  return svg && (() => svgToPng(svg().markup.source));
}

type Save = (ending: string, content: Uint8Array) => void;

function item(label: string, onClick: () => void): TemplateResult {
  return html`<button role="menuitem" @click=${onClick}>${label}</button>`;
}

function closeMenu(event: Event): void {
  if (event.currentTarget instanceof Element) event.currentTarget.closest('details')?.removeAttribute('open');
}

function closeWhenLeft(event: FocusEvent): void {
  const details = event.currentTarget;
  const next = event.relatedTarget;
  if (details instanceof Element && !(next instanceof Node && details.contains(next)))
    details.removeAttribute('open');
}

async function copyPng(picture: () => Promise<Blob | null>, save: Save): Promise<void> {
  const png = await picture();
  if (!png) return;
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
  } catch {
    // Some editors in a browser keep the clipboard to themselves; a file serves as well.
    save('png', new Uint8Array(await png.arrayBuffer()));
  }
}

async function savePng(picture: () => Promise<Blob | null>, save: Save): Promise<void> {
  const png = await picture();
  if (png) save('png', new Uint8Array(await png.arrayBuffer()));
}

/** The canvas on the editor's background: alone it would be transparent. */
function toPng(canvas: HTMLCanvasElement | undefined): Promise<Blob | null> {
  if (!canvas) return Promise.resolve(null);
  const whole = document.createElement('canvas');
  whole.width = canvas.width;
  whole.height = canvas.height;
  const context = whole.getContext('2d');
  if (!context) return Promise.resolve(null);
  context.fillStyle = `rgb(${currentTheme().background.join(' ')})`;
  context.fillRect(0, 0, whole.width, whole.height);
  context.drawImage(canvas, 0, 0);
  return new Promise((resolve) => {
    whole.toBlob(resolve);
  });
}
