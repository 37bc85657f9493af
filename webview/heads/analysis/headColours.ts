/**
 * The grid coloured by a number of each head instead of its map.
 */
import { fixed, signed, wholeNumber } from '../../../src/numbers/formats';
import { HEAD_SCORE_MEANINGS, HEAD_SCORES } from '../../../src/heads/headScores';
import { chanceLevels } from '../../../src/heads/chanceLevels';
import { SCORE_SOURCES, type ScoreSource } from '../../../src/heads/kinds';
import type { ScoredHead } from '../../../src/heads/results';
import type { HeadsView } from '../../../src/processes/panelMessages';
import { type HeadAddress, headKey } from '../../../src/heads/headAddress';
import { type ColourScale, cssColour } from '../../../src/charts/colourScale';
import { cellText } from '../../../src/charts/table';
import type { DropdownOption } from '../../frame/controls';
import type { HeadColour } from '../../frame/preferences';
import { inkOn } from '../../frame/contrast';
import { currentTheme } from '../../frame/theme';
import { type ScoresInTime, scoresInTime, timelineScore } from '../scoresInTime';
import type { PanelState } from '../../frame/panelState';
import type { HeadAnalysis } from './headAnalysis';

/** What the grid can show. */
export const COLOUR_CHOICES: readonly DropdownOption<HeadColour>[] = [
  { value: 'maps', label: 'maps' },
  ...HEAD_SCORES.map((score) => ({ value: score, label: HEAD_SCORE_MEANINGS[score].title })),
  { value: 'effect', label: 'effect of silencing' },
  { value: 'carries', label: 'what it carries' },
];

/** What the grid's numbers are made from. */
export interface GridNumbers {
  readonly state: PanelState;
  readonly view: HeadsView;
  readonly analysis: HeadAnalysis;
  /** What the scores of the shown step are held against: the difference is shown. */
  readonly against?: ScoresInTime | undefined;
}

/** A head's number, as it is shown. */
export interface HeadColouring {
  readonly value: number;
  /** Its share of the scale, 0 to 1; of a difference, −1 to 1. */
  readonly share: number;
  readonly text: string;
  readonly fill: string;
  /** Readable on the fill. */
  readonly ink: string;
}

/** The number of each head; undefined where it is not defined or not known yet. */
export type Colouring = (address: HeadAddress) => HeadColouring | undefined;

/** The colouring that is chosen; undefined where maps are. */
export function colouringOf(call: GridNumbers): Colouring | undefined {
  const { view, analysis, state, against } = call;
  const { headColour, headOver } = state.preferences;
  if (headColour === 'maps') return undefined;
  if (headColour === 'effect') return effectColouring(analysis);
  if (headColour === 'carries') return carriedColouring(analysis);
  const { unit } = HEAD_SCORE_MEANINGS[headColour];
  const followed = followedScores(call);
  if (followed && against) return differenceColouring(followed, against, unit === 'share');
  const heads = scoredHeads(view, analysis, headOver);
  const values = followed?.values ?? new Map(heads.map((head) => [headKey(head), head.scores[headColour]]));
  const most = unit === 'share' ? 1 : Math.max(1e-9, ...[...values.values()].map((value) => value ?? 0));
  const digits = unit === 'tokens' ? 1 : 2;
  return (address) => {
    const value = values.get(headKey(address)) ?? undefined;
    return value === undefined ? undefined : coloured(value, value / most, fixed(value, digits));
  };
}

/** What the run itself wrote down of the chosen score at the shown step; undefined where it did not. */
export function followedScores({
  state,
  view,
}: Pick<GridNumbers, 'state' | 'view'>): ScoresInTime | undefined {
  const { headColour, headOver } = state.preferences;
  const score = timelineScore(headColour);
  const timeline = headOver === 'repeated' && score ? state.timelines.get(view.run) : undefined;
  return timeline && score ? scoresInTime(timeline, score, view.step) : undefined;
}

