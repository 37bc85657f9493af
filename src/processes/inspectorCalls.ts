/**
 * What the extension host may ask the inspector, the child process that looks into models.
 */
import type { ScoredHead } from '../heads/results';
import type { AnalysisCall } from '../heads/analysisCall';
import type { HeadResult } from '../heads/kinds';
import type { BlockMaps, ModelAnswer } from './panelMessages';
import type { HeadAddress } from '../heads/headAddress';
import type { HeadQuantities } from '../theory/results';
import type { CostState, MeasuredTime } from '../theory/cost';

/** A text for a model, and whose weights look at it. */
export interface TextRequest {
  /** The checkpoint file. */
  readonly checkpoint: string;
  readonly text: string;
  /** Whether the text is a question: then the mask and the model's own answer are added. */
  readonly question: boolean;
  /** Whether to leave the model's own answer out: it takes a pass for each of its characters. */
  readonly unanswered?: boolean;
  /** What surrounds the name in questions like this one, where that is known. */
  readonly wording?: { readonly before: string; readonly after: string };
}

/** The inspector's contract. */
export interface InspectorCalls {
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
  /** The time of a layer of either kind for a text of one length. */
  readonly measureCost: {
    readonly request: { readonly sizes: CostState; readonly length: number };
    readonly response: readonly MeasuredTime[];
  };
  /** What heads do; can take a minute, tells progress and can be cancelled. */
  readonly analyse: { readonly request: AnalysisCall; readonly response: HeadResult };
}

/** What the heads of a model look at in a text. */
export interface MapsResponse {
  /** The step of the weights. */
  readonly step: number;
  /** The text's characters as the model reads them, answer included. */
  readonly characters: readonly string[];
  /** Index of the mask behind the question; −1 where there is none. */
  readonly mask: number;
  /** The model's own answer, unless the text is no question or was left unanswered. */
  readonly answer?: ModelAnswer;
  readonly blocks: readonly BlockMaps[];
  /** What each head does in this text, by block, then by head. */
  readonly scores: readonly ScoredHead[];
  /** A sentence for each thing that a person should know, such as characters that were left out. */
  readonly warnings: readonly string[];
}
