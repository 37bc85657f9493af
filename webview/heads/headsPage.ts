/**
 * Who looks where? Every head's map for the line under the cursor, one of them enlarged.
 */
import { type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import { createRef } from 'lit/directives/ref.js';
import { sourceInWords } from '../../src/heads/textSource';
import { wholeNumber } from '../../src/numbers/formats';
import type { HeadsView, Refusal } from '../../src/processes/panelMessages';
import { enlargedHead } from '../../src/processes/shownHeads';
import { type DropdownOption, labelledDropdown } from '../frame/controls';
import { PageElement } from '../frame/pageElement';
import type { Grouping } from '../frame/preferences';
import { refused } from '../frame/refused';
import { analyseControl, showControls } from './analysis/analysisControls';
import { HeadAnalysis } from './analysis/headAnalysis';
import { type GridNumbers, colouringOf, meaningOf } from './analysis/headColours';
import { answeredAloud } from './analysis/progress';
import { chosenSection, wantSection } from './analysis/sections';
import { type ComparedWith, NOTHING, comparedScores, comparisonControl } from './comparison';
import { Film } from './film';
import { mostInWords, scaleLegend } from './gridLegend';
import type { Pointed } from './headCanvas';
import { goingOnControls, saidInWords } from './goingOn';
import { headGrid } from './headGrid';
import { largeHead } from './largeHead';
import { answerInWords, questionField } from './questionField';
import { scrubber } from './scrubber';
import './shadedText';
import { type ShownHead, blocksOf, shownHead } from './shownHead';
import { groupedHead, wordGroups, wordText } from './textGroups';

function groupChoices({ model: { unit } }: HeadsView): readonly DropdownOption<Grouping>[] {
  return [
    { value: 'tokens', label: unit },
    { value: 'words', label: 'words' },
  ];
}

/** The *Heads* page of the first shown run. */
export class HeadsPage extends PageElement {
  private pointed: Pointed | undefined;
  private locked: Pointed | undefined;
  private enlarged = false;
  /** What the places that are pointed at are counted in: they mean nothing in another text. */
  private counted = '';
  private comparedWith: ComparedWith = NOTHING;
  /** What is read out. */
  private readonly words = createRef<HTMLElement>();
  private readonly film = new Film(
    () => this.state,
    () => {
      this.requestUpdate();
    },
  );
  declare private analysis: HeadAnalysis;

  override connectedCallback(): void {
    super.connectedCallback();
    this.analysis = HeadAnalysis.of(this.state);
    this.analysis.onChange = () => {
      this.requestUpdate();
    };
    document.addEventListener('keydown', this.letGo);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.film.pause();
    document.removeEventListener('keydown', this.letGo);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { heads: view, preferences } = this.state;
    const counted = JSON.stringify([preferences.grouping, view?.tokens]);
    if (counted !== this.counted) [this.pointed, this.locked] = [undefined, undefined];
    this.counted = counted;
  }

  protected override render(): TemplateResult {
    const { heads: view, noHeads } = this.state;
    // The field stands in one place whether there are maps or none: what is being typed into it stays.
    return html`<div class="heads-top">
        ${view ? this.source(view) : nothing} ${this.asking()}
        ${view?.model.opened ? saidInWords(view) : nothing}
      </div>
      ${view ? this.maps(view) : this.nothing(noHeads)}`;
  }

  private maps(view: HeadsView): TemplateResult {
    const address = enlargedHead(view.blocks, this.state.selection.head);
    const head = shownHead(view, address, this.state.head);
    const subject = { state: this.state, view, analysis: this.analysis };
    const call: GridNumbers = { ...subject, against: comparedScores(subject, this.comparedWith) };
    const comparison = comparisonControl(call, this.comparedWith, (chosen) => {
      this.comparedWith = chosen;
      this.requestUpdate();
    });
    return html`<div class="controls">
        ${showControls(call)}
        ${labelledDropdown('Group', groupChoices(view), this.state.preferences.grouping, (grouping) => {
          this.state.prefer({ grouping });
        })}
        ${this.legend(call)}
      </div>
      <div class="heads ${this.enlarged ? 'enlarged' : ''}">
        ${headGrid({ ...call, chosen: address })} ${head ? this.chosenHead(view, head) : nothing}
      </div>
      ${scrubber(call, this.film, comparison)} ${analyseControl(this.state)} ${chosenSection(call)}
      ${answeredAloud(this.analysis)}`;
  }

  protected override updated(): void {
    const { heads: view } = this.state;
    if (view) wantSection({ state: this.state, view, analysis: this.analysis });
  }

  private nothing(refusal: Refusal | undefined): TemplateResult {
    if (refusal) return refused(this.state, refusal, 'empty');
    return html`<p class="empty">Reading the heads…</p>`;
  }

  private asking(): TemplateResult {
    const { state } = this;
    return html`${questionField(state)} ${state.shownModel ? goingOnControls(state) : nothing}`;
  }

  private source({ source, step, answer, model, warnings }: HeadsView): TemplateResult {
    const line = source.kind === 'line' ? source.line : nothing;
    const isAnswered = source.kind === 'typed' && answer && !model.opened;
    return html`<p class="muted source" data-step=${step} data-line=${line}>
        ${isAnswered ? answerInWords(answer) : nothing} ${sourceInWords(source)}
        ${model.opened ? nothing : html`· weights of step ${wholeNumber(step)}`}
      </p>
      ${warnings.map((sentence) => html`<p class="muted" role="status">${sentence}</p>`)}`;
  }

  /** One scale for the grid and the enlarged head; of numbers, what they mean. */
  private legend(call: GridNumbers): TemplateResult {
    const { headColour } = this.state.preferences;
    const colouring = colouringOf(call);
    const heads = colouring
      ? blocksOf(call.view).flatMap(({ block, heads: count }) =>
          Array.from({ length: count }, (_, head) => colouring({ block, head })),
        )
      : [];
    const meaning = meaningOf(headColour);
    const name = headColour === 'maps' ? 'attention' : '';
    return html`${scaleLegend(mostInWords(headColour, heads), name, call.against !== undefined)}
    ${meaning === '' ? nothing : html`<span class="muted meaning">${meaning}</span>`}`;
  }

  /** The enlarged head and the text below it, over tokens or over words. */
  private chosenHead(view: HeadsView, single: ShownHead): TemplateResult {
    const words = wordGroups(view.tokens, single.continuesAt);
    const inWords = this.state.preferences.grouping === 'words';
    const head = inWords ? groupedHead(single, words, view.tokens) : single;
    const tokens = inWords ? words.map(({ from, to }) => wordText(view.tokens.slice(from, to))) : view.tokens;
    const starts = new Set(words.map(({ from }) => from));
    const query = this.query(view, head, words);
    const chosen = this.locked ?? this.pointed;
    return html`${largeHead({
        ...{ state: this.state, view, head, query, enlarged: this.enlarged },
        key: chosen?.query === query && (chosen.key ?? head.keys) < head.keys ? chosen.key : undefined,
        isLocked: this.locked !== undefined,
        words: this.words,
        onEnlarge: () => {
          this.enlarged = !this.enlarged;
          this.requestUpdate();
        },
        onPoint: this.point,
        onLock: this.lock,
      })}<shaded-text
        .head=${head}
        .query=${query}
        .pointedKey=${0}
        .tokens=${tokens}
        .begins=${tokens.map((_, index) => inWords || starts.has(index))}
        @point=${this.point}
        @lock=${this.lock}
      ></shaded-text>`;
  }

  /** Whose attention is shown: the locked, else the pointed at, else the mask that the answer follows. */
  private query(
    { mask }: HeadsView,
    { queries, sides }: ShownHead,
    words: ReturnType<typeof wordGroups>,
  ): number {
    const chosen = (this.locked ?? this.pointed)?.query;
    if (chosen !== undefined && chosen < queries) return chosen;
    const place =
      this.state.preferences.grouping === 'words' ? words.findIndex(({ from }) => from === mask) : mask;
    return sides.queries === 'text' && place >= 0 && place < queries ? place : queries - 1;
  }

  private readonly point = ({ detail }: CustomEvent<Pointed | undefined>): void => {
    this.pointed = detail;
    this.requestUpdate();
    void this.readOut();
  };

  private readonly lock = ({ detail }: CustomEvent<Pointed | undefined>): void => {
    this.locked = detail && detail.query !== this.locked?.query ? detail : undefined;
    this.requestUpdate();
    void this.readOut();
  };

  /** Reads what somebody points at when they do, and not whenever a snapshot or a frame of the film changes it. */
  private async readOut(): Promise<void> {
    await this.updateComplete;
    const { value: words } = this.words;
    const said = this.locked || this.pointed ? this.querySelector('.saying')?.textContent : undefined;
    if (words && words.textContent !== (said ?? '')) words.textContent = said ?? '';
  }

  /** Escape lets go of what a click or a key holds, wherever the focus is. */
  private readonly letGo = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || (!this.locked && !this.pointed)) return;
    [this.locked, this.pointed] = [undefined, undefined];
    this.requestUpdate();
    void this.readOut();
  };
}

customElements.define('heads-page', HeadsPage);
