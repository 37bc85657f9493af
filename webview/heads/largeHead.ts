/**
 * The enlarged head: what is pointed at in words, its picture, and what can be taken away.
 */
import { type TemplateResult, html, nothing } from 'lit';
import { type Ref, ref } from 'lit/directives/ref.js';
import { figure } from '../../src/charts/figure';
import type { Drawing } from '../../src/charts/svg';
import { headMapSvg } from '../../src/heads/pictures/headMap';
import { fixed } from '../../src/numbers/formats';
import type { HeadsView } from '../../src/processes/panelMessages';
import { type DropdownOption, dropdown } from '../frame/controls';
import type { PanelState } from '../frame/panelState';
import { pictureActions } from '../frame/pictureActions';
import type { HeadView } from '../frame/preferences';
import { glyphOf } from '../../src/heads/glyphs';
import type { Pointed } from './headCanvas';
import './headLines';
import './headMatrix';
import { headCsv, headNumbers } from './headNumbers';
import { sourceOf } from './pictureSource';
import { type ShownHead, headTitle } from './shownHead';

const VIEW_CHOICES: readonly DropdownOption<HeadView>[] = [
  { value: 'matrix', label: 'matrix' },
  { value: 'lines', label: 'lines' },
  { value: 'numbers', label: 'numbers' },
];

/** What is drawn, and what is heard of it. */
export interface LargeHead {
  readonly state: PanelState;
  readonly view: HeadsView;
  readonly head: ShownHead;
  /** Whose row is chosen. */
  readonly query: number;
  /** The key that is pointed at; the strongest when undefined. */
  readonly key: number | undefined;
  readonly isLocked: boolean;
  /** Gets the element whose words are read out. */
  readonly words: Ref<HTMLElement>;
  readonly enlarged: boolean;
  readonly onEnlarge: () => void;
  readonly onPoint: (event: CustomEvent<Pointed | undefined>) => void;
  readonly onLock: (event: CustomEvent<Pointed | undefined>) => void;
}

/** The section of the enlarged head. */
export function largeHead(call: LargeHead): TemplateResult {
  const { state, view, head, query, enlarged, onEnlarge } = call;
  const title = headTitle(view, head.address);
  return html`<section class="large" aria-label=${title}>
    <div class="picture-head">
      <h2>${title}</h2>
      <span class="readout"></span>
      ${dropdown('View of the head', VIEW_CHOICES, state.preferences.headView, (chosen) => {
        state.prefer({ headView: chosen });
      })}
      ${pictureActions(state, {
        name: title.replaceAll(/\W+/g, '-'),
        enlarged,
        onEnlarge,
        svg: () => pictureOf(view, head),
        csv: () => headCsv(head),
      })}
    </div>
    ${saying(call)}
    <p class="unseen" aria-live="polite" ${ref(call.words)}></p>
    <div class="head-picture">
      ${state.preferences.headView === 'numbers' ? headNumbers(head, query) : picture(call)}
    </div>
  </section>`;
}

/** `0.31 ‘▢’ looks at ‘M’`: the value first, and never cut off. */
function saying({ head, query, key, isLocked }: LargeHead): TemplateResult {
  const at = key ?? strongestKey(head, query);
  return html`<p class="saying">
    <b class="value numeric">${fixed(head.weight(query, at), 2)}</b>
    <span>‘${glyphOf(head.queryName(query))}’ looks at ‘${glyphOf(head.keyName(at))}’</span>
    <span class="muted numeric">${query + 1} → ${at + 1}</span>
    ${isLocked ? html`<span class="muted">held; Esc lets go</span>` : nothing}
  </p>`;
}

function picture({ state, head, query, key, onPoint, onLock }: LargeHead): TemplateResult {
  const pointedKey = key ?? strongestKey(head, query);
  return state.preferences.headView === 'lines'
    ? html`<head-lines
        .head=${head}
        .query=${query}
        .pointedKey=${pointedKey}
        @point=${onPoint}
        @lock=${onLock}
      ></head-lines>`
    : html`<head-matrix
        .head=${head}
        .query=${query}
        .pointedKey=${pointedKey}
        @point=${onPoint}
        @lock=${onLock}
      ></head-matrix>`;
}

function strongestKey(head: ShownHead, query: number): number {
  let strongest = 0;
  for (let key = 1; key < head.keys; key++)
    if (head.weight(query, key) > head.weight(query, strongest)) strongest = key;
  return strongest;
}

/** The head as it stands in a paper, with its tokens. */
function pictureOf(view: HeadsView, head: ShownHead): Drawing {
  const { address, queries, keys, weight, queryName, keyName } = head;
  const weights = Float32Array.from({ length: queries * keys }, (_, index) =>
    weight(Math.floor(index / keys), index % keys),
  );
  const names = {
    queries: Array.from({ length: queries }, (_, query) => glyphOf(queryName(query))),
    keys: Array.from({ length: keys }, (_, key) => glyphOf(keyName(key))),
  };
  const map = { block: address.block, heads: 1, queries, keys, weights };
  return figure(headMapSvg(map, 0, names), { title: headTitle(view, address), caption: sourceOf(view) });
}
