/**
 * What the extension host may ask the inspector, the child process that looks into models.
 */
import type { AnalysisCall } from '../heads/analysisCall';
import type { HeadResult } from '../heads/kinds';
import type { OpenOptions } from '../model/openOptions';
import type { GoingOn } from './openedByPath';
import type { MapsResponse, ModelFacts } from './panelMessages';
import type { HeadAddress } from '../heads/headAddress';
import type { HeadQuantities } from '../theory/results';
import type { CostState, MeasuredTime } from '../theory/cost';

/** A text for a model, and whose weights look at it. */
export interface TextRequest {
  /** The checkpoint file of a run, or the path that a model was opened by. */
  readonly checkpoint: string;
  /** How to open it, where it is no run's. */
  readonly open?: OpenOptions;
  readonly text: string;
  /** Whether the text is a question: then what asks it and the model's own answer are added. */
  readonly question: boolean;
  /** How a model that was opened goes on. */
  readonly goOn?: GoingOn;
  /** Whether to leave out what the model adds: it takes a pass for each token. */
  readonly unanswered?: boolean;
  /** What surrounds the name in questions like this one, where that is known. */
  readonly wording?: { readonly before: string; readonly after: string };
}

/** The inspector's contract. */
export interface InspectorCalls {
  /** Opens a model by its path, and tells its sizes. */
  readonly open: {
    readonly request: { readonly checkpoint: string; readonly open: OpenOptions };
    readonly response: ModelFacts;
  };
  /** All heads' maps. */
  readonly maps: { readonly request: TextRequest; readonly response: MapsResponse };
  /** One head's map in full precision: [queries · keys]. */
  readonly head: {
    readonly request: TextRequest & { readonly head: HeadAddress };
    readonly response: { readonly queries: number; readonly keys: number; readonly weights: Float32Array };
  };
  /** The theory lab’s quantities of all heads. */
  readonly quantities: {
    readonly request: TextRequest;
    readonly response: { readonly step: number; readonly heads: readonly HeadQuantities[] };
  };
  /** The id of the device that all this is computed on, as `attention-lab devices` lists it. */
  readonly device: { readonly request: Readonly<Record<string, never>>; readonly response: string };
  /** The time of a layer of either kind for a text of one length. */
  readonly measureCost: {
    readonly request: { readonly sizes: CostState; readonly length: number };
    readonly response: readonly MeasuredTime[];
  };
  /** What heads do; can take a minute, tells progress and can be cancelled. */
  readonly analyse: { readonly request: AnalysisCall; readonly response: HeadResult };
}
