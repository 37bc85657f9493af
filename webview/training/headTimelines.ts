/**
 * What heads became while the run learned: a small chart for each score, the strongest heads in it by name, and the
 * moments at which one became what it is. A click on such a moment leads to that head as it was then.
 */
import { type TemplateResult, html, nothing } from 'lit';
import { headLabel } from '../../src/heads/headNumbers';
import { type Formation, firstOfKinds, formationInWords } from '../../src/heads/formation/formations';
import { type ScoreCurve, type TimelineScore, curvesOf } from '../../src/heads/formation/scoreTimeline';
import { HEAD_SCORE_MEANINGS } from '../../src/heads/headScores';
import { fixed, wholeNumber } from '../../src/numbers/formats';
import type { HeadTimeline } from '../../src/processes/panelMessages';
import type { PanelState } from '../frame/panelState';
import { lookBack } from '../heads/analysis/lookBack';
import type { ChartContent } from './chartContent';
import './curveChart';
import type { Curve, MeasuredRun } from './curves';
import type { LinkedAxis } from './linkedAxis';
import { type CurveMark, placeOf } from './marks';

/** The scores that are shares of the attention, in the order of their charts. */
const SHOWN: readonly TimelineScore[] = ['induction', 'previousToken', 'duplicateToken', 'firstToken'];

/** Curves that can be told apart in a small chart. */
export const STRONGEST = 4;

/** What the section is drawn from. */
export interface HeadTimelinesCall {
  readonly state: PanelState;
  readonly axis: LinkedAxis;
  /** The run whose heads are followed. */
  readonly first: MeasuredRun;
  /** What all charts of the page have in common. */
  readonly frame: Omit<
    ChartContent,
    'title' | 'unit' | 'yLabel' | 'curves' | 'references' | 'logY' | 'share'
  >;
}

/** The section; of a run that has not followed its heads, the offer to look back at its checkpoints, if it has any. */
export function headTimelines(call: HeadTimelinesCall): TemplateResult | typeof nothing {
  const { state, axis, first } = call;
  const timeline = state.timelines.get(first.run.path);
  if (!timeline || timeline.points.length === 0) return unfollowed(state, first);
  if (timeline.points.length < 2) return nothing;
  return html`<section class="head-timelines" aria-label="What heads became">
    <div class="picture-head">
      <h2>What heads became</h2>
      <span class="readout">attention on random tokens that come twice, the strongest heads</span>
    </div>
    ${moments(state, timeline)}
    <div class="charts small">
      ${SHOWN.map((score) => {
        const content = chartOf(score, timeline, call);
        return html`<curve-chart .state=${state} .axis=${axis} .content=${content}></curve-chart>`;
      })}
    </div>
  </section>`;
}

function unfollowed(state: PanelState, { run }: MeasuredRun): TemplateResult | typeof nothing {
  const offer = lookBack(state, run);
  if (offer === nothing) return nothing;
  return html`<section class="head-timelines" aria-label="What heads became">
    <div class="picture-head">
      <h2>What heads became</h2>
      <span class="readout">this run wrote nothing down about its heads</span>
    </div>
    <p class="controls">${offer}</p>
  </section>`;
}

/** The first head of each kind, as marks on all curves. */
export function formationMarks(state: PanelState, first: MeasuredRun): readonly CurveMark[] {
  const timeline = state.timelines.get(first.run.path);
  if (!timeline) return [];
  return firstOfKinds(timeline.formations).map((formation): CurveMark => {
    const words = formationInWords(formation, `head ${nameOf(formation, timeline)}`);
    return {
      x: placeOf(first.columns.step, first.columns[state.preferences.axis], formation.step),
      ...{ name: first.run.name, series: 0, label: HEAD_SCORE_MEANINGS[formation.score].title },
      words: `step ${wholeNumber(formation.step)}: ${words}`,
    };
  });
}

function moments(state: PanelState, timeline: HeadTimeline): TemplateResult {
  const { formations } = timeline;
  if (formations.length === 0) return html`<p class="muted">No head has become one of a known kind yet.</p>`;
  return html`<ul class="moments">
    ${formations.map(
      (formation) =>
        html`<li>
          <button
            class="moment"
            title="Show this head as it was then"
            @click=${() => {
              state.select({ page: 'heads', ...stepOf(formation, timeline), head: headOf(formation) });
            }}
          >
            <span class="numeric muted">step ${wholeNumber(formation.step)}</span>
            ${formationInWords(formation, `head ${nameOf(formation, timeline)}`)}
            <span class="numeric muted">${fixed(formation.before, 2)} → ${fixed(formation.after, 2)}</span>
          </button>
        </li>`,
    )}
  </ul>`;
}

/** The first checkpoint at which the head is what it became; the newest weights where none is. */
function stepOf({ step }: Formation, { checkpoints }: HeadTimeline): { readonly step?: number | undefined } {
  return { step: checkpoints.find((checkpoint) => checkpoint >= step) };
}

function headOf({ block, head }: Formation) {
  return { block, head };
}

/** `2.3`: layer and head, from 1. */
function nameOf({ block, head }: Pick<Formation, 'block' | 'head'>, { points }: HeadTimeline): string {
  const layer = points.at(-1)?.blocks.findIndex((one) => one.block === block) ?? 0;
  return headLabel({ layer, head });
}

function chartOf(score: TimelineScore, timeline: HeadTimeline, call: HeadTimelinesCall): ChartContent {
  const { title } = HEAD_SCORE_MEANINGS[score];
  const strongest = [...curvesOf(timeline.points, score)]
    .sort((one, other) => lastOf(other) - lastOf(one))
    .slice(0, STRONGEST);
  const x = placesOf(timeline.points, call);
  const curves = strongest.map((curve, series): Curve => {
    return { name: nameOf(curve, timeline), series, x, y: curve.values };
  });
  const chance = strongest[0]?.chance ?? undefined;
  const heads = strongest.map((curve) => `${nameOf(curve, timeline)} ${fixed(lastOf(curve), 2)}`);
  const words = chance === undefined ? heads : [`chance ${fixed(chance, 2)}`, ...heads];
  return {
    ...call.frame,
    ...{ title, unit: words.join(' · '), yLabel: 'mean attention', curves, hidden: new Set<string>() },
    references: chance === undefined ? [] : [{ name: 'chance', y: chance, named: 'above' }],
    logY: false,
    share: true,
  };
}

/** What a curve has come to. */
export function lastOf({ values }: Pick<ScoreCurve, 'values'>): number {
  return values.at(-1) ?? 0;
}

/** Where looks lie on the page's axis. */
export function placesOf(
  points: readonly { readonly step: number }[],
  { first, state }: Pick<HeadTimelinesCall, 'first' | 'state'>,
): Float64Array {
  const { columns } = first;
  const along = columns[state.preferences.axis];
  return Float64Array.from(points, ({ step }) => (step === 0 ? 0 : placeOf(columns.step, along, step)));
}
