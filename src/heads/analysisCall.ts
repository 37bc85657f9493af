/**
 * A request about heads with all that it takes to answer it, and how far the answer is.
 */
import type { OpenOptions } from '../model/openOptions';
import type { HeadRequest, HeadResult } from './kinds';

/** The line that is looked at. */
interface AnalysedLine {
  readonly text: string;
  readonly question: boolean;
  /** The right answer, where the line has one. */
  readonly answer?: string;
  /** The most tokens that the model goes on with, where the line is no question. */
  readonly goOn?: number;
}

/** A request about heads: of which run and checkpoint, and about which line of which file. */
export interface AnalysisCall {
  /** The run folder, or the path that a model was opened by. */
  readonly run: string;
  /** The checkpoint file of a run; of other models the same path. */
  readonly checkpoint: string;
  /** How to open it, where it is no run's. */
  readonly open?: OpenOptions;
  /** Left out where no line is looked at; then nothing can be asked about one. */
  readonly line?: AnalysedLine;
  /** The file of questions that the line stands in. */
  readonly file?: string;
  readonly request: HeadRequest;
}

/** How far an analysis is, or how it ended; `id` is the panel's. */
export type AnalysisEvent = { readonly id: number } & (
  | { readonly state: 'running'; readonly done: number; readonly total: number }
  | { readonly state: 'done'; readonly finding: HeadResult }
  /** In a sentence for people; `logged` where the log says more. */
  | { readonly state: 'failed'; readonly problem: string; readonly logged: boolean }
);
