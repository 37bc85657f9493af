/**
 * Who looks where? Every head's map for the line under the cursor, one of them enlarged.
 */
import { type TemplateResult, html, nothing } from 'lit';
import type { HeadsView } from '../../src/processes/panelMessages';
import type { HeadAddress } from '../../src/heads/headAddress';
import { attentionGridSvg } from '../../src/heads/pictures/attentionGrid';
import { dropdown, slider } from '../frame/controls';
import { wholeNumber } from '../frame/numbers';
import { PageElement } from '../frame/pageElement';
import { pictureActions } from '../frame/pictureActions';
import type { HeadView } from '../frame/preferences';
import { analysisControls } from './analysis/analysisControls';
import { HeadAnalysis } from './analysis/headAnalysis';
import { meaningOf } from './analysis/headColours';
import { chosenSection, wantSection } from './analysis/sections';
import { headGrid } from './headGrid';
import './headLines';
import './headMatrix';
import type { Pointed } from './headCanvas';
import { headCsv, headNumbers } from './headNumbers';
import './shadedText';
import { type ShownHead, blocksOf, headTitle, shownHead } from './shownHead';

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
        ${headGrid({ ...call, chosen: address })} ${head ? this.large(view, head) : nothing}
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
          svg: () => attentionGridSvg([oneHead(head)]).source,
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
    const pointed = this.pointed?.query === query ? this.pointed.key : undefined;
    const strongest = pointed ?? strongestKey(head, query);
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
}

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
