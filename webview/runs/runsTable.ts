/**
 * The table of all runs: sorted by a click on a column's head, filtered by words, compared and saved. Only the rows
 * that are seen are drawn: a thousand runs scroll as ten do.
 */
import { type TemplateResult, html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { wholeNumber } from '../../src/numbers/formats';
import type { FromRunsTable, ToRunsTable } from '../../src/processes/runsTableMessages';
import { type RunRow, cellInWords, reordered } from '../../src/runs/runColumns';
import { button, checkbox } from '../frame/controls';
import type { Host } from '../frame/host';
import { LightElement } from '../frame/pageElement';
import { type ShownTable, type TableChoice, choiceFrom, drawnRows, shownTable } from './tableState';

/** Pixels; runsTable.css has the same. */
const ROW_HEIGHT = 26;

class RunsTableElement extends LightElement {
  declare host: Host<FromRunsTable, ToRunsTable>;
  static override properties = { host: { attribute: false } };
  private all: readonly RunRow[] | undefined;
  private choice: TableChoice = choiceFrom(undefined);
  private shown: ShownTable = { columns: [], rows: [] };
  /** The paths of the runs that are to be compared. */
  private readonly chosen = new Set<string>();
  private top = 0;
  /** Of what is seen, in pixels. */
  private height = window.innerHeight;
  /** The columns whose widths are set. */
  private fitted: ShownTable['columns'] = [];
  private readonly resized = new ResizeObserver(() => {
    this.height = this.clientHeight;
    this.requestUpdate();
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.choice = choiceFrom(this.host.recall());
    this.host.listen(({ rows }) => {
      this.all = rows;
      this.put(this.choice);
    });
    this.host.send({ kind: 'ready' });
    this.resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
  }

  private get drawn(): readonly [first: number, end: number] {
    return drawnRows(this.top, this.height, ROW_HEIGHT, this.shown.rows.length);
  }

  private put(choice: TableChoice): void {
    if (this.choice !== choice) this.querySelector('.rows')?.scrollTo({ top: 0 });
    this.choice = choice;
    this.shown = shownTable(this.all ?? [], choice);
    this.host.keep(choice);
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    if (!this.all) return html`<p class="muted">Looking for runs…</p>`;
    return html`${this.controls()} ${this.table()}`;
  }

  private controls(): TemplateResult {
    const { rows, columns } = this.shown;
    const all = this.all?.length ?? 0;
    const compare = this.chosen.size < 2 ? 'Compare curves' : `Compare ${this.chosen.size} curves`;
    const filtered = (event: Event) => {
      // Sound: the event comes from the input below.
      this.put({ ...this.choice, words: (event.target as HTMLInputElement).value });
    };
    const count =
      rows.length === all ? wholeNumber(all) : `${wholeNumber(rows.length)} of ${wholeNumber(all)}`;
    return html`<div class="controls">
      <input
        class="text-field words"
        type="search"
        placeholder="Filter: starred rope 0.001"
        aria-label="Words that runs must have"
        .value=${this.choice.words}
        @input=${filtered}
      />
      <span class="muted numeric" role="status">${count} runs</span>
      ${checkbox('All settings', this.choice.all, (on) => {
        this.put({ ...this.choice, all: on });
      })}
      <span class="actions"
        >${button(
          compare,
          () => {
            this.compare();
          },
          this.chosen.size > 1 ? 'primary' : 'secondary',
        )}
        ${button('Save as CSV…', () => {
          this.host.send({
            kind: 'save',
            paths: rows.map(({ path }) => path),
            columns: columns.map(({ column }) => column.id),
          });
        })}</span
      >
    </div>`;
  }

  /** Those that are marked, else those that are shown: as many as a picture can hold. */
  private compare(): void {
    const marked = [...this.chosen];
    const paths = marked.length > 0 ? marked : this.shown.rows.slice(0, MOST_CURVES).map(({ path }) => path);
    if (paths.length > 0) this.host.send({ kind: 'compare', paths });
  }

  private table(): TemplateResult {
    const { rows, columns } = this.shown;
    const [first, end] = this.drawn;
    return html`<div class="rows" tabindex="0" role="group" aria-label="Runs" @scroll=${this.scrolled}>
      <table aria-rowcount=${rows.length + 1}>
        <colgroup>
          <col class="mark" />
          ${columns.map(() => html`<col />`)}
        </colgroup>
        <thead>
          <tr aria-rowindex="1">
            <th scope="col"><span class="unseen">compare</span></th>
            ${columns.map((_, at) => this.head(at))}
          </tr>
        </thead>
        <tbody>
          <tr class="space" aria-hidden="true"></tr>
          ${repeat(
            rows.slice(first, end),
            ({ path }) => path,
            (row, index) =>
              // While one scrolls, only rows that come into sight are made.
              guard([row, columns, first + index, this.chosen.has(row.path)], () =>
                this.row(row, first + index),
              ),
          )}
          <tr class="space" aria-hidden="true"></tr>
        </tbody>
      </table>
      ${rows.length === 0 ? html`<p class="muted">No run has all these words.</p>` : nothing}
    </div>`;
  }

  private head(at: number): TemplateResult | typeof nothing {
    const shown = this.shown.columns[at];
    if (!shown) return nothing;
    const { column, numeric } = shown;
    const isSorted = column.id === this.choice.by;
    const rises = (column.first === 'least') !== this.choice.turned;
    const sort = () => {
      this.put({ ...this.choice, ...reordered(this.choice, column.id) });
    };
    return html`<th
      scope="col"
      class=${column.id === 'name' ? 'name' : numeric ? 'number' : ''}
      aria-sort=${isSorted ? (rises ? 'ascending' : 'descending') : 'none'}
    >
      <button @click=${sort}>${column.title}${isSorted ? (rises ? ' ↑' : ' ↓') : ''}</button>
    </th>`;
  }

  private row({ path, cells }: RunRow, index: number): TemplateResult {
    const mark = (event: Event) => {
      // Sound: the event comes from the checkbox below.
      if ((event.target as HTMLInputElement).checked) this.chosen.add(path);
      else this.chosen.delete(path);
      this.requestUpdate();
    };
    const show = () => {
      this.host.send({ kind: 'compare', paths: [path] });
    };
    const name = this.shown.columns.find(({ column }) => column.id === 'name');
    const called = String(cells[name?.at ?? 0] ?? '');
    const chosen = this.chosen.has(path);
    return html`<tr aria-rowindex=${index + 2} class=${chosen ? 'chosen' : ''} @dblclick=${show}>
      <td><input type="checkbox" aria-label=${`Compare ${called}`} .checked=${chosen} @change=${mark} /></td>
      ${this.shown.columns.map(({ column, at, numeric, width }) => {
        const words = cellInWords(cells[at], column);
        if (column.id === 'name')
          return html`<td class="name" title=${words.length > width ? words : nothing}>
            <button @click=${show}>${words}</button>
          </td>`;
        if (column.id === 'starred') {
          return html`<td>${words === '' ? '' : html`<span role="img" aria-label="starred">★</span>`}</td>`;
        }
        return html`<td class=${numeric ? 'number' : ''} title=${words.length > width ? words : nothing}>
          ${words}
        </td>`;
      })}
    </tr>`;
  }

  /** Sizes are set here: the page's policy lets no markup bring a style. */
  protected override updated(): void {
    const { rows, columns } = this.shown;
    const [first, end] = this.drawn;
    const spaces = this.querySelectorAll<HTMLElement>('.space');
    [first, rows.length - end].forEach((count, at) => {
      const space = spaces[at];
      if (space) space.style.height = `${count * ROW_HEIGHT}px`;
    });
    if (this.fitted === columns) return;
    this.fitted = columns;
    this.querySelectorAll<HTMLElement>('col:not(.mark)').forEach((col, at) => {
      col.style.width = `calc(${columns[at]?.width ?? 0}ch + 17px)`;
    });
  }

  private readonly scrolled = (event: Event) => {
    if (!(event.currentTarget instanceof Element)) return;
    const { scrollTop } = event.currentTarget;
    // A margin of rows is there already: what is drawn changes every few rows.
    if (Math.abs(scrollTop - this.top) < DRAWN_EVERY * ROW_HEIGHT && scrollTop > 0) return;
    this.top = scrollTop;
    this.requestUpdate();
  };
}

/** Rows. */
const DRAWN_EVERY = 4;

/** Curves in one picture that can be told apart. */
const MOST_CURVES = 6;

customElements.define('runs-table', RunsTableElement);
