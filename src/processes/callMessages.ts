/**
 * What travels on the channel between the two ends of a call. Each end checks the envelope of what it gets;
 * what is inside is the contract's business.
 */
import * as v from 'valibot';

const id = v.pipe(v.number(), v.integer());

const requestSchema = v.object({ kind: v.literal('request'), id, call: v.string(), request: v.unknown() });

const cancellationSchema = v.object({ kind: v.literal('cancellation'), id });

/** From the asking end: a request, or that its answer is no longer wanted. */
export const fromCallerSchema = v.variant('kind', [requestSchema, cancellationSchema]);

/** See {@link fromCallerSchema}. */
export type FromCaller = v.InferOutput<typeof fromCallerSchema>;

/** A request with its number, by which it is answered. */
export type CallRequest = v.InferOutput<typeof requestSchema>;

/** From the answering end: how far it is, what it found, or why it found nothing. */
export const toCallerSchema = v.variant('kind', [
  v.object({ kind: v.literal('progress'), id, done: v.number(), total: v.number() }),
  v.object({ kind: v.literal('response'), id, response: v.unknown() }),
  v.object({
    kind: v.literal('problem'),
    id,
    problem: v.string(),
    forPeople: v.boolean(),
    stack: v.optional(v.string()),
  }),
]);

/** See {@link toCallerSchema}. */
export type ToCaller = v.InferOutput<typeof toCallerSchema>;
