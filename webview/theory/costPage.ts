/**
 * What does a layer cost as the text grows? Counted operations, and times on this machine.
 */
import { type TemplateResult, html, nothing } from 'lit';
import { settingsOf } from '../../src/theory/fields';
import { csvText } from '../../src/charts/csv';
import { chartSvg } from '../../src/charts/chart';
import { operationsChart, timesChart } from '../../src/theory/pictures/cost';
import type { Palette } from '../../src/charts/palette';
import type { CostProgress } from '../../src/theory/results';
import {
  COST_FIELDS,
  COST_LENGTHS,
  type CostResults,
  type CostState,
  costResults,
} from '../../src/theory/cost';
import { button } from '../frame/controls';
import { shortNumber, threeDigits, wholeNumber } from '../../src/numbers/formats';
import { PageElement } from '../frame/pageElement';
import { refused } from '../frame/refused';
import { fieldControls } from './fieldControls';
import type { TheoryLab } from './lab';
import { readings } from './readings';
import './theoryPicture';

/** The page *Cost*: counted operations by length, and measured times beside them when asked for. */
export class CostPage extends PageElement {
  declare lab: TheoryLab;
  static override properties = { ...PageElement.properties, lab: { attribute: false } };

  protected override render(): TemplateResult {
    const state = this.lab.of('cost');
    const results = costResults(state, this.state.cost);
    const set = (change: Partial<CostState>) => {
      this.lab.set('cost', change);
    };
    return html`${fieldControls(COST_FIELDS, ['width', 'bottleneck', 'layers', 'upMlpRatio', 'hiddenLayer'], state, set)}
      <div class="theory-grid">
        <theory-picture .state=${this.state} .content=${operationsPicture(results)}></theory-picture>
        ${this.times(results)}
      </div>
      ${readings(numbersOf(results))} ${costTable(results)}`;
  }

  private times(results: CostResults): TemplateResult {
    const { cost: measured, noCost } = this.state;
    const measuring = measured?.state === 'measuring';
    const lengths = new Set(measured?.times.map(({ length }) => length)).size;
    const problem = noCost ? refused(this.state, noCost, 'muted') : nothing;
    const action = measuring
      ? html`<span class="muted" role="status">Measuring: ${lengths} of ${COST_LENGTHS.length} lengths</span>`
      : tooLarge(results)
        ? html`<span class="muted"
            >Layers of these sizes are too large to be measured here: lower d or L.</span
          >`
        : button(measured ? 'Measure again' : 'Measure on this machine', () => {
            this.state.send({ kind: 'measureCost', sizes: results.state });
          });
    if (!timesChart(results, 1)) {
      return html`<section class="theory-waiting" aria-label="Times">
        <p class="muted">
          How long such layers take here, forward, for one text of each length: some seconds.
        </p>
        ${problem} ${action}
      </section>`;
    }
    return html`<section aria-label="Times">
      <theory-picture .state=${this.state} .content=${timesPicture(results)}></theory-picture>
      ${problem}
      <p class="muted">${measuredWith(measured)} ${action}</p>
    </section>`;
  }
}

/** Operations of one pass through all layers, from which on measuring would take minutes. */
const MOST_OPERATIONS = 1e11;

function tooLarge({ rows, state }: CostResults): boolean {
  const longest = rows.at(-1);
  return (
    longest !== undefined && state.layers * Math.max(longest.vanilla, longest.perceiver) > MOST_OPERATIONS
  );
}

function measuredWith(progress: CostProgress | undefined): string {
  if (!progress) return '';
  const { device, sizes } = progress;
  return `On ${device}: d = ${sizes.width}, m = ${sizes.bottleneck}, ${sizes.layers} layers, hidden layers included.`;
}

function operationsPicture(results: CostResults) {
  return {
    title: 'Counted',
    caption: settingsOf(COST_FIELDS, results.state),
    draw: (width: number, palette: Palette) => chartSvg(operationsChart(results, width), palette),
    csv: () =>
      csvText(
        ['length', 'self_attention', 'perceiver', 'down', 'between', 'up'],
        [
          ...results.rows.map(({ length, vanilla, perceiver, down, middle, up }) => [
            length,
            vanilla,
            perceiver,
            down,
            middle,
            up,
          ]),
        ],
      ),
  };
}

function timesPicture(results: CostResults) {
  const times = results.measured?.times ?? [];
  return {
    title: 'Measured',
    caption: settingsOf(COST_FIELDS, results.state),
    draw: (width: number, palette: Palette) => {
      const chart = timesChart(results, width);
      return chart && chartSvg(chart, palette);
    },
    csv: () =>
      csvText(
        ['length', 'variant', 'milliseconds'],
        [...times.map((time) => [time.length, time.variant, time.milliseconds])],
      ),
  };
}

function numbersOf({ crossover, gigaflops, rows }: CostResults) {
  const longest = rows.at(-1);
  const ratio = longest ? longest.vanilla / longest.perceiver : NaN;
  return [
    ['Perceiver cheaper from', crossover === undefined ? 'no length' : `ℓ = ${wholeNumber(crossover)}`],
    [`at ℓ = ${wholeNumber(longest?.length ?? 0)}`, `${threeDigits(ratio)} times cheaper`],
    ...(gigaflops === undefined
      ? []
      : [['this machine', `${wholeNumber(gigaflops)} billion operations/s`] as const]),
  ] as const;
}

function costTable({ rows, measured: found }: CostResults): TemplateResult {
  const time = (length: number, variant: 'vanilla' | 'perceiver') => {
    const one = found?.times.find(
      (candidate) => candidate.length === length && candidate.variant === variant,
    );
    return one ? threeDigits(one.milliseconds) : '–';
  };
  return html`<div class="theory-scroll">
    <table class="numbers numeric">
      <thead>
        <tr>
          <th scope="col">ℓ</th>
          <th scope="col">self-attention</th>
          <th scope="col">Perceiver</th>
          <th scope="col">down</th>
          <th scope="col">between</th>
          <th scope="col">up</th>
          <th scope="col">self-attention, ms</th>
          <th scope="col">Perceiver, ms</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ length, vanilla, perceiver, down, middle, up }) =>
            html`<tr>
              <td>${wholeNumber(length)}</td>
              ${[vanilla, perceiver, down, middle, up].map((count) => html`<td>${shortNumber(count)}</td>`)}
              <td>${time(length, 'vanilla')}</td>
              <td>${time(length, 'perceiver')}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

customElements.define('cost-page', CostPage);
