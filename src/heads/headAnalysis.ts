/**
 * What may be asked about heads from the panel, and what is answered: about the line under the cursor, or
 * about the whole file that it stands in.
 */
import type {
  FactTimeline,
  FlowView,
  HeadScoreTable,
  LogitContributions,
  PatchRegion,
  PatchingTable,
  SilencingTable,
  TextSilencing,
} from './results';
import type { HeadAddress } from './headAddress';

/** A question about heads. */
export type HeadQuestion =
  /** Every head's scores, averaged over the file. */
  | { readonly what: 'scores' }
  /** The same at each checkpoint. */
  | { readonly what: 'overTime' }
  /** The line's loss and answer without these heads. */
  | { readonly what: 'silence'; readonly heads: readonly HeadAddress[] }
  /** Every head's effect on the file's answers. */
  | { readonly what: 'silencingTable' }
  /** Which heads carry the answers, exchanged between the file's questions. */
  | { readonly what: 'patching'; readonly region: PatchRegion }
  /** Where the line's ⁇ gets what it holds. */
  | { readonly what: 'rollout' }
  /** What adds to the logit of the line's answer. */
  | { readonly what: 'logits' }
  /** When the run knew which of the file's answers. */
  | { readonly what: 'timeline' };

/** The answer to each. */
export type HeadFinding =
  | { readonly what: 'scores'; readonly table: HeadScoreTable }
  | { readonly what: 'overTime'; readonly tables: readonly HeadScoreTable[] }
  | { readonly what: 'silence'; readonly silencing: TextSilencing }
  | { readonly what: 'silencingTable'; readonly table: SilencingTable }
  | { readonly what: 'patching'; readonly table: PatchingTable }
  | { readonly what: 'rollout'; readonly view: FlowView }
  | { readonly what: 'logits'; readonly contributions: LogitContributions }
  | { readonly what: 'timeline'; readonly timeline: FactTimeline };

/** The line that is looked at. */
export interface AnalysedLine {
  readonly text: string;
  readonly question: boolean;
  /** The right answer, where the line has one. */
  readonly answer?: string;
}

/** A question with all that it takes to answer it. */
export interface AnalysisCall {
  /** The run folder. */
  readonly run: string;
  /** The checkpoint file. */
  readonly checkpoint: string;
  readonly line: AnalysedLine;
  /** The file of questions that the line stands in. */
  readonly file?: string;
  readonly question: HeadQuestion;
}

/** How far an analysis is, or how it ended; `id` is the panel's. */
export type AnalysisNews = { readonly id: number } & (
  | { readonly state: 'running'; readonly done: number; readonly total: number }
  | { readonly state: 'done'; readonly finding: HeadFinding }
  | { readonly state: 'failed'; readonly problem: string }
);
