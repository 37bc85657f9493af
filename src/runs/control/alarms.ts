/**
 * The alarms of a run, as its record tells them: which are set, and where one has ended the run. What is measured
 * stands elsewhere (`training/alarmWatch.ts`).
 */
import type { Alarm, ControlEntry, ControlRequest } from './request';

/** An alarm that is set and has not rung. */
export interface SetAlarm {
  /** The request by which it was set. */
  readonly id: string;
  readonly alarm: Alarm;
  /** Updates that had been made then: it looks at those that follow. */
  readonly from: number;
}

/** An alarm that has rung, on record. */
export interface Ring {
  readonly id: string;
  readonly alarm: Alarm;
  /** Updates that had been made. */
  readonly made: number;
}

/**
 * The alarms that are set, by the last word on each condition. One that has rung stays off: when the run goes on, and
 * when it is repeated.
 */
export function alarmsSet(record: readonly ControlEntry[]): readonly SetAlarm[] {
  const set = new Map<Alarm['when'], SetAlarm>();
  const rung = new Set<string>();
  for (const { id, request, outcome } of record) {
    if (request.kind === 'rang') rung.add(request.set);
    if (!('applied' in outcome)) continue;
    if (request.kind === 'alarmOff') set.delete(request.when);
    if (request.kind === 'alarm')
      set.set(request.alarm.when, { id, alarm: request.alarm, from: outcome.applied });
  }
  return [...set.values()].filter(({ id }) => !rung.has(id));
}

/** The alarm that has ended the run, if the run has not gone on since. */
export function endedBy(record: readonly ControlEntry[]): Ring | undefined {
  const gone = new Set(record.flatMap(({ request }) => (request.kind === 'wentOn' ? request.ring : [])));
  const ring = record.findLast(({ request }) => request.kind === 'rang' && ends(request.alarm));
  if (ring?.request.kind !== 'rang' || !('applied' in ring.outcome) || gone.has(ring.id)) return undefined;
  return { id: ring.id, alarm: ring.request.alarm, made: ring.outcome.applied };
}

/** Whether a run ends by an alarm. Parameters that are not numbers any more cannot wait in memory for a change. */
export function ends({ when, action }: Alarm): boolean {
  return action === 'stop' || (action === 'pause' && when === 'nan');
}

/** How a run stands for which an alarm is wanted. */
interface AlarmStanding {
  readonly record: readonly ControlEntry[];
  /** Updates that are still to be made. */
  readonly stepsLeft: number;
  /** Whether held-out questions are asked. */
  readonly asks: boolean;
}

type AlarmRequest = Extract<ControlRequest, { kind: 'alarm' | 'alarmOff' }>;

/** Why an alarm cannot be set, or taken away; undefined when it can. */
export function refusalOfAlarm(request: AlarmRequest, standing: AlarmStanding): string | undefined {
  const { record, stepsLeft, asks } = standing;
  if (request.kind === 'alarmOff') {
    const isSet = alarmsSet(record).some(({ alarm }) => alarm.when === request.when);
    return isSet ? undefined : 'no such alarm is set';
  }
  const { alarm } = request;
  if (alarm.when === 'exactMatch' && !asks) return 'it has no held-out questions';
  if (alarm.when !== 'flat' || 2 * alarm.steps <= stepsLeft) return undefined;
  return `it has ${stepsLeft} steps left, and ${alarm.steps} are compared with the ${alarm.steps} before`;
}
