/**
 * What the extension host may ask the inspector, the child process that looks into models.
 */
import type { BlockMaps, HeadAddress } from './panel';

/** A text for a model, and whose weights look at it. */
export interface Look {
  /** The checkpoint file. */
  readonly checkpoint: string;
  readonly text: string;
  /** Whether the text is a question: then the mask and the model's own answer are added. */
  readonly question: boolean;
}

/** The inspector's contract. */
export interface InspectorCalls {
  /** All heads' maps. */
  readonly maps: { readonly request: Look; readonly response: LookedAt };
  /** One head's map in full precision: [queries · keys]. */
  readonly head: {
    readonly request: Look & { readonly head: HeadAddress };
    readonly response: { readonly queries: number; readonly keys: number; readonly weights: Float32Array };
  };
}

/** What the heads of a model look at in a text. */
export interface LookedAt {
  /** The step of the weights. */
  readonly step: number;
  /** The text's characters as the model reads them, answer included. */
  readonly characters: readonly string[];
  /** Index of the mask behind the question; −1 where there is none. */
  readonly mask: number;
  readonly blocks: readonly BlockMaps[];
}
