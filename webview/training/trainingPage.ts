/**
 * Is it learning, and when is it done? Loss and accuracy of one run or several.
 */
import { type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import { countedShare, fixed, wholeNumber } from '../../src/numbers/formats';
import { asksQuestions } from '../../src/runs/runConfig';
import { type RunSummary, wrongLinesInWords } from '../../src/runs/runSummary';
import { matchWord, tokenWord } from '../../src/runs/runWords';
import { button, checkbox, closeByKey, closeWhenLeft, labelledDropdown, slider } from '../frame/controls';
import { PageElement } from '../frame/pageElement';
import type { ProgressUnit } from '../frame/preferences';
import { refused } from '../frame/refused';
import { HeadAnalysis } from '../heads/analysis/headAnalysis';
import { answeredAloud } from '../heads/analysis/progress';
import type { ChartContent, Reference } from './chartContent';
import './curveChart';
import { type Curve, type MeasuredRun, lossCurves, shareCurves, sharpnessCurves } from './curves';
import { curveKey } from './curveKey';
import { LinkedAxis, extentOf } from './linkedAxis';
import { formationMarks, headTimelines } from './headTimelines';
import { modelTimelines } from './modelTimelines';
import { marksOf } from './marks';
import { readouts } from './readouts';
import { joinedSeeds, seedlessKeys } from './seeds';

const AXIS_CHOICES = [
  { value: 'step', label: 'steps' },
  { value: 'tokens', label: 'tokens' },
  { value: 'seconds', label: 'seconds' },
] as const;

const UNIT_LABELS: Readonly<Record<ProgressUnit, string>> = { step: 'steps', tokens: 'tokens', seconds: 's' };

const SHARE_RIGHT = { yLabel: 'share right', logY: false, share: true } as const;

/** The *Training* page of all shown runs. */
export class TrainingPage extends PageElement {
  private readonly axis = new LinkedAxis();
  private endAxis: (() => void) | undefined;
  /** Whose curves the axis is zoomed in. */
  private zoomedRun: string | undefined;
  /** Names of curves that are switched off. */
  private switchedOff: ReadonlySet<string> = new Set();

  override connectedCallback(): void {
    super.connectedCallback();
    HeadAnalysis.of(this.state).onChange = () => {
      this.requestUpdate();
    };
    this.endAxis = this.axis.onChange(() => {
      this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.endAxis?.();
  }

  /** What was zoomed to in one run may lie behind the end of another. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { shownPath } = this.state;
    if (shownPath !== this.zoomedRun) this.axis.zoom(undefined);
    this.zoomedRun = shownPath;
  }

  protected override render(): TemplateResult {
    const runs = this.state.shownRuns.flatMap((run): MeasuredRun[] => {
      const metrics = this.state.metrics.get(run.path);
      return metrics ? [{ run, ...metrics }] : [];
    });
    const [first] = runs;
    if (!this.state.runs || this.state.shownRuns.length === 0) return this.empty();
    const problems = this.state.shownRuns.flatMap(({ path }) => this.state.noMetrics.get(path) ?? []);
    const [problem] = problems;
    if (problem && runs.length === 0) return refused(this.state, problem, 'empty');
    if (!first || first.columns.step.length === 0)
      return html`<p class="empty">The first losses appear here within seconds of the first step.</p>`;
    const loss = this.lossChart(runs);
    const looked = { state: this.state, axis: this.axis, first, frame: this.frame(runs) };
    const charts = [loss, this.accuracyChart(runs), ...this.sharpnessChart(runs)];
    return html`${this.controls()}
      <div class="charts">
        ${charts.map(
          (content) =>
            html`<curve-chart .state=${this.state} .axis=${this.axis} .content=${content}></curve-chart>`,
        )}
      </div>
      ${
        loss.curves.length > 1
          ? curveKey(loss.curves, this.switchedOff, (name) => {
              this.toggle(name);
            })
          : nothing
      }
      ${headTimelines(looked)} ${modelTimelines(looked)} ${readouts(first.columns)} ${runs.map(wrongLines)}
      ${problems.map((one) => refused(this.state, one, 'muted'))}
      ${answeredAloud(HeadAnalysis.of(this.state))}`;
  }

  private toggle(name: string): void {
    const hidden = new Set(this.switchedOff);
    if (!hidden.delete(name)) hidden.add(name);
    this.switchedOff = hidden;
    this.requestUpdate();
  }

  private empty(): TemplateResult {
    if (this.state.shownModel)
      return html`<p class="empty">
        This model was opened, not trained here, so there is no training to show. Its heads are on the page
        <em>Heads</em>.
      </p>`;
    return html`<p class="empty">
      Open a text file with one document a line and choose <em>Pretrain model</em>. Its loss and accuracy are
      drawn here while it learns.
    </p>`;
  }

  private controls(): TemplateResult {
    const { state } = this;
    const { axis, logX, logLoss, smoothing, joinSeeds } = state.preferences;
    return html`<div class="controls">
      ${labelledDropdown('Across', AXIS_CHOICES, axis, (chosen) => {
        this.axis.zoom(undefined);
        state.prefer({ axis: chosen });
      })}
      ${checkbox(`log ${AXIS_CHOICES.find(({ value }) => value === axis)?.label ?? ''}`, logX, (on) => {
        this.axis.zoom(undefined);
        state.prefer({ logX: on });
      })}
      ${checkbox('log loss', logLoss, (on) => {
        state.prefer({ logLoss: on });
      })}
      ${slider(
        'Smoothing',
        { least: 0, most: 0.98, step: 0.02, text: smoothingInWords(smoothing) },
        smoothing,
        (value) => {
          state.prefer({ smoothing: value });
        },
      )}
      ${this.compare()}
      ${
        state.shownRuns.length > 1
          ? checkbox('join seeds', joinSeeds, (on) => {
              state.prefer({ joinSeeds: on });
            })
          : nothing
      }
      ${
        this.axis.zoomed
          ? button('Show the whole run', () => {
              this.axis.zoom(undefined);
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
      this.state.select({ runs: on ? [...shown, run.path] : shown.filter((path) => path !== run.path) });
    };
    return html`<details class="compare" @keydown=${closeByKey} @focusout=${closeWhenLeft}>
      <summary class="summary-button">Compare with</summary>
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
    return {
      ...this.frame(runs),
      ...{
        title: 'loss',
        unit: `nats a ${wordFor(runs)}`,
        yLabel: `nats a ${wordFor(runs)}`,
        curves,
        references: [],
        logY: logLoss,
        share: false,
      },
    };
  }

  /**
   * How many answers are exactly right where questions are asked, else how many next characters. Which of the
   * two is known from the run’s beginning, so that the chart never turns into another.
   */
  private accuracyChart(runs: readonly MeasuredRun[]): ChartContent {
    const { axis, smoothing } = this.state.preferences;
    if (!runs.some(isAsked)) {
      const curves = this.joined(shareCurves(runs, 'accuracy', axis, smoothing), runs);
      const words = { title: `next ${wordFor(runs)} right`, unit: 'of those trained on' };
      return { ...this.frame(runs), ...words, ...SHARE_RIGHT, references: [], curves };
    }
    const curves = shareCurves(runs, 'exactMatch', axis, 0);
    const [first] = runs;
    const title = runs.every(({ run }) => matchWord(run.config) === 'spans right')
      ? 'spans right'
      : 'exact match';
    return {
      ...this.frame(runs),
      ...{ title, ...askedInWords(first), ...SHARE_RIGHT, references: this.references(runs) },
      curves: curves.length === runs.length ? this.joined(curves, runs) : curves,
      waiting: `The questions are asked for the first time at step ${first?.run.config.training.evaluateEvery ?? 0}.`,
    };
  }

  /** Where it was measured: beside 2 / learning rate, about which it stays at the edge of stability. */
  private sharpnessChart(runs: readonly MeasuredRun[]): readonly ChartContent[] {
    const curves = sharpnessCurves(runs, this.state.preferences.axis);
    if (curves.length === 0) return [];
    const words = {
      title: 'critical sharpness',
      unit: 'dotted: 2 / learning rate',
      yLabel: 'critical sharpness',
    };
    return [{ ...this.frame(runs), ...words, references: [], curves, logY: true, share: false }];
  }

  private frame(runs: readonly MeasuredRun[]) {
    const { axis, logX } = this.state.preferences;
    const extent = extentOf(
      runs.map(({ columns }) => columns[axis]),
      logX,
    );
    const [first] = runs;
    const all = [
      ...marksOf(runs, this.state.control, axis),
      ...(first ? formationMarks(this.state, first) : []),
    ];
    const marks = all.filter(({ name }) => !this.switchedOff.has(name));
    return { xLabel: UNIT_LABELS[axis], logX, extent, marks, hidden: this.switchedOff };
  }

  private joined(curves: readonly Curve[], runs: readonly MeasuredRun[]): readonly Curve[] {
    if (!this.state.preferences.joinSeeds) return curves;
    return joinedSeeds(
      curves,
      seedlessKeys(
        runs.map(({ run }) => run),
        { runs: this.state.runs ?? [], control: this.state.control },
      ),
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
  return words === undefined ? nothing : html`<p class="muted" role="status">${run.name}: ${words}</p>`;
}

function smoothingInWords(smoothing: number): string {
  return smoothing === 0 ? 'none' : fixed(smoothing, 2);
}

/** What one of the runs’ tokens is called; runs of characters and of others have it in common to be of tokens. */
function wordFor(runs: readonly MeasuredRun[]): string {
  const words = new Set(runs.map(({ run }) => tokenWord(run.config)));
  return words.size === 1 ? ([...words][0] ?? 'token') : 'token';
}

/** Whether questions are asked during the run: by its configuration, or by what has been measured. */
function isAsked({ run, columns }: MeasuredRun): boolean {
  return asksQuestions(run.config) || columns.exactMatch.some((value) => !Number.isNaN(value));
}

/** Of how many, and with the interval that this gives, where the run says it. */
function askedInWords(measured: MeasuredRun | undefined): Pick<ChartContent, 'unit' | 'newest'> {
  const { config, status: { correct, asked } = {} } = measured?.run ?? {};
  const isOfSpans = config !== undefined && matchWord(config) === 'spans right';
  if (correct === undefined || asked === undefined)
    return { unit: isOfSpans ? 'cut out of learned documents' : 'held-out questions' };
  const unit = isOfSpans ? 'cut out' : 'asked';
  return { unit: `of ${wholeNumber(asked)} ${unit}`, newest: countedShare(correct, asked) };
}

customElements.define('training-page', TrainingPage);
