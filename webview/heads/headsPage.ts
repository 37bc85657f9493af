/**
 * Who looks where? Every head's map for the line under the cursor, one of them enlarged.
 */
import { type TemplateResult, html, nothing } from 'lit';
import type { BlockMaps, HeadAddress, HeadsView } from '../../src/protocol/panel';
import { attentionGridSvg } from '../../src/pictures/attentionGrid';
import { dropdown, slider } from '../controls/controls';
import { wholeNumber } from '../numbers';
import { PageElement } from '../pageElement';
import { pictureActions } from '../pictures/pictureActions';
import type { HeadView } from '../preferences';
import { analysisControls } from './analysis/analysisControls';
import { HeadAnalysis } from './analysis/headAnalysis';
import { type Colouring, colouringOf, meaningOf } from './analysis/headColours';
import { headNumber, shortTitle } from './analysis/headNumber';
import { chosenSection, wantSection } from './analysis/sections';
import './headLines';
import './headMap';
import './headMatrix';
import type { Pointed } from './headMatrix';
import { headCsv, headNumbers } from './headNumbers';
import './shadedText';
import {
  PRODUCT_BLOCK,
  type ShownHead,
  blockTitle,
  blocksOf,
  headTitle,
  shadesOf,
  shownHead,
} from './shownHead';

const VIEW_CHOICES: readonly { value: HeadView; label: string }[] = [
  { value: 'matrix', label: 'matrix' },
  { value: 'lines', label: 'lines' },
  { value: 'numbers', label: 'numbers' },
];

/** See the header. */
export class HeadsPage extends PageElement {
  private pointed: Pointed | undefined;
  private locked: Pointed | undefined;
  private enlarged = false;
  declare private analysis: HeadAnalysis;

  protected override render(): TemplateResult {
    const { heads: view, noHeads } = this.state;
    if (!view) return html`<p class="empty">${noHeads ?? 'Reading the heads…'}</p>`;
    const address = this.address(view);
    const head = shownHead(view, address, this.state.head);
    const call = { state: this.state, view, analysis: this.analysis };
    return html`${this.source(view)} ${analysisControls(this.state, view, this.analysis)}
      <div class="heads ${this.enlarged ? 'enlarged' : ''}">
        ${this.grid(view, address)} ${head ? this.large(view, head) : nothing}
      </div>
      ${this.scrubber(view)} ${chosenSection(call)}`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.analysis = HeadAnalysis.of(this.state);
    this.analysis.onChange = () => {
      this.requestUpdate();
    };
  }

  protected override updated(): void {
    const { heads: view } = this.state;
    if (view) wantSection({ state: this.state, view, analysis: this.analysis });
  }

  private address(view: HeadsView): HeadAddress {
    const wished = this.state.wishes.head;
    const blocks = blocksOf(view);
    if (wished && blocks.some(({ block, heads }) => block === wished.block && wished.head < heads))
      return wished;
    return { block: view.blocks.at(-1)?.block ?? '', head: 0 };
  }

  private source({ source, step }: HeadsView): TemplateResult {
    const meaning = meaningOf(this.state.preferences.headColour);
    return html`<p class="muted source" data-step=${step} data-line=${source.line}>
      ${source.file}, line ${source.line} · the weights of step ${wholeNumber(step)}
      ${meaning === '' ? nothing : html`· ${meaning}`}
    </p>`;
  }

  private grid(view: HeadsView, chosen: HeadAddress): TemplateResult {
    const colouring = colouringOf(view, this.analysis, this.state.preferences);
    if (colouring && this.state.preferences.headOrder !== 'place')
      return this.sorted(view, chosen, colouring);
    return html`<div class="grid" role="grid" aria-label="Heads" @keydown=${this.moveByKey}>
      ${blocksOf(view).map(
        (block) =>
          html`<div class="grid-row" role="row">
            <span class="grid-label" role="rowheader">${blockTitle(view, block.block)}</span>
            <div class="grid-maps">
              ${Array.from({ length: block.heads }, (_, head) =>
                this.cell(view, block, head, chosen, colouring),
              )}
            </div>
          </div>`,
      )}
    </div>`;
  }

  /** All heads by their numbers, the highest first. */
  private sorted(view: HeadsView, chosen: HeadAddress, colouring: Colouring): TemplateResult {
    const heads = blocksOf(view).flatMap((block) =>
      Array.from({ length: block.heads }, (_, head) => ({ block, head })),
    );
    const value = ({ block: { block }, head }: (typeof heads)[number]) =>
      colouring({ block, head })?.value ?? -Infinity;
    const most = this.state.preferences.headOrder === 'highest' ? 8 : heads.length;
    const ordered = heads.sort((one, other) => value(other) - value(one));
    return html`<div class="grid grid-flat" role="grid" aria-label="Heads, the highest first">
      ${ordered.slice(0, most).map(({ block, head }) => this.cell(view, block, head, chosen, colouring))}
    </div>`;
  }

  private cell(
    view: HeadsView,
    block: BlockMaps,
    head: number,
    chosen: HeadAddress,
    colouring: Colouring | undefined,
  ): TemplateResult {
    const selected = block.block === chosen.block && head === chosen.head;
    const address = { block: block.block, head };
    const number = colouring?.(address);
    const silences = this.state.preferences.headSection === 'silencing';
    const silenced = silences && this.analysis.isSilenced(address);
    const title = `${headTitle(view, address)}${number ? `: ${number.text}` : ''}${silenced ? ' (off)' : ''}`;
    const map = { shades: shadesOf(block, head), queries: block.queries, keys: block.keys };
    return html`<button
      class="cell ${silenced ? 'silenced' : ''}"
      role="gridcell"
      aria-selected=${selected}
      tabindex=${selected ? 0 : -1}
      title=${title}
      aria-label=${title}
      data-block=${block.block}
      data-head=${head}
      @click=${() => {
        this.state.wish({ head: address });
        if (silences && block.block !== PRODUCT_BLOCK) this.analysis.toggle(address);
      }}
    >
      ${colouring ? headNumber(number, shortTitle(view, address)) : html`<head-map .map=${map}></head-map>`}
    </button>`;
  }

