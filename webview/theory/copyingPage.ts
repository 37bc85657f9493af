/**
 * When does a head copy? Keys and a query to drag, the weights they make, and where c goes.
 */
import { type TemplateResult, html } from 'lit';
import { settingsOf } from '../../src/theory/fields';
import { csvText } from '../../src/charts/csv';
import { chartSvg } from '../../src/charts/chart';
import {
  growthChart,
  keysPlane,
  planeRange,
  valuesPlane,
  weightBarsSvg,
} from '../../src/theory/pictures/copying';
import { planeSvg } from '../../src/theory/pictures/plane';
import {
  COPYING_FIELDS,
  COPYING_LIMITS,
  type CopyingResults,
  type CopyingState,
  copyingResults,
  resized,
  withKey,
  withQuery,
} from '../../src/theory/copying';
import { dropdown, slider } from '../frame/controls';
import { percent, threeDigits } from '../../src/numbers/formats';
import { PageElement } from '../frame/pageElement';
import { fieldControls } from './fieldControls';
import { withIndices } from './formulaList';
import type { TheoryLab } from './lab';
import { readings } from './readings';
import './theoryPicture';
import './vectorPlane';
import type { Moved } from './vectorPlane';

const PLANE_SIZE = 260;

/** The page *Copying*. */
export class CopyingPage extends PageElement {
  declare lab: TheoryLab;
  static override properties = { ...PageElement.properties, lab: { attribute: false } };
  /** The plane’s range while a vector is dragged. */
  private held: number | undefined;

  protected override render(): TemplateResult {
    const results = copyingResults(this.lab.of('copying'));
    return html`<p class="muted theory-hint">${hint(results.state)}</p>
      ${this.controls(results.state)}
      <div class="theory-grid four">
        <section aria-label="Keys and query">
          <div class="picture-head">
            <h2>Keys and query</h2>
            <span class="readout numeric">${scoreText(results)}</span>
          </div>
          <vector-plane
            .plane=${keysPlane(results, PLANE_SIZE, this.held ?? planeRange(results))}
            @move=${this.moved}
            @hold=${(event: CustomEvent<boolean>) => {
              this.held = event.detail ? planeRange(results) : undefined;
            }}
          ></vector-plane>
        </section>
        <theory-picture .state=${this.state} .content=${weightsPicture(results)}></theory-picture>
        <theory-picture .state=${this.state} .content=${valuesPicture(results)}></theory-picture>
        <theory-picture .state=${this.state} .content=${growthPicture(results)}></theory-picture>
      </div>
      ${readings(numbersOf(results))} ${this.coordinates(results.state)}`;
  }

  private set(state: Partial<CopyingState>): void {
    this.lab.set('copying', state);
  }

  private controls(state: CopyingState): TemplateResult {
    const dimension = state.query.length;
    const targets = state.keys.map((_, index) => ({ value: String(index), label: `k${index + 1}` }));
    const size = (label: string, range: { least: number; most: number; step: number }, value: number) => {
      return (onChange: (value: number) => void) =>
        slider(label, { ...range, text: String(value) }, value, onChange);
    };
    return html`${fieldControls(COPYING_FIELDS, ['beta'], state, (change) => {
        this.set(change);
      })}
      <div class="controls">
        ${size(
          'n, keys',
          COPYING_LIMITS.keys,
          state.keys.length,
        )((keys) => {
          this.set(resized(state, keys, dimension));
        })}
        ${size(
          'd, dimensions',
          COPYING_LIMITS.dimension,
          dimension,
        )((wanted) => {
          this.set(resized(state, state.keys.length, wanted));
        })}
        <label class="choice"
          ><span>${COPYING_FIELDS.target.label}</span>${dropdown(
            'Key to copy',
            targets,
            String(state.target),
            (chosen) => {
              this.set({ target: Number(chosen) });
            },
          )}</label
        >
      </div>`;
  }

  private readonly moved = ({ detail: { index, to } }: CustomEvent<Moved>): void => {
    const state = this.lab.of('copying');
    // The plane shows the first two dimensions; the others stay.
    const vector = state.keys[index] ?? state.query;
    const moved = [...to, ...vector.slice(2)].slice(0, vector.length);
    this.set(index < state.keys.length ? withKey(state, index, moved) : withQuery(state, moved));
  };

