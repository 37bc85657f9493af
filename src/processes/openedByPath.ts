/**
 * Models that were opened by their path rather than trained here, and how such a model goes on with a text: what
 * the window remembers and the panel may say of them.
 */
import * as v from 'valibot';
import { count, fields, finite, proportion, text } from '../files/foreign';

/** A model's folder or file, and how it is opened: the options of `model/openAny.ts`. */
export const openedModelSchema = fields({
  path: v.pipe(text, v.minLength(1)),
  /** How questions are written for it. */
  template: v.exactOptional(text),
  /** An assignment's corpus. */
  corpus: v.exactOptional(text),
  /** An assignment's heads in a block. */
  heads: v.exactOptional(count),
});

/** See {@link openedModelSchema}. */
export type OpenedByPath = v.InferOutput<typeof openedModelSchema>;

/** What the panel is told of such a model. */
export interface ListedModel {
  readonly path: string;
  readonly name: string;
}

/** What people call a model: its folder's name, or the repository's in a cache of Hugging Face's hub. */
export function modelName(path: string): string {
  const repository = /models--([^/\\]+)[/\\]snapshots[/\\][^/\\]+[/\\]*$/.exec(path)?.[1];
  if (repository !== undefined) return repository.replaceAll('--', '/');
  return path.split(/[/\\]/).findLast((part) => part !== '') ?? path;
}

/** More tokens than anybody waits for. */
const MOST_TOKENS = 500;

const MOST_TEMPERATURE = 10;

/** The schema of {@link GoingOn}. */
export const goingOnSchema = fields({
  /** The most tokens that are added. */
  tokens: v.pipe(count, v.maxValue(MOST_TOKENS)),
  /** 0 takes the most probable token, 1 the model's own odds. */
  temperature: v.pipe(finite, v.minValue(0), v.maxValue(MOST_TEMPERATURE)),
  /** Only the so many most probable tokens are drawn from; all when left out. */
  topK: v.exactOptional(v.pipe(count, v.minValue(1))),
  /** Only the most probable tokens that together have this probability; all when left out. */
  topP: v.exactOptional(v.pipe(proportion, v.minValue(0.001), v.maxValue(1))),
  /** Equal seeds draw equal texts. */
  seed: count,
});

/** How a model goes on with a text. */
export type GoingOn = v.InferOutput<typeof goingOnSchema>;

/** At first: greedy, and short enough to be there at once. */
export const FIRST_GOING_ON: GoingOn = { tokens: 20, temperature: 0, seed: 0 };
