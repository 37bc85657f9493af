/**
 * A question on its way, where its answer will stand: how far it is, a way to stop it, or why it failed.
 */
import { type TemplateResult, html, nothing } from 'lit';
import { ANALYSES, type AnalysisName } from '../../../src/heads/kinds';
import { button } from '../../frame/controls';
import { refused } from '../../frame/refused';
import type { HeadAnalysis } from './headAnalysis';

/** How far an analysis is, or why there is no answer; nothing when it was not asked for or is done. */
export function progressOf(analysis: HeadAnalysis, what: AnalysisName): TemplateResult | typeof nothing {
  const problem = analysis.problem(what);
  if (problem) return refused(analysis.state, problem, 'muted');
  const pending = analysis.waiting(what);
  if (!pending && analysis.isCancelled(what))
    return html`<span class="muted">Cancelled.</span> ${button('Ask again', () => {
        analysis.forgetCancelled();
      })}`;
  if (!pending) return nothing;
  const share = pending.total === 0 ? 0 : pending.done / pending.total;
  return html`<span class="analysis-progress">
    <progress max="1" value=${share} aria-label="Progress of the analysis"></progress>
    <span class="numeric">${Math.floor(100 * share)} %</span>
    ${button('Cancel', () => {
      analysis.cancel(what);
    })}
  </span>`;
}

/**
 * Says to screen readers that an answer has come. It stands on the page from the beginning: what comes together with
 * its words is not read. How far a question is they say when asked; every per cent aloud would drown all else.
 */
export function answeredAloud({ answered }: HeadAnalysis): TemplateResult {
  const words = answered === undefined ? nothing : `${ANALYSES[answered].title}: done`;
  return html`<p class="unseen" role="status">${words}</p>`;
}
