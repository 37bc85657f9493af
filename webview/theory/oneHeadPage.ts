/**
 * Why is one head fragile? c swings between v_a and v_b as the length of k_a wavers.
 */
import { type TemplateResult, html } from 'lit';
import { csvText } from '../../src/charts/csv';
import { chartSvg } from '../../src/charts/chart';
import { figure } from '../../src/charts/figure';
import { settingsOf } from '../../src/theory/fields';
import { cloudSvg } from '../../src/theory/pictures/cloud';
import { weightHistogram } from '../../src/theory/pictures/noise';
import { PAPER, type Palette } from '../../src/charts/palette';
import {
  ONE_HEAD_FIELDS,
  OneHeadExperiment,
  type OneHeadResults,
  type OneHeadState,
  WEIGHT_BINS,
  samplesPerFrame,
} from '../../src/theory/oneHead';
import { threeDigits, wholeNumber } from '../../src/numbers/formats';
import { ExperimentPage } from './experimentPage';
import { pictureActions } from '../frame/pictureActions';
import { fieldControls } from './fieldControls';
import { pictureWidth } from './pictureWidth';
import { readings } from './readings';
import './sampleCloud';
import './theoryPicture';

/** The page *One head*. */
export class OneHeadPage extends ExperimentPage<OneHeadState> {
  private experiment: OneHeadExperiment | undefined;
  private enlarged = false;

  protected override samplesPerFrame(state: OneHeadState): number {
    return samplesPerFrame(state);
  }

  protected override render(): TemplateResult {
    const state = this.lab.of('oneHead');
    this.experiment ??= new OneHeadExperiment(state);
    this.follow(this.experiment, state);
    const results = this.experiment.results();
    const { weightOnA, weightOnB, drawn } = results;
    const set = (change: Partial<OneHeadState>) => {
      this.lab.set('oneHead', change);
    };
    return html`${fieldControls(ONE_HEAD_FIELDS, ['variance', 'alpha', 'beta'], state, set)}
      ${fieldControls(ONE_HEAD_FIELDS, ['keys', 'dimension', 'samples', 'seed'], state, set)}
      <div class="theory-grid">
        <section aria-label="Cloud of c" class=${this.enlarged ? 'enlarged' : ''}>
          <div class="picture-head">
            <h2>c in ${wholeNumber(drawn)} draws of the keys</h2>
            ${this.cloudActions(results)}
          </div>
          <sample-cloud
            .cloud=${{ width: pictureWidth(this, this.enlarged ? 1 : undefined), weightOnA, weightOnB, series: 0 }}
          ></sample-cloud>
        </section>
        <theory-picture .state=${this.state} .content=${histogramPicture(results)}></theory-picture>
      </div>
      ${readings(numbersOf(results))}`;
  }

  private cloudActions({ weightOnA, weightOnB, drawn, state }: OneHeadResults): TemplateResult {
    return pictureActions(this.state, {
      name: 'cloud-of-c',
      enlarged: this.enlarged,
      onEnlarge: () => {
        this.enlarged = !this.enlarged;
        this.requestUpdate();
      },
      svg: () =>
        figure(cloudSvg({ width: PAPER_WIDTH, weightOnA, weightOnB, series: 0 }, PAPER), {
          title: `c in ${wholeNumber(drawn)} draws of the keys`,
          caption: settingsOf(ONE_HEAD_FIELDS, state),
        }),
      csv: () =>
        csvText(
          ['alpha_a', 'alpha_b'],
          Array.from(weightOnA, (a, sample) => [a, weightOnB[sample] ?? 0]),
        ),
    });
  }
}

/** The cloud’s width on paper, in pixels. */
const PAPER_WIDTH = 480;

function histogramPicture(results: OneHeadResults) {
  const { histogram, study, general } = results;
  return {
    title: 'How often which weight',
    caption: settingsOf(ONE_HEAD_FIELDS, results.state),
    draw: (width: number, palette: Palette) => chartSvg(weightHistogram(results, width), palette),
    csv: () =>
      csvText(
        ['alpha_from', 'samples', 'study', 'general'],
        [
          ...Array.from(histogram, (count, bin) => [
            bin / WEIGHT_BINS,
            count,
            study.bins[bin] ?? 0,
            general.bins[bin] ?? 0,
          ]),
        ],
      ),
  };
}

function numbersOf({ moments, study, general }: OneHeadResults) {
  const deviation = (variance: number) => threeDigits(Math.sqrt(variance));
  return [
    ['mean of α_a', `${threeDigits(moments.mean)} ± ${threeDigits(2 * moments.standardError)}`],
    ['its spread', deviation(moments.variance)],
    [
      'by the study’s formula',
      `${threeDigits(study.moments.mean)}, spread ${deviation(study.moments.variance)}`,
    ],
    [
      'with α and the other keys',
      `${threeDigits(general.moments.mean)}, spread ${deviation(general.moments.variance)}`,
    ],
  ] as const;
}

customElements.define('one-head-page', OneHeadPage);
