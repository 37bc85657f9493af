/**
 * Of a run that did not follow its heads while it learned: the offer to look at them in its checkpoints, how far that
 * is, and a way to stop it. What is found then stands wherever the timeline of a run does.
 */
import { type TemplateResult, html, nothing } from 'lit';
import { type RunSummary, isRunning } from '../../../src/runs/runSummary';
import { button } from '../../frame/controls';
import type { PanelState } from '../../frame/panelState';
import { HeadAnalysis } from './headAnalysis';
import { progressOf } from './progress';

/** Fewer say nothing about when something has changed. */
const LEAST_CHECKPOINTS = 2;

/** The button, or how far it is; nothing for a run that has a timeline, or may still write one down. */
export function lookBack(state: PanelState, run: RunSummary | undefined): TemplateResult | typeof nothing {
  const timeline = run && state.timelines.get(run.path);
  if (!timeline || timeline.points.length > 0 || isRunning(run)) return nothing;
  const { length } = timeline.checkpoints;
  if (length < LEAST_CHECKPOINTS) return nothing;
  const analysis = HeadAnalysis.of(state);
  const begin = button(`Look back at the ${length} checkpoints`, () => {
    analysis.ask({ what: 'formation' });
  });
  return html`<span class="look-back"
    >${analysis.waiting('formation') ? nothing : begin} ${progressOf(analysis, 'formation')}</span
  >`;
}
