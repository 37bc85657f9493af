/**
 * Through a run's checkpoints: by a slider, as a film, and with what heads became at the one that is shown.
 */
import { type TemplateResult, html, nothing } from 'lit';
import { formationInWords } from '../../src/heads/formation/formations';
import { headLabel } from '../../src/heads/headNumbers';
import { wholeNumber } from '../../src/numbers/formats';
import type { HeadsView } from '../../src/processes/panelMessages';
import { button, slider } from '../frame/controls';
import type { PanelState } from '../frame/panelState';
import { type Film, movesLittle } from './film';

/** Nothing for a model with one state. */
export function scrubber(
  { state, view }: { readonly state: PanelState; readonly view: HeadsView },
  film: Film,
  comparison: TemplateResult | typeof nothing,
): TemplateResult | typeof nothing {
  const { checkpoints } = view;
  if (checkpoints.length < 2) return nothing;
  const { step } = state.selection;
  // One place more than there are checkpoints: the end of the slider is the present.
  const known = step !== undefined && checkpoints.includes(step);
  const place = known ? checkpoints.indexOf(step) : checkpoints.length;
  const text = known ? `step ${wholeNumber(step)}` : 'now';
  const play = movesLittle() ? 'Next checkpoint' : film.playing ? '❚❚ Pause' : '▶ Play';
  return html`<div class="scrubber" @keydown=${playByKey(film)}>
    ${button(play, film.toggle)}
    ${slider('Checkpoint', { least: 0, most: checkpoints.length, step: 1, text }, place, (index) => {
      film.pause();
      state.select({ step: checkpoints[index] });
    })}
    ${comparison}
    <span class="muted became" aria-live="polite">${becameAt(state, view, known ? place : -1)}</span>
  </div>`;
}

/** The space bar plays and pauses on the slider, as on a film. */
function playByKey(film: Film) {
  return (event: KeyboardEvent): void => {
    if (event.key !== ' ' || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    film.toggle();
  };
}

/** What heads became since the checkpoint before. */
function becameAt({ timelines }: PanelState, { run, checkpoints, blocks }: HeadsView, place: number): string {
  const [from, to] = [checkpoints[place - 1] ?? -1, checkpoints[place] ?? -1];
  return (timelines.get(run)?.formations ?? [])
    .filter(({ step }) => step > from && step <= to)
    .map((formation) => {
      const layer = blocks.findIndex(({ block }) => block === formation.block);
      const name = `head ${headLabel({ layer, head: formation.head })}`;
      return `step ${wholeNumber(formation.step)}: ${formationInWords(formation, name)}`;
    })
    .join(' · ');
}
