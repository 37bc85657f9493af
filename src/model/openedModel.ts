/**
 * A model that can be asked, wherever it comes from: a run, a Hugging Face folder, a finished assignment.
 */
import type { Store } from '../engine/engine';
import type { Tokens } from '../data/tokens/tokens';
import type { Asking } from './asking';
import type { Model } from './transformer';

/** A model with its numbers, its tokens, and how it is asked questions. */
export interface OpenedModel {
  readonly model: Model;
  readonly tokens: Tokens;
  readonly store: Store;
  readonly asking: Asking;
  /** Whether a token ends any text. */
  readonly ends: (token: number) => boolean;
}