function differenceColouring({ values }: ScoresInTime, against: ScoresInTime, isShare: boolean): Colouring {
  const difference = (address: HeadAddress) => {
    const [now, then] = [values.get(headKey(address)), against.values.get(headKey(address))];
    return typeof now === 'number' && typeof then === 'number' ? now - then : undefined;
  };
  const all = [...values].map(([key, now]) => Math.abs((now ?? 0) - (against.values.get(key) ?? 0)));
  const most = isShare ? 1 : Math.max(1e-9, ...all);
  return (address) => {
    const value = difference(address);
    if (value === undefined) return undefined;
    return coloured(value, value / most, signed(value, 2), currentTheme().difference);
  };
}

/** The heads with their scores over what is chosen; none where they are not known yet. */
function scoredHeads(view: HeadsView, analysis: HeadAnalysis, source: ScoreSource): readonly ScoredHead[] {
  const name = SCORE_SOURCES[source];
  return name === undefined ? view.scores : (analysis.found(name)?.heads ?? []);
}

/** What the chosen score would be by chance, `by chance 0.09`; undefined where there is no one level. */
export function chanceInWords(call: GridNumbers): string | undefined {
  const { view, analysis, state, against } = call;
  const { headColour, headOver } = state.preferences;
  if (headColour === 'maps' || headColour === 'effect' || headColour === 'carries') return undefined;
  const followed = followedScores(call);
  if (followed) {
    const minus = against ? ` minus that ${against.words}` : '';
    const chance =
      against || followed.chance === undefined ? '' : ` · by chance ${fixed(followed.chance, 2)}`;
    return `the run’s own look at step ${wholeNumber(followed.step)}${minus}${chance}`;
  }
  const level = chanceLevels(scoredHeads(view, analysis, headOver))[headColour];
  return level === undefined ? undefined : `by chance ${fixed(level, 2)}`;
}

const CHANGE = { name: 'change', decimals: 1, form: 'signed percent' } as const;

/** How many percentage points fewer questions are right; none is lost below zero. */
function effectColouring(analysis: HeadAnalysis): Colouring {
  const table = analysis.found('silencingTable');
  const before = table?.before.accuracy ?? 0;
  const drops = new Map(table?.heads.map((head) => [headKey(head), before - head.accuracy]));
  const most = Math.max(0.01, ...drops.values());
  return (address) => {
    const drop = drops.get(headKey(address));
    if (drop === undefined) return undefined;
    return coloured(drop, drop / most, cellText(-drop, CHANGE));
  };
}

const CARRIED = { name: 'carries', decimals: 1, form: 'percent' } as const;

/** How much of the way to another answer each head's output moves the choice; none is moved below zero. */
function carriedColouring(analysis: HeadAnalysis): Colouring {
  const heads = analysis.found('patching')?.heads ?? [];
  const effects = new Map(heads.map((head) => [headKey(head), head.effect]));
  const most = Math.max(0.01, ...[...effects.values()].map((effect) => effect ?? 0));
  return (address) => {
    const effect = effects.get(headKey(address)) ?? undefined;
    return effect === undefined ? undefined : coloured(effect, effect / most, cellText(effect, CARRIED));
  };
}

/** What the numbers in the grid mean, with their unit. */
export function meaningOf(colour: HeadColour): string {
  if (colour === 'maps') return '';
  if (colour === 'effect') return 'change of right answers without the head, in percentage points';
  if (colour === 'carries')
    return 'how far the head’s output from another question moves the choice to its answer, in %';
  const { meaning, unit } = HEAD_SCORE_MEANINGS[colour];
  return unit === 'share' ? meaning : `${meaning}, in ${unit}`;
}

function coloured(
  value: number,
  share: number,
  text: string,
  scale: ColourScale = currentTheme().scale,
): HeadColouring {
  const fill = scale(share);
  return { value, share, text, fill: cssColour(fill), ink: inkOn(fill) };
}
