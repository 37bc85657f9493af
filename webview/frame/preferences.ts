/**
 * How the panel draws things, as its person left it.
 */
import { HEAD_SCORES } from '../../src/heads/headScores';
import { HEAD_SECTION_NAMES, type ScoreSource } from '../../src/heads/kinds';

/** What training’s progress is counted in, along the x axis of the curves. */
const PROGRESS_UNITS = ['step', 'tokens', 'seconds'] as const;

/** One of {@link PROGRESS_UNITS}. */
export type ProgressUnit = (typeof PROGRESS_UNITS)[number];

/** How an enlarged head is drawn. */
const HEAD_VIEWS = ['matrix', 'lines', 'numbers'] as const;

/** One of {@link HEAD_VIEWS}. */
export type HeadView = (typeof HEAD_VIEWS)[number];

/** What stands for one row and column of an enlarged head. */
const GROUPINGS = ['tokens', 'words'] as const;

/** One of {@link GROUPINGS}. */
export type Grouping = (typeof GROUPINGS)[number];

/** What the grid of heads shows: maps, a score, what silencing each head does, what it carries. */
const HEAD_COLOURS = ['maps', ...HEAD_SCORES, 'effect', 'carries'] as const;

/** One of {@link HEAD_COLOURS}. */
export type HeadColour = (typeof HEAD_COLOURS)[number];

/** How numbered heads are ordered: in their places, the highest first, or only the highest. */
const HEAD_ORDERS = ['place', 'score', 'highest'] as const;

/** One of {@link HEAD_ORDERS}. */
export type HeadOrder = (typeof HEAD_ORDERS)[number];

/** What stands below the grid. */
const HEAD_SECTIONS = ['none', ...HEAD_SECTION_NAMES] as const;

/** One of {@link HEAD_SECTIONS}. */
export type HeadSection = (typeof HEAD_SECTIONS)[number];

/** What people have set about how things are drawn; kept with the page. */
export interface Preferences {
  readonly axis: ProgressUnit;
  readonly logX: boolean;
  readonly logLoss: boolean;
  /** Steps' memory of the smoothed curve: 0 shows the values as they are, below 1. */
  readonly smoothing: number;
  /** Whether runs that differ by their seed alone are drawn as mean ± spread. */
  readonly joinSeeds: boolean;
  readonly headView: HeadView;
  readonly grouping: Grouping;
  readonly headColour: HeadColour;
  /** What scores are taken over. */
  readonly headOver: ScoreSource;
  readonly headOrder: HeadOrder;
  readonly headSection: HeadSection;
  /** States of the theory lab’s pages, as `theory/sharing.ts` writes them; first the page that is shown. */
  readonly theory: readonly string[];
}

/** At first. */
export const DEFAULT_PREFERENCES: Preferences = {
  axis: 'step',
  logX: false,
  logLoss: false,
  smoothing: 0.6,
  joinSeeds: false,
  headView: 'matrix',
  grouping: 'tokens',
  headColour: 'maps',
  headOver: 'line',
  headOrder: 'place',
  headSection: 'none',
  theory: [],
};

/** Reads preferences from what a webview's state may hold; whatever does not fit falls back. */
export function parsePreferences(state: unknown): Preferences {
  if (typeof state !== 'object' || state === null || !('preferences' in state)) return DEFAULT_PREFERENCES;
  const { preferences: kept } = state;
  if (typeof kept !== 'object' || kept === null) return DEFAULT_PREFERENCES;
  const given: Partial<Record<keyof Preferences, unknown>> = kept;
  const { smoothing } = given;
  const flag = (name: 'logX' | 'logLoss' | 'joinSeeds') => {
    const value = given[name];
    return typeof value === 'boolean' ? value : DEFAULT_PREFERENCES[name];
  };
  return {
    axis: PROGRESS_UNITS.find((axis) => axis === given.axis) ?? DEFAULT_PREFERENCES.axis,
    logX: flag('logX'),
    logLoss: flag('logLoss'),
    smoothing:
      typeof smoothing === 'number' && smoothing >= 0 && smoothing < 1
        ? smoothing
        : DEFAULT_PREFERENCES.smoothing,
    joinSeeds: flag('joinSeeds'),
    theory: Array.isArray(given.theory) ? given.theory.filter((text) => typeof text === 'string') : [],
    headView: HEAD_VIEWS.find((view) => view === given.headView) ?? DEFAULT_PREFERENCES.headView,
    grouping: GROUPINGS.find((grouping) => grouping === given.grouping) ?? DEFAULT_PREFERENCES.grouping,
    headColour: HEAD_COLOURS.find((colour) => colour === given.headColour) ?? DEFAULT_PREFERENCES.headColour,
    headOver: given.headOver === 'file' || given.headOver === 'repeated' ? given.headOver : 'line',
    headOrder: HEAD_ORDERS.find((order) => order === given.headOrder) ?? DEFAULT_PREFERENCES.headOrder,
    headSection:
      HEAD_SECTIONS.find((section) => section === given.headSection) ?? DEFAULT_PREFERENCES.headSection,
  };
}
