/**
 * How a model is opened by its path, apart from what opens it, so that messages between processes may carry it.
 */

/** What may be said besides the path. */
export interface OpenOptions {
  /** How questions are written for a model that was not trained on them here; see `asking.ts`. */
  readonly template?: string;
  /** An assignment's corpus; the only text file beside it when left out. */
  readonly corpus?: string;
  /** An assignment's heads in a block, where its file does not tell. */
  readonly heads?: number;
}
