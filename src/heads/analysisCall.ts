/**
 * A request about heads with all that it takes to answer it, and how far the answer is.
 */
import type { HeadRequest, HeadResult } from './kinds';

/** The line that is looked at. */
interface AnalysedLine {
  readonly text: string;
  readonly question: boolean;
  /** The right answer, where the line has one. */
  readonly answer?: string;
}

/** A request about heads: of which run and checkpoint, and about which line of which file. */
export interface AnalysisCall {
  /** The run folder. */
  readonly run: string;
  /** The checkpoint file. */
  readonly checkpoint: string;
  readonly line: AnalysedLine;
  /** The file of questions that the line stands in. */
  readonly file?: string;
  readonly request: HeadRequest;
}

/** How far an analysis is, or how it ended; `id` is the panel's. */
export type AnalysisEvent = { readonly id: number } & (
  | { readonly state: 'running'; readonly done: number; readonly total: number }
  | { readonly state: 'done'; readonly finding: HeadResult }
  | { readonly state: 'failed'; readonly problem: string }
);
