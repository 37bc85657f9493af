/**
 * What a person may ask of a trainer that is at work, and the record of what became of it: one line of
 * `control.jsonl` for each request that was answered. The lines are foreign until they fit these schemas.
 */
import * as v from 'valibot';
import { count, fields, finite, list, text } from '../../files/foreign';

const short = v.pipe(text, v.maxLength(500));
const positive = v.pipe(finite, v.gtValue(0));

/** A head as people write it: layer and head from 1, as in `3.5`. */
const head = v.pipe(v.string(), v.regex(/^[1-9]\d{0,3}\.[1-9]\d{0,4}$/, 'a head is written as 3.5'));

/** The schema of a {@link Change}. */
export const change = fields({
  /** The full learning rate, on which the schedule acts. */
  learningRate: v.exactOptional(positive),
  weightDecay: v.exactOptional(v.pipe(finite, v.minValue(0))),
  dropout: v.exactOptional(v.pipe(finite, v.minValue(0), v.maxValue(0.9))),
  /** Updates of the whole run. The schedule of the learning rate stays as it was made. */
  steps: v.exactOptional(v.pipe(count, v.minValue(1))),
  /** The heads that say nothing from now on; none when the list is empty. */
  silenced: v.exactOptional(list(head, 10_000)),
});

/** Settings of a run that are changed while it goes on; those that are left out stay. */
export type Change = v.InferOutput<typeof change>;

/** Requests without particulars. */
export const PLAIN_REQUESTS = ['pause', 'resume', 'stop', 'discard', 'evaluate', 'checkpoint'] as const;

const request = v.variant('kind', [
  fields({ kind: v.picklist(PLAIN_REQUESTS) }),
  fields({ kind: v.literal('change'), change }),
]);

/** What is asked for. */
export type ControlRequest = v.InferOutput<typeof request>;

/** Names requests in the order in which they were made. */
export const REQUEST_ID = /^[0-9a-z]{8,12}-[0-9a-f]{8}$/;

const asking = {
  id: v.pipe(v.string(), v.regex(REQUEST_ID)),
  /** When, ISO 8601. */
  time: v.pipe(v.string(), v.maxLength(40)),
  /** Who asked, and from where. */
  who: short,
  /** Updates that had been made as far as the asker knew. */
  asked: count,
  request,
};

/** The schema of a request that waits for its answer. */
export const waitingRequest = fields(asking);

/** The schema of a line of `control.jsonl`. */
export const controlEntry = fields({
  ...asking,
  /** Done when so many updates had been made, so a change holds from the next one on; or not done, and why. */
  outcome: v.union([fields({ applied: count }), fields({ refused: short })]),
});

/** A request that waits for its answer. */
export type WaitingRequest = v.InferOutput<typeof waitingRequest>;
/** A request and what became of it. */
export type ControlEntry = v.InferOutput<typeof controlEntry>;
/** What became of a request. */
export type Outcome = ControlEntry['outcome'];

/** The updates that had been made when a request was done; undefined when it was refused. */
export function appliedAt({ outcome }: Pick<ControlEntry, 'outcome'>): number | undefined {
  return 'applied' in outcome ? outcome.applied : undefined;
}
