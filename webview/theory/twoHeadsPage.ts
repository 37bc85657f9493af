/**
 * How do two heads mend it? The same noise for heads that ask the same, and for heads that share the work.
 */
import { type TemplateResult, html, nothing } from 'lit';
import { settingsOf } from '../../src/theory/fields';
import { csvText } from '../../src/charts/csv';
import { chartSvg } from '../../src/charts/chart';
import { varianceChart } from '../../src/theory/pictures/noise';
import type { Palette } from '../../src/charts/palette';
import {
  type ArrangementResults,
  TWO_HEADS_FIELDS,
  TwoHeadsExperiment,
  type TwoHeadsResults,
  type TwoHeadsState,
} from '../../src/theory/twoHeads';
import { threeDigits } from '../../src/numbers/formats';
import { ExperimentPage } from './experimentPage';
import { fieldControls } from './fieldControls';
import { withIndices } from './formulaList';
import { pictureWidth } from './pictureWidth';
import './sampleCloud';
import './theoryPicture';

/** Samples a frame: sixteen heads are computed for each. */
const SAMPLES_PER_FRAME = 200;

/** The page *Two heads*. */
export class TwoHeadsPage extends ExperimentPage<TwoHeadsState> {
  private experiment: TwoHeadsExperiment | undefined;

  protected override samplesPerFrame(): number {
    return SAMPLES_PER_FRAME;
  }

  protected override render(): TemplateResult {
    const state = this.lab.of('twoHeads');
    this.experiment ??= new TwoHeadsExperiment(state);
    this.follow(this.experiment, state);
    const results = this.experiment.results();
    const set = (change: Partial<TwoHeadsState>) => {
      this.lab.set('twoHeads', change);
    };
    const shown = results.arrangements.filter(
      ({ heads, design }) => heads === state.heads || (heads === 1 && design === 'same'),
    );
    return html`${fieldControls(TWO_HEADS_FIELDS, ['variance', 'alpha', 'beta', 'keys'], state, set)}
      ${fieldControls(TWO_HEADS_FIELDS, ['heads', 'noise', 'samples', 'seed'], state, set)}
      <div class="theory-clouds">${shown.map((one) => this.cloud(one, shown.length))}</div>
      <div class="theory-grid">
        <theory-picture .state=${this.state} .content=${variancePicture(results)}></theory-picture>
        <div class="theory-scroll">${varianceTable(results)}</div>
      </div>`;
  }

  private cloud({ heads, design, weightOnA, weightOnB, variance }: ArrangementResults, columns: number) {
    const title = heads === 1 ? 'one head' : `${heads} heads, ${design === 'same' ? 'all alike' : 'split'}`;
    const width = Math.max(180, pictureWidth(this, columns));
    const series = design === 'same' ? 0 : 1;
    return html`<section aria-label=${title}>
      <div class="picture-head">
        <h2>${title}</h2>
        <span class="muted numeric">variance ${threeDigits(variance)}</span>
      </div>
      <sample-cloud .cloud=${{ width, weightOnA, weightOnB, series }}></sample-cloud>
    </section>`;
  }
}

function variancePicture(results: TwoHeadsResults) {
  return {
    title: 'Variance of c',
    caption: settingsOf(TWO_HEADS_FIELDS, results.state),
    draw: (width: number, palette: Palette) => chartSvg(varianceChart(results, width), palette),
    csv: () =>
      csvText(
        ['design', 'heads', 'variance', 'standard_error', 'exact', 'bound', 'bias'],
        [
          ...results.arrangements.map(({ design, heads, variance, standardError, predicted, bias }) => {
            return [design, heads, variance, standardError, predicted.exact ?? '', predicted.bound, bias];
          }),
        ],
      ),
  };
}

function varianceTable({ arrangements }: TwoHeadsResults): TemplateResult {
  const exact = arrangements.some(({ predicted }) => predicted.exact !== undefined);
  return html`<table class="numbers numeric">
    <thead>
      <tr>
        <th scope="col">heads</th>
        <th scope="col">ask</th>
        <th scope="col">variance</th>
        ${exact ? html`<th scope="col">exact</th>` : nothing}
        <th scope="col">bound</th>
        <th scope="col">off the mean</th>
      </tr>
    </thead>
    <tbody>
      ${arrangements.map(
        ({ heads, design, variance, standardError, predicted, bias }) =>
          html`<tr>
            <td>${heads}</td>
            <td>${withIndices(design === 'same' ? 'μ_a + μ_b' : 'μ_a or μ_b')}</td>
            <td>${threeDigits(variance)} ± ${threeDigits(2 * standardError)}</td>
            ${exact ? html`<td>${predicted.exact === undefined ? '–' : threeDigits(predicted.exact)}</td>` : nothing}
            <td>${threeDigits(predicted.bound)}</td>
            <td>${threeDigits(bias)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

customElements.define('two-heads-page', TwoHeadsPage);
