/**
 * What a person may ask of a trainer that is at work, and the record of what became of it: one line of
 * `control.jsonl` for each request that was answered. The lines are foreign until they fit these schemas.
 */
import * as v from 'valibot';
import { count, fields, finite, list, text } from '../../files/foreign';
import { headName } from '../../model/headName';

const short = v.pipe(text, v.maxLength(500));
const positive = v.pipe(finite, v.gtValue(0));

/** The schema of a {@link Change}. */
export const change = fields({
  /** The full learning rate, on which the schedule acts. */
  learningRate: v.exactOptional(positive),
  weightDecay: v.exactOptional(v.pipe(finite, v.minValue(0))),
  dropout: v.exactOptional(v.pipe(finite, v.minValue(0), v.maxValue(0.9))),
  /** Updates of the whole run. The schedule of the learning rate stays as it was made. */
  steps: v.exactOptional(v.pipe(count, v.minValue(1))),
  /** The heads that say nothing from now on; none when the list is empty. */
  silenced: v.exactOptional(list(headName, 10_000)),
});

/** Settings of a run that are changed while it goes on; those that are left out stay. */
export type Change = v.InferOutput<typeof change>;

/** What becomes of a run when an alarm rings. */
export const ALARM_ACTIONS = ['notify', 'pause', 'stop'] as const;

/** What an alarm can be about: a broken loss, one that does not fall, and two figures that are reached. */
const ALARM_CONDITIONS = ['nan', 'flat', 'accuracy', 'exactMatch'] as const;

/** Steps over which losses are compared: as many numbers twice are kept in memory. */
const MOST_ALARM_STEPS = 100_000;

const action = v.picklist(ALARM_ACTIONS);

/** The schema of an {@link Alarm}. */
export const alarm = v.variant('when', [
  fields({ when: v.literal('nan'), action }),
  fields({
    when: v.literal('flat'),
    /** The mean loss of the last so many steps is compared with that of as many before them. */
    steps: v.pipe(
      count,
      v.minValue(1, 'say over how many steps'),
      v.maxValue(MOST_ALARM_STEPS, `at most ${MOST_ALARM_STEPS} steps are compared`),
    ),
    action,
  }),
  fields({
    when: v.picklist(['accuracy', 'exactMatch']),
    /** The share that is to be reached. */
    share: v.pipe(
      finite,
      v.gtValue(0, 'it is a share above 0, as 0.9'),
      v.maxValue(1, 'it is a share of at most 1, as 0.9'),
    ),
    action,
  }),
]);

/** What a person wants to be told of, and what is to become of the run then. There is one of each condition. */
export type Alarm = v.InferOutput<typeof alarm>;
/** What becomes of the run. */
export type AlarmAction = (typeof ALARM_ACTIONS)[number];
/** What an alarm is about. */
export type AlarmCondition = (typeof ALARM_CONDITIONS)[number];

/** Requests without particulars. */
export const PLAIN_REQUESTS = ['pause', 'resume', 'stop', 'discard', 'evaluate', 'checkpoint'] as const;

const requests = [
  fields({ kind: v.picklist(PLAIN_REQUESTS) }),
  fields({ kind: v.literal('change'), change }),
  /** It takes the place of the alarm with the same condition. */
  fields({ kind: v.literal('alarm'), alarm }),
  fields({ kind: v.literal('alarmOff'), when: v.picklist(ALARM_CONDITIONS) }),
] as const;

const request = v.variant('kind', requests);

/** What is asked for. */
export type ControlRequest = v.InferOutput<typeof request>;

/** Names requests in the order in which they were made. */
export const REQUEST_ID = /^[0-9a-z]{8,12}-[0-9a-f]{8}$/;

const id = v.pipe(v.string(), v.regex(REQUEST_ID));

/** What nobody asks for: the trainer writes it down by itself. */
const event = v.variant('kind', [
  ...requests,
  /** An alarm that was set has rung, and stays off from then on. */
  fields({ kind: v.literal('rang'), set: id, alarm }),
  /** The run goes on that an alarm has ended. */
  fields({ kind: v.literal('wentOn'), ring: id }),
]);

/** What stands on record: what was asked for, or has happened by itself. */
export type RecordedEvent = v.InferOutput<typeof event>;

const asking = {
  id,
  /** When, ISO 8601. */
  time: v.pipe(v.string(), v.maxLength(40)),
  /** Who asked, and from where. */
  who: short,
  /** Updates that had been made as far as the asker knew. */
  asked: count,
};

/** The schema of a request that waits for its answer. */
export const waitingRequest = fields({ ...asking, request });

/** The schema of a line of `control.jsonl`. */
export const controlEntry = fields({
  ...asking,
  request: event,
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
