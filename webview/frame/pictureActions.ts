/**
 * The same actions in the corner of every picture: enlarge, copy or save as a picture, save the data.
 *
 * What is copied or saved is the picture as it stands in a paper, with its words, axes and caption, and not the
 * pixels on the screen: those have the editor’s colours and lack the words around them.
 */
import { type TemplateResult, html, nothing } from 'lit';
import type { Drawing } from '../../src/charts/svg';
import { type MenuItem, menu } from './controls';
import type { PanelState } from './panelState';
import { svgToPng } from './rasterise';

/** What a picture can be taken away as. */
export interface Picture {
  /** File name without ending. */
  readonly name: string;
  /** Left out where the picture has all the room there is. */
  readonly enlarged?: boolean;
  readonly onEnlarge?: () => void;
  /** As it stands in a paper: with its words. */
  readonly svg?: () => Drawing;
  readonly csv?: () => string;
  readonly json?: () => string;
}

/** The corner of one picture. */
export function pictureActions(state: PanelState, picture: Picture): TemplateResult {
  const { enlarged = false, onEnlarge } = picture;
  const title = enlarged ? 'Make smaller' : 'Enlarge';
  const enlarge = html`<button class="icon" title=${title} aria-label=${title} @click=${onEnlarge}>
    ${enlarged ? '⤡' : '⤢'}
  </button>`;
  return html`<span class="actions"
    >${onEnlarge ? enlarge : nothing}${menu('Copy or save', waysToSave(state, picture))}</span
  >`;
}

type Save = (ending: string, content: string | Uint8Array) => void;

function waysToSave(state: PanelState, { name, svg, csv, json }: Picture): readonly MenuItem[] {
  const save: Save = (ending, content) => {
    state.send({ kind: 'save', name: `${name}.${ending}`, content });
  };
  const item = (label: string, onChoose: () => unknown): MenuItem => ({
    label,
    onChoose: () => void onChoose(),
  });
  return [
    ...(svg
      ? [
          item('Copy as picture', () => copyPng(svg(), save)),
          item('Save as PNG…', () => savePng(svg(), save)),
          item('Save as SVG…', () => {
            save('svg', svg().markup.source);
          }),
        ]
      : []),
    ...(csv
      ? [
          item('Save data as CSV…', () => {
            save('csv', csv());
          }),
        ]
      : []),
    ...(json
      ? [
          item('Save data as JSON…', () => {
            save('json', json());
          }),
        ]
      : []),
  ];
}

async function copyPng(drawing: Drawing, save: Save): Promise<void> {
  const png = await svgToPng(drawing.markup.source);
  if (!png) return;
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
  } catch {
    // Some editors in a browser keep the clipboard to themselves; a file serves as well.
    save('png', new Uint8Array(await png.arrayBuffer()));
  }
}

async function savePng(drawing: Drawing, save: Save): Promise<void> {
  const png = await svgToPng(drawing.markup.source);
  if (png) save('png', new Uint8Array(await png.arrayBuffer()));
}
