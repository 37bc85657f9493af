/**
 * All heads as a grid: their maps or their numbers, blocks down and heads across, or by their numbers.
 */
import { type TemplateResult, html, nothing } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { blockLabel } from '../../src/heads/blockNames';
import type { HeadAddress } from '../../src/heads/headAddress';
import type { BlockMaps, HeadsView } from '../../src/processes/panelMessages';
import { PRODUCT_BLOCK } from '../../src/processes/shownHeads';
import type { PanelState } from '../frame/panelState';
import { movedPlace } from '../frame/roving';
import { type Colouring, type GridNumbers, colouringOf } from './analysis/headColours';
import { headNumber, shortTitle } from './analysis/headNumber';
import './headMap';
import { blocksOf, headTitle, shadesOf } from './shownHead';

/** What the grid is drawn from. */
export interface GridCall extends GridNumbers {
  /** The head that is enlarged. */
  readonly chosen: HeadAddress;
}

/** Heads that are shown when only the highest are wanted. */
const HIGHEST = 8;

interface Placed {
  readonly block: BlockMaps;
  readonly head: number;
}

/** The grid of heads. Arrow keys move through it, as through any grid. */
export function headGrid(call: GridCall): TemplateResult {
  const { view, state } = call;
  const { headOrder } = state.preferences;
  const colouring = colouringOf(call);
  const inPlace = blocksOf(view).map((block) =>
    Array.from({ length: block.heads }, (_, head): Placed => ({ block, head })),
  );
  const sorted = colouring && headOrder !== 'place' ? byNumber(inPlace.flat(), colouring) : undefined;
  const rows = sorted ? [headOrder === 'highest' ? sorted.slice(0, HIGHEST) : sorted] : inPlace;
  // Where the enlarged head is not among those shown, the first is the way in for the keyboard.
  const way = rows.flat().find((placed) => isChosen(placed, call)) ?? rows[0]?.[0];
  const across = Math.max(1, ...inPlace.map(({ length }) => length));
  return html`<div
    class="grid ${sorted ? 'grid-flat' : ''}"
    role="grid"
    aria-label=${sorted ? 'Heads, the highest first' : 'Heads'}
    ${ref((element) => {
      if (element instanceof HTMLElement) element.style.setProperty('--across', String(across));
    })}
    @keydown=${(event: KeyboardEvent) => {
      moveByKey(event, state);
    }}
  >
    ${sorted ? nothing : sharedNames(view)} ${sorted ? nothing : columnNames(across)}
    ${rows.map((placed) => {
      const cells = placed.map((one) => cell(one, call, colouring, one === way));
      const block = placed[0]?.block.block ?? '';
      const label = sorted
        ? nothing
        : html`<span class="grid-label" role="rowheader" title=${blockLabel(block)}>${rowName(block)}</span>`;
      return html`<div class="grid-row" role="row">${label}${cells}</div>`;
    })}
  </div>`;
}

function columnNames(across: number): TemplateResult {
  const names = Array.from({ length: across }, (_, head) => {
    return html`<span class="grid-label" role="columnheader" title=${`head ${head + 1}`}>h${head + 1}</span>`;
  });
  return html`<div class="grid-row" role="row">
    <span role="columnheader"><span class="unseen">layer</span></span
    >${names}
  </div>`;
}

/** Above the query heads, the key-value heads that they share, `kv 1`; nothing where each has its own. */
function sharedNames({ model: { heads, keyValueHeads } }: HeadsView): TemplateResult | typeof nothing {
  if (keyValueHeads >= heads) return nothing;
  const each = heads / keyValueHeads;
  const names = Array.from({ length: keyValueHeads }, (_, shared) => {
    const title = `key-value head ${shared + 1}, of heads ${shared * each + 1} to ${(shared + 1) * each}`;
    return html`<span
      class="grid-label grid-shared"
      role="columnheader"
      aria-colspan=${each}
      title=${title}
      ${ref((element) => {
        if (element instanceof HTMLElement) element.style.gridColumn = `span ${each}`;
      })}
      >kv ${shared + 1}</span
    >`;
  });
  return html`<div class="grid-row" role="row">
    <span role="columnheader"><span class="unseen">key-value heads</span></span
    >${names}
  </div>`;
}

/** `L3`; blocks that are no layers by their names. */
function rowName(block: string): string {
  return blockLabel(block).replace(/^layer (\d+)$/, 'L$1');
}

function byNumber(heads: readonly Placed[], colouring: Colouring): readonly Placed[] {
  const value = ({ block, head }: Placed) => colouring({ block: block.block, head })?.value ?? -Infinity;
  return [...heads].sort((one, other) => value(other) - value(one));
}

function isChosen({ block, head }: Placed, { chosen }: GridCall): boolean {
  return block.block === chosen.block && head === chosen.head;
}

function cell(
  placed: Placed,
  call: GridCall,
  colouring: Colouring | undefined,
  isWayIn: boolean,
): TemplateResult {
  const { state, view, analysis } = call;
  const { block, head } = placed;
  const address = { block: block.block, head };
  const number = colouring?.(address);
  const silences = state.preferences.headSection === 'silencing' && block.block !== PRODUCT_BLOCK;
  const silenced = silences && analysis.isSilenced(address);
  const title = `${headTitle(view, address)}${number ? `: ${number.text}` : ''}${silenced ? ' (off)' : ''}`;
  // What is seen comes first in what is heard.
  const name = colouring ? `${shortTitle(view, address)} ${number?.text ?? '–'}, ${title}` : title;
  const map = { shades: shadesOf(block, head), queries: block.queries, keys: block.keys };
  return html`<button
    class="cell ${silenced ? 'silenced' : ''}"
    role="gridcell"
    aria-selected=${isChosen(placed, call)}
    tabindex=${isWayIn ? 0 : -1}
    title=${title}
    aria-label=${name}
    data-block=${block.block}
    data-head=${head}
    @click=${() => {
      state.select({ head: address });
      if (silences) analysis.toggle(address);
    }}
  >
    ${colouring ? headNumber(number, shortTitle(view, address)) : html`<head-map .map=${map}></head-map>`}
  </button>`;
}

/** Goes to the neighbour as it stands on the page, whatever the order, and enlarges it. */
function moveByKey(event: KeyboardEvent, state: PanelState): void {
  const { currentTarget: grid, target } = event;
  if (!(grid instanceof Element) || !(target instanceof Element)) return;
  const rows = Array.from(grid.querySelectorAll('.grid-row'), (row) =>
    Array.from(row.querySelectorAll<HTMLElement>('.cell')),
  ).filter(({ length }) => length > 0);
  const row = rows.findIndex((cells) => cells.some((one) => one === target));
  const column = (rows[row] ?? []).findIndex((one) => one === target);
  const place = movedPlace(
    rows.map(({ length }) => length),
    { row, column },
    event.key,
  );
  if (!place) return;
  event.preventDefault();
  const next = rows[place.row]?.[place.column];
  const { block, head } = next?.dataset ?? {};
  if (!next || block === undefined) return;
  next.focus();
  state.select({ head: { block, head: Number(head) } });
}