  private large(view: HeadsView, head: ShownHead): TemplateResult {
    const query = this.query(view, head);
    const { headView } = this.state.preferences;
    return html`<section
      class="large"
      aria-label=${headTitle(view, head.address)}
      @keydown=${this.releaseByKey}
    >
      <div class="picture-head">
        <h2>${headTitle(view, head.address)}</h2>
        <span class="numeric readout" aria-live="polite">${this.readout(head, query)}</span>
        ${dropdown('View of the head', VIEW_CHOICES, headView, (chosen) => {
          this.state.prefer({ headView: chosen });
        })}
        ${pictureActions(this.state, {
          name: headTitle(view, head.address).replaceAll(/\W+/g, '-'),
          enlarged: this.enlarged,
          onEnlarge: () => {
            this.enlarged = !this.enlarged;
            this.requestUpdate();
          },
          canvas: () => this.querySelector<HTMLCanvasElement>('.head-picture canvas') ?? undefined,
          svg: () => attentionGridSvg([oneHead(head)]),
          csv: () => headCsv(head),
        })}
      </div>
      <div class="head-picture">${this.picture(head, query)}</div>
      <shaded-text
        .head=${head}
        .query=${query}
        .characters=${view.characters}
        @point=${this.point}
        @lock=${this.lock}
      ></shaded-text>
    </section>`;
  }

  private picture(head: ShownHead, query: number): TemplateResult {
    switch (this.state.preferences.headView) {
      case 'matrix':
        return html`<head-matrix
          .head=${head}
          .query=${query}
          @point=${this.point}
          @lock=${this.lock}
        ></head-matrix>`;
      case 'lines':
        return html`<head-lines
          .head=${head}
          .query=${query}
          @point=${this.point}
          @lock=${this.lock}
        ></head-lines>`;
      case 'numbers':
        return headNumbers(head, query);
    }
  }

  /** Whose attention is shown: the locked, else the pointed at, else the mask that the answer follows. */
  private query({ mask }: HeadsView, { queries, sides }: ShownHead): number {
    const chosen = (this.locked ?? this.pointed)?.query;
    if (chosen !== undefined && chosen < queries) return chosen;
    return sides.queries === 'text' && mask >= 0 && mask < queries ? mask : queries - 1;
  }

  private readout(head: ShownHead, query: number): string {
    const strongest = this.pointed?.query === query ? this.pointed.key : strongestKey(head, query);
    const weight = head.weight(query, strongest).toFixed(2);
    return `from ‘${head.queryName(query)}’ to ‘${head.keyName(strongest)}’ ${weight}${this.locked ? ' · locked' : ''}`;
  }

  private scrubber(view: HeadsView): TemplateResult {
    const { checkpoints } = view;
    if (checkpoints.length < 2) return html``;
    const { step } = this.state.wishes;
    // One place more than there are checkpoints: the end of the slider is the present.
    const place = step === undefined ? checkpoints.length : checkpoints.indexOf(step);
    const text = step === undefined ? 'now' : `step ${wholeNumber(step)}`;
    return html`<div class="scrubber">
      ${slider('checkpoint', { least: 0, most: checkpoints.length, step: 1, text }, place, (index) => {
        this.state.wish({ step: checkpoints[index] });
      })}
    </div>`;
  }

  private readonly point = ({ detail }: CustomEvent<Pointed | undefined>): void => {
    this.pointed = detail;
    this.requestUpdate();
  };

  private readonly lock = ({ detail }: CustomEvent<Pointed | undefined>): void => {
    this.locked = detail && detail.query !== this.locked?.query ? detail : undefined;
    this.requestUpdate();
  };

  private readonly releaseByKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    this.locked = undefined;
    this.requestUpdate();
  };

  /** Arrow keys move through the grid, as in any grid. */
  private readonly moveByKey = (event: KeyboardEvent): void => {
    const move = MOVES[event.key];
    const view = this.state.heads;
    if (!move || !view) return;
    event.preventDefault();
    const blocks = blocksOf(view);
    const from = this.address(view);
    const row = blocks.findIndex(({ block }) => block === from.block) + move.rows;
    const block = blocks[Math.min(blocks.length - 1, Math.max(0, row))];
    if (!block) return;
    const head = Math.min(block.heads - 1, Math.max(0, from.head + move.columns));
    this.state.wish({ head: { block: block.block, head } });
    void this.updateComplete.then(() =>
      this.querySelector<HTMLElement>('.cell[aria-selected=true]')?.focus(),
    );
  };
}

const MOVES: Readonly<Record<string, { readonly rows: number; readonly columns: number }>> = {
  ArrowLeft: { rows: 0, columns: -1 },
  ArrowRight: { rows: 0, columns: 1 },
  ArrowUp: { rows: -1, columns: 0 },
  ArrowDown: { rows: 1, columns: 0 },
};

function strongestKey(head: ShownHead, query: number): number {
  let strongest = 0;
  for (let key = 1; key < head.keys; key++)
    if (head.weight(query, key) > head.weight(query, strongest)) strongest = key;
  return strongest;
}

function oneHead({ address, queries, keys, weight }: ShownHead) {
  const weights = Float32Array.from({ length: queries * keys }, (_, index) =>
    weight(Math.floor(index / keys), index % keys),
  );
  return { block: address.block, heads: 1, queries, keys, weights };
}

customElements.define('heads-page', HeadsPage);
