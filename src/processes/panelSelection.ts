/**
 * What is chosen in the panel: the page, the runs, the checkpoint, the head, the question.
 *
 * The panel's page owns it and keeps it across reloads. The extension host holds a copy of what the page
 * said last, and asks for changes by a message; it never changes the selection itself.
 */
import * as v from 'valibot';
import { type GoingOn, goingOnSchema } from './openedByPath';

/** The pages of the panel. */
const PANEL_PAGES = ['training', 'heads', 'theory', 'trust'] as const;

/** The name of a page. */
export type PanelPage = (typeof PANEL_PAGES)[number];

/** More than anybody compares, few enough for a message. What is chosen beyond is left out. */
const MOST_RUNS = 1000;

/** Of a typed question or text, in characters: longer than people paste. What is longer, no field takes. */
export const LONGEST_QUESTION = 100_000;

const index = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A head's address, as it comes from the page. */
const headAddressSchema = v.pipe(v.object({ block: v.string(), head: index }), v.readonly());

const fields = {
  page: v.picklist(PANEL_PAGES),
  /** Paths of runs or models to show, the first being the one whose heads are shown; the newest run when empty. */
  runs: v.pipe(v.array(v.string()), v.maxLength(MOST_RUNS), v.readonly()),
  /** The checkpoint whose heads are shown; the newest snapshot when left out. */
  step: v.exactOptional(index),
  /** The head that is enlarged; it may be one that the shown model does not have. */
  head: v.exactOptional(headAddressSchema),
  /** What the model is asked in place of the line under the cursor. */
  question: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST_QUESTION))),
  /** Whether a model that was opened answers what is typed as a question; it goes on with it when left out. */
  asks: v.exactOptional(v.boolean()),
  /** How a model that was opened goes on. */
  goOn: v.exactOptional(goingOnSchema),
};

/** The form of a selection, as it comes from the page or from what the page has kept. */
export const selectionSchema = v.pipe(v.object(fields), v.readonly());

/** What is selected in the panel; a choice that was not made is left out. */
export type PanelSelection = v.InferOutput<typeof selectionSchema>;

/** A change of the selection; `undefined` takes a choice back. */
export type SelectionChange = {
  readonly [Name in keyof PanelSelection]?: PanelSelection[Name] | undefined;
};

/** The selection of a panel that has never been shown. */
export const FIRST_SELECTION: PanelSelection = { page: 'training', runs: [] };

/** Reads a selection from what a webview's state may hold, field by field; what does not fit is left out. */
export function parseSelection(value: unknown): PanelSelection {
  if (typeof value !== 'object' || value === null) return FIRST_SELECTION;
  const given: Partial<Record<keyof PanelSelection, unknown>> = value;
  return withChange(FIRST_SELECTION, {
    ...(v.is(fields.page, given.page) ? { page: given.page } : {}),
    ...(Array.isArray(given.runs) ? { runs: given.runs.filter((run) => typeof run === 'string') } : {}),
    ...(v.is(index, given.step) ? { step: given.step } : {}),
    ...(v.is(headAddressSchema, given.head) ? { head: given.head } : {}),
    ...(v.is(fields.question.wrapped, given.question) ? { question: given.question } : {}),
    ...(given.asks === true ? { asks: true } : {}),
    ...goOnOf(given.goOn),
  });
}

function goOnOf(given: unknown): { readonly goOn?: GoingOn } {
  const parsed = v.safeParse(goingOnSchema, given);
  return parsed.success ? { goOn: parsed.output } : {};
}

/** The selection after a change. Another run has other checkpoints: a step goes with the run it was of. */
export function withChange(selection: PanelSelection, change: SelectionChange): PanelSelection {
  const { page, runs, step, head, question, asks, goOn } = { ...selection, ...change };
  const own = (runs ?? selection.runs).slice(0, MOST_RUNS);
  const kept = change.step !== undefined || own[0] === selection.runs[0];
  return {
    page: page ?? selection.page,
    runs: own,
    ...(step !== undefined && kept ? { step } : {}),
    ...(head === undefined ? {} : { head }),
    ...(question === undefined ? {} : { question }),
    ...(asks === true ? { asks } : {}),
    ...(goOn ? { goOn } : {}),
  };
}
