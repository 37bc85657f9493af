/**
 * Is it learning, and when is it done? Loss and accuracy of one run or several.
 */
import { type TemplateResult, html, nothing } from 'lit';
import { type RunSummary, wrongLinesInWords } from '../../src/runs/runSummary';
import { checkbox, dropdown, slider } from '../frame/controls';
import { PageElement } from '../frame/pageElement';
import type { Axis } from '../frame/preferences';
import { currentTheme } from '../frame/theme';
import './curveChart';
import type { ChartContent, Reference } from './curveChart';
import { type Curve, type MeasuredRun, joinedSeeds, lossCurves, seedlessKey, shareCurves } from './curves';
import { readouts } from './readouts';

const AXIS_CHOICES = [
  { value: 'step', label: 'steps' },
  { value: 'tokens', label: 'tokens' },
  { value: 'seconds', label: 'seconds' },
] as const;

const AXIS_LABELS: Readonly<Record<Axis, string>> = { step: 'steps', tokens: 'tokens', seconds: 's' };

/** See the header. */
export class TrainingPage extends PageElement {
  protected override render(): TemplateResult {
    const runs = this.state.shownRuns.flatMap((run): MeasuredRun[] => {
      const metrics = this.state.metrics.get(run.path);
      return metrics ? [{ run, ...metrics }] : [];
    });
    const [first] = runs;
    if (!this.state.runs || this.state.shownRuns.length === 0) return this.empty();
    if (!first || first.columns.step.length === 0)
      return html`<p class="empty">The first losses appear here within seconds of the first step.</p>`;
    const loss = this.lossChart(runs);
    return html`${this.controls()}
      <div class="charts">
        <curve-chart .state=${this.state} .content=${loss}></curve-chart>
        <curve-chart .state=${this.state} .content=${this.accuracyChart(runs)}></curve-chart>
      </div>
      ${runs.length > 1 ? key(loss.curves) : nothing} ${readouts(first.columns)} ${runs.map(wrongLines)}`;
  }

  private empty(): TemplateResult {
    return html`<p class="empty">
      Open a text file with one document a line and choose <em>Pretrain model</em>. Its loss and accuracy are
      drawn here while it learns.
    </p>`;
  }

  private controls(): TemplateResult {
    const { state } = this;
    const { axis, logX, logLoss, smoothing, joinSeeds } = state.preferences;
    return html`<div class="controls">
      ${dropdown('X axis', AXIS_CHOICES, axis, (chosen) => {
        state.prefer({ axis: chosen });
      })}
      ${checkbox('log x', logX, (on) => {
        state.prefer({ logX: on });
      })}
      ${checkbox('log loss', logLoss, (on) => {
        state.prefer({ logLoss: on });
      })}
      ${slider('smooth', { least: 0, most: 0.98, step: 0.02 }, smoothing, (value) => {
        state.prefer({ smoothing: value });
      })}
      ${this.compare()}
      ${
        state.shownRuns.length > 1
          ? checkbox('join seeds', joinSeeds, (on) => {
              state.prefer({ joinSeeds: on });
            })
          : nothing
      }
    </div>`;
  }

  /** A list of the other runs to lay over this one. */
  private compare(): TemplateResult {
    const { runs = [], shownRuns } = this.state;
    if (runs.length < 2) return html``;
    const shown = shownRuns.map(({ path }) => path);
    const toggle = (run: RunSummary, on: boolean) => {
      this.state.wish({ runs: on ? [...shown, run.path] : shown.filter((path) => path !== run.path) });
    };
    return html`<details class="compare">
      <summary>compare</summary>
      <div class="menu">
        ${runs.map((run) =>
          checkbox(run.name, shown.includes(run.path), (on) => {
            toggle(run, on);
          }),
        )}
      </div>
    </details>`;
  }

  private lossChart(runs: readonly MeasuredRun[]): ChartContent {
    const { axis, logLoss, smoothing } = this.state.preferences;
    const curves = this.joined(lossCurves(runs, axis, smoothing), runs);
    return { ...this.frame(), title: 'loss', curves, references: [], logY: logLoss, share: false };
  }

  /** Exact match where it was asked, else how many next characters were right. */
  private accuracyChart(runs: readonly MeasuredRun[]): ChartContent {
    const { axis, smoothing } = this.state.preferences;
    const asked = shareCurves(runs, 'exactMatch', axis, 0);
    const answers = asked.length > 0;
    const curves = answers ? asked : shareCurves(runs, 'accuracy', axis, smoothing);
    return {
      ...this.frame(),
      title: answers ? 'exact match' : 'next-character accuracy',
      curves: curves.length === runs.length ? this.joined(curves, runs) : curves,
      references: answers ? this.references(runs) : [],
      logY: false,
      share: true,
    };
  }

  private frame() {
    const { axis, logX } = this.state.preferences;
    return { xLabel: AXIS_LABELS[axis], logX };
  }

  private joined(curves: readonly Curve[], runs: readonly MeasuredRun[]): readonly Curve[] {
    if (!this.state.preferences.joinSeeds) return curves;
    return joinedSeeds(
      curves,
      runs.map(({ run }) => seedlessKey(run)),
    );
  }

  private references([first]: readonly MeasuredRun[]): readonly Reference[] {
    const known = first && this.state.references.get(first.run.path);
    if (!known) return [];
    const { baseline, ceiling } = known;
    return [
      ...(baseline === undefined ? [] : [{ name: 'baseline', y: baseline }]),
      ...(ceiling === undefined ? [] : [{ name: 'ceiling', y: ceiling }]),
    ];
  }
}

function wrongLines({ run, wrongLines: count }: MeasuredRun): TemplateResult | typeof nothing {
  const words = wrongLinesInWords(count);
  return words === undefined ? nothing : html`<p class="muted">${run.name}: ${words}</p>`;
}

function key(curves: readonly Curve[]): TemplateResult {
  const { series } = currentTheme();
  return html`<ul class="key">
    ${curves.map(({ name }, index) => {
      const style = series[index % series.length];
      return html`<li>
        <svg width="28" height="8" aria-hidden="true">
          <line
            x1="0"
            y1="4"
            x2="28"
            y2="4"
            stroke=${style?.colour ?? 'currentColor'}
            stroke-width="2"
            stroke-dasharray=${style?.dash.join(' ') ?? ''}
          />
        </svg>
        ${name}
      </li>`;
    })}
  </ul>`;
}

customElements.define('training-page', TrainingPage);
