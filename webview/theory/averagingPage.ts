/**
 * How does a head average two values, and how is one value got out of a sum again?
 */
import { type TemplateResult, html } from 'lit';
import { settingsOf } from '../../src/theory/fields';
import { csvText } from '../../src/charts/csv';
import { drawn } from '../pictures/drawn';
import { angleChart, errorChart, projectionMatrices } from '../../src/theory/pictures/averaging';
import { chartSvg } from '../../src/charts/chart';
import { matrixSvg } from '../../src/theory/pictures/matrix';
import type { Palette } from '../../src/charts/palette';
import {
  AVERAGING_FIELDS,
  type AveragingResults,
  type AveragingState,
  averagingResults,
} from '../../src/theory/averaging';
import { fixed, threeDigits } from '../../src/numbers/formats';
import { PageElement } from '../frame/pageElement';
import { fieldControls } from './fieldControls';
import type { TheoryLab } from './lab';
import { currentTheme } from '../frame/theme';
import { readings } from './readings';
import './theoryPicture';

/** The page *Averaging*. */
export class AveragingPage extends PageElement {
  declare lab: TheoryLab;
  static override properties = { ...PageElement.properties, lab: { attribute: false } };

  protected override render(): TemplateResult {
    const results = averagingResults(this.lab.of('averaging'));
    const { state } = results;
    const set = (change: Partial<AveragingState>) => {
      this.lab.set('averaging', change);
    };
    return html`<h2 class="theory-part">Out of a sum</h2>
      ${fieldControls(AVERAGING_FIELDS, ['tilt', 'dimension', 'rank', 'seed'], state, set)}
      <div class="theory-grid">
        <div class="matrices">${projectionMatrices(results).map(matrix)}</div>
        <theory-picture .state=${this.state} .content=${anglePicture(results)}></theory-picture>
      </div>
      ${readings(projectionNumbers(results))}
      <h2 class="theory-part">Out of two keys</h2>
      ${fieldControls(AVERAGING_FIELDS, ['beta', 'keys'], state, set)}
      <div class="theory-grid">
        <theory-picture .state=${this.state} .content=${errorPicture(results)}></theory-picture>
        ${readings(averageNumbers(results))}
      </div>`;
  }
}

function matrix(picture: Parameters<typeof matrixSvg>[0]): TemplateResult {
  const { name, matrix: numbers } = picture;
  return html`<div
    role="img"
    aria-label=${`${name.replaceAll('_', '')}, ${numbers.rows} × ${numbers.columns}`}
  >
    ${drawn(matrixSvg(picture, currentTheme()).markup)}
  </div>`;
}

function anglePicture(results: AveragingResults) {
  return {
    title: 'What comes along',
    caption: settingsOf(AVERAGING_FIELDS, results.state),
    draw: (width: number, palette: Palette) => chartSvg(angleChart(results, width), palette),
    csv: () => csvText(['angle', 'error'], [...results.errorByAngle]),
  };
}

function errorPicture(results: AveragingResults) {
  return {
    title: 'Error of the average',
    caption: settingsOf(AVERAGING_FIELDS, results.state),
    draw: (width: number, palette: Palette) => chartSvg(errorChart(results, width), palette),
    csv: () => csvText(['beta', 'error'], [...results.average.curve]),
  };
}

function projectionNumbers({ projection, state }: AveragingResults) {
  const broken = state.tilt > 0;
  return [
    [
      '‖M(v_a + v_b) − v_a‖',
      broken ? threeDigits(projection.error) : `${threeDigits(projection.error)}: rounding`,
    ],
    ['largest entry of AᵀB', threeDigits(Math.max(...projection.overlap.data.map(Math.abs)))],
    ['angle of the spans', `${threeDigits(projection.principalAngles[0] ?? 90)}°`],
    ['so M pulls out', broken ? 'v_a and a part of v_b' : 'v_a alone'],
  ] as const;
}

function averageNumbers({ average }: AveragingResults) {
  return [
    ['α_a = α_b', fixed(average.weight, 4)],
    ['error, computed', threeDigits(average.error)],
    ['error, formula', threeDigits(average.predicted)],
    ['at most 1 % from', `β = ${threeDigits(average.betaForOnePercent)}`],
  ] as const;
}

customElements.define('averaging-page', AveragingPage);
