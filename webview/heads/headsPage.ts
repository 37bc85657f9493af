/**
 * Who looks where? Every head's map for the line under the cursor, one of them enlarged.
 */
import { type TemplateResult, html, nothing } from 'lit';
import type { HeadsView, Refusal } from '../../src/processes/panelMessages';
import { enlargedHead } from '../../src/processes/shownHeads';
import { sourceInWords } from '../../src/heads/textSource';
import { headMapSvg } from '../../src/heads/pictures/headMap';
import { figure } from '../../src/charts/figure';
import type { Drawing } from '../../src/charts/svg';
import { sourceOf } from './pictureSource';
import { dropdown, slider } from '../frame/controls';
import { fixed, wholeNumber } from '../../src/numbers/formats';
import { PageElement } from '../frame/pageElement';
import { refused } from '../frame/refused';
import { answerInWords, questionField } from './questionField';
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
import { type ShownHead, headTitle, shownHead } from './shownHead';

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
    if (!view) return html`${questionField(this.state)} ${this.nothing(noHeads)}`;
    const address = enlargedHead(view.blocks, this.state.selection.head);
    const head = shownHead(view, address, this.state.head);
    const call = { state: this.state, view, analysis: this.analysis };
    return html`${questionField(this.state)} ${this.source(view)}
      ${analysisControls(this.state, view, this.analysis)}
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

  private nothing(refusal: Refusal | undefined): TemplateResult {
    if (refusal) return refused(this.state, refusal, 'empty');
    return html`<p class="empty">Reading the heads…</p>`;
  }

  private source({ source, step, answer, warnings }: HeadsView): TemplateResult {
    const meaning = meaningOf(this.state.preferences.headColour);
    return html`<p
        class="muted source"
        data-step=${step}
        data-line=${source.kind === 'line' ? source.line : nothing}
      >
        ${source.kind === 'typed' && answer ? answerInWords(answer) : nothing} ${sourceInWords(source)} · the
        weights of step ${wholeNumber(step)} ${meaning === '' ? nothing : html`· ${meaning}`}
      </p>
      ${warnings.map((sentence) => html`<p class="muted" role="status">${sentence}</p>`)}`;
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
          svg: () => pictureOf(view, head),
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
    const weight = fixed(head.weight(query, strongest), 2);
    return `from ‘${head.queryName(query)}’ to ‘${head.keyName(strongest)}’ ${weight}${this.locked ? ' · locked' : ''}`;
  }

  private scrubber(view: HeadsView): TemplateResult {
    const { checkpoints } = view;
    if (checkpoints.length < 2) return html``;
    const { step } = this.state.selection;
    // One place more than there are checkpoints: the end of the slider is the present.
    const known = step !== undefined && checkpoints.includes(step);
    const place = known ? checkpoints.indexOf(step) : checkpoints.length;
    const text = known ? `step ${wholeNumber(step)}` : 'now';
    return html`<div class="scrubber">
      ${slider('checkpoint', { least: 0, most: checkpoints.length, step: 1, text }, place, (index) => {
        this.state.select({ step: checkpoints[index] });
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

/** The head as it stands in a paper, with its characters. */
function pictureOf(
  view: HeadsView,
  { address, queries, keys, weight, queryName, keyName }: ShownHead,
): Drawing {
  const weights = Float32Array.from({ length: queries * keys }, (_, index) =>
    weight(Math.floor(index / keys), index % keys),
  );
  const names = {
    queries: Array.from({ length: queries }, (_, query) => queryName(query)),
    keys: Array.from({ length: keys }, (_, key) => keyName(key)),
  };
  const map = { block: address.block, heads: 1, queries, keys, weights };
  return figure(headMapSvg(map, 0, names), { title: headTitle(view, address), caption: sourceOf(view) });
}

customElements.define('heads-page', HeadsPage);
