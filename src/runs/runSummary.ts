/**
 * A run in a few words: what lists, the status bar and the panel show of it.
 */
import { wholeNumber } from '../numbers/formats';
import type { RunLabel } from './label';
import { type RunConfig, type RunStatus, isAtWork } from './runConfig';

/** What a run is doing, as people see it: a trainer that has died without a word counts as crashed. */
export type ShownState = RunStatus['state'] | 'crashed';

/** A run as lists show it. */
export interface RunSummary {
  /** The run folder's path, which identifies the run. */
  readonly path: string;
  /** What people call it, else its folder's name; with its parent's where runs lie in a folder of their own. */
  readonly name: string;
  readonly config: RunConfig;
  readonly state: ShownState;
  readonly status?: RunStatus;
  /** What people say about it, if anything. */
  readonly label?: RunLabel;
}

/** Share of a run's steps that are done, 0 to 1. */
export function progressOf({ status }: RunSummary): number {
  if (!status || status.steps === 0) return 0;
  return Math.min(1, status.step / status.steps);
}

/** Whether there are weights of it: it has learned for at least one step. */
export function hasModel({ status }: Pick<RunSummary, 'status'>): boolean {
  return (status?.step ?? 0) > 0;
}

/** Whether a run can go on: it is paused, or has stopped before its end. */
export function canResume({ state }: RunSummary): boolean {
  return state === 'paused' || state === 'stopped' || state === 'crashed' || state === 'failed';
}

/** Whether a trainer is at work on it, or keeps it paused. */
export function isRunning({ state }: Pick<RunSummary, 'state'>): boolean {
  return isAtWork(state);
}

/** The run to show when none was chosen: one that is being trained, else the newest. Newest come first. */
export function runToShow(runs: readonly RunSummary[]): RunSummary | undefined {
  return runs.find((run) => isRunning(run)) ?? runs[0];
}

/** A sentence on the lines that were left out; undefined when there are none. */
export function wrongLinesInWords(wrongLines: number): string | undefined {
  if (wrongLines === 0) return undefined;
  const lines = wrongLines === 1 ? 'One line' : `${wholeNumber(wrongLines)} lines`;
  return `${lines} of metrics.jsonl could not be read as metrics and ${wrongLines === 1 ? 'is' : 'are'} left out.`;
}
