/**
 * Two moments of a run, or two runs, held against each other: the grid then shows the difference of a score.
 */
import { type TemplateResult, nothing } from 'lit';
import { wholeNumber } from '../../src/numbers/formats';
import { type DropdownOption, labelledDropdown } from '../frame/controls';
import { type GridNumbers, followedScores } from './analysis/headColours';
import { lookBack } from './analysis/lookBack';
import { type ScoresInTime, scoresInTime, timelineScore } from './scoresInTime';

/** What the shown step is held against: `nothing`, a checkpoint’s step, or another shown run’s path. */
export type ComparedWith = string;

/** Nothing is compared. */
export const NOTHING: ComparedWith = 'nothing';

type Call = Pick<GridNumbers, 'state' | 'view'>;

/**
 * The list of what can be compared; nothing where the grid shows no score that runs follow. Where this one has not, the
 * offer to look back at its checkpoints.
 */
export function comparisonControl(
  call: Call,
  chosen: ComparedWith,
  onChoose: (chosen: ComparedWith) => void,
): TemplateResult | typeof nothing {
  const { state } = call;
  if (!followedScores(call)) {
    const [run] = state.shownRuns;
    return timelineScore(state.preferences.headColour) ? lookBack(state, run) : nothing;
  }
  const choices = choicesOf(call);
  return labelledDropdown('Compare with', choices, isOffered(call, chosen) ? chosen : NOTHING, onChoose);
}

/** What can be compared. */
function choicesOf({ state, view }: Call): readonly DropdownOption<ComparedWith>[] {
  const others = state.shownRuns
    .slice(1)
    .filter(({ path }) => (state.timelines.get(path)?.points.length ?? 0) > 0);
  return [
    { value: NOTHING, label: 'nothing' },
    ...view.checkpoints.map((step) => ({ value: String(step), label: `step ${wholeNumber(step)}` })),
    ...others.map(({ path, name }) => ({ value: path, label: `${name}, same step` })),
  ];
}

/** What was chosen may have been of another run, or thinned out. */
function isOffered(call: Call, chosen: ComparedWith): boolean {
  return choicesOf(call).some(({ value }) => value === chosen);
}

/** The scores that those of the shown step are held against; undefined where the list above does not stand. */
export function comparedScores(call: Call, chosen: ComparedWith): ScoresInTime | undefined {
  const { state, view } = call;
  const score = timelineScore(state.preferences.headColour);
  if (!score || chosen === NOTHING || !followedScores(call) || !isOffered(call, chosen)) return undefined;
  const other = state.shownRuns.find(({ path }) => path === chosen);
  const timeline = state.timelines.get(other?.path ?? view.run);
  const step = other ? view.step : Number(chosen);
  const found = timeline && !Number.isNaN(step) ? scoresInTime(timeline, score, step) : undefined;
  return found && other ? { ...found, words: `of ${other.name} ${found.words}` } : found;
}