  /** Every coordinate as a number, for any d. */
  private coordinates(state: CopyingState): TemplateResult {
    const row = (name: string, vector: readonly number[], onChange: (vector: readonly number[]) => void) =>
      html`<tr>
        <th scope="row">${withIndices(name)}</th>
        ${vector.map(
          (value, axis) =>
            html`<td>
              <input
                type="number"
                class="text-field"
                step="0.05"
                min=${-COPYING_LIMITS.coordinate}
                max=${COPYING_LIMITS.coordinate}
                aria-label=${`${name.replace('_', '')}, dimension ${axis + 1}`}
                .value=${String(value)}
                @change=${(event: Event) => {
                  if (!(event.target instanceof HTMLInputElement)) return;
                  const typed = event.target.valueAsNumber;
                  // What is taken comes back from the state.
                  event.target.value = String(value);
                  onChange(
                    vector.map((former, at) => (at === axis && !Number.isNaN(typed) ? typed : former)),
                  );
                }}
              />
            </td>`,
        )}
      </tr>`;
    return html`<details class="coordinates">
      <summary>Keys and query as numbers</summary>
      <div class="theory-scroll">
        <table class="numbers">
          ${state.keys.map((key, index) =>
            row(`k_${index + 1}`, key, (vector) => {
              this.set(withKey(state, index, vector));
            }),
          )}
          ${row('q', state.query, (vector) => {
            this.set(withQuery(state, vector));
          })}
        </table>
      </div>
    </details>`;
  }
}

function scoreText({ state, scores }: CopyingResults): string {
  return `k${state.target + 1}·q = ${threeDigits(scores[state.target] ?? 0)}`;
}

function hint({ query }: CopyingState): string {
  const more = query.length > 2 ? ` The plane shows 2 of ${query.length} dimensions; all are computed.` : '';
  return `Drag a key or the query, or focus it and press the arrow keys.${more}`;
}

function weightsPicture(results: CopyingResults) {
  return {
    title: 'Weights α',
    caption: settingsOf(COPYING_FIELDS, results.state),
    readout: `entropy ${threeDigits(results.entropy)} nats ≈ ${threeDigits(results.effectiveKeys)} keys`,
    draw: (width: number, palette: Parameters<typeof weightBarsSvg>[2]) =>
      weightBarsSvg(results, width, palette),
    csv: () =>
      csvText(
        ['key', 'score', 'weight'],
        [...results.scores.map((score, key) => [key + 1, score, results.weights[key] ?? 0])],
      ),
  };
}

function valuesPicture(results: CopyingResults) {
  return {
    title: 'c among the values',
    caption: settingsOf(COPYING_FIELDS, results.state),
    readout: `‖c − v${results.state.target + 1}‖ = ${threeDigits(results.distance)}`,
    draw: (width: number, palette: Parameters<typeof planeSvg>[1]) =>
      planeSvg(valuesPlane(results, Math.min(width, PLANE_SIZE)), palette),
  };
}

function growthPicture(results: CopyingResults) {
  const { betas, weights } = results.growth;
  return {
    title: 'α as the query grows',
    caption: settingsOf(COPYING_FIELDS, results.state),
    draw: (width: number, palette: Parameters<typeof chartSvg>[1]) =>
      chartSvg(growthChart(results, width), palette),
    csv: () =>
      csvText(
        ['beta', ...weights.map((_, key) => `alpha${key + 1}`)],
        [...betas.map((beta, index) => [beta, ...weights.map((of) => of[index] ?? 0)])],
      ),
  };
}

function numbersOf({ threshold, weights, state }: CopyingResults) {
  const now = [`α of k_${state.target + 1} now`, percent(weights[state.target] ?? 0)] as const;
  if (!threshold) return [now, ['99 % copied from', 'no β: another key is as near to the query'] as const];
  const { necessary, sufficient, exact, margin } = threshold;
  return [
    now,
    ['lead over the next key, Δ', threeDigits(margin)] as const,
    ['99 % copied: formula', `β between ${threeDigits(necessary)} and ${threeDigits(sufficient)}`] as const,
    ['99 % copied: in the picture', `β = ${threeDigits(exact)}`] as const,
  ];
}

customElements.define('copying-page', CopyingPage);
