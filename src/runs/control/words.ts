/**
 * Requests and their answers as people read them: in the panel, on curves, on the command line, in reports.
 */
import { percent, wholeNumber } from '../../numbers/formats';
import { ends } from './alarms';
import type { Alarm, AlarmCondition, Change, ControlEntry, Outcome, RecordedEvent } from './request';

/** `pause`, `learning rate 0.001, silence heads 1.2 and 3.4`, `alarm: the loss is NaN`. */
export function requestInWords(request: RecordedEvent): string {
  switch (request.kind) {
    case 'change':
      return changeInWords(request.change);
    case 'alarm':
      return alarmInWords(request.alarm);
    case 'alarmOff':
      return `no alarm on ${ABOUT[request.when]}`;
    case 'rang':
      return `alarm, ${conditionInWords(request.alarm)}`;
    case 'wentOn':
    case 'pause':
    case 'resume':
    case 'stop':
    case 'discard':
    case 'evaluate':
    case 'checkpoint':
      return PLAIN[request.kind];
  }
}

/** What an alarm does when: `pause when the loss has not fallen for 200 steps`. */
export function alarmInWords(alarm: Alarm): string {
  return `${alarm.action} when ${conditionInWords(alarm)}`;
}

const ABOUT: Readonly<Record<AlarmCondition, string>> = {
  nan: 'NaN',
  flat: 'a loss that does not fall',
  accuracy: 'accuracy',
  exactMatch: 'exact match',
};

function conditionInWords(alarm: Alarm): string {
  switch (alarm.when) {
    case 'nan':
      return 'the loss is NaN';
    case 'flat':
      return `the loss has not fallen for ${wholeNumber(alarm.steps)} ${alarm.steps === 1 ? 'step' : 'steps'}`;
    case 'accuracy':
    case 'exactMatch':
      return `${ABOUT[alarm.when]} has reached ${percent(alarm.share)}`;
  }
}

const PLAIN = {
  pause: 'pause',
  resume: 'go on',
  stop: 'stop and save',
  discard: 'discard the run',
  evaluate: 'evaluate',
  checkpoint: 'keep a checkpoint',
  wentOn: 'go on after the alarm',
} as const;

function changeInWords({ learningRate, weightDecay, dropout, steps, silenced }: Change): string {
  const parts = [
    learningRate === undefined ? [] : `learning rate ${learningRate}`,
    weightDecay === undefined ? [] : `weight decay ${weightDecay}`,
    dropout === undefined ? [] : `dropout ${dropout}`,
    steps === undefined ? [] : `${wholeNumber(steps)} steps`,
    silenced === undefined ? [] : silencedInWords(silenced),
  ].flat();
  return parts.length === 0 ? 'change nothing' : parts.join(', ');
}

function silencedInWords(heads: readonly string[]): string {
  if (heads.length === 0) return 'let all heads speak';
  return `silence ${heads.length === 1 ? 'head' : 'heads'} ${heads.join(', ')}`;
}

/** `applied from step 121`, `done at step 120`, `refused: it is paused already`. */
export function outcomeInWords(request: RecordedEvent, outcome: Outcome): string {
  if ('refused' in outcome) return `refused: ${outcome.refused}`;
  const step = wholeNumber(outcome.applied);
  if (request.kind === 'rang') return `rang after step ${step}${becameOf(request.alarm)}`;
  const lasts = request.kind === 'change' || request.kind === 'alarm';
  return lasts ? `applied from step ${wholeNumber(outcome.applied + 1)}` : `done at step ${step}`;
}

function becameOf(alarm: Alarm): string {
  if (ends(alarm)) return ' and stopped the run';
  return alarm.action === 'pause' ? ' and paused the run' : '';
}

/** A whole line of the record: who asked for what, when, and what became of it. */
export function entryInWords({ request, asked, who, outcome }: ControlEntry): string {
  const answer = outcomeInWords(request, outcome);
  if (request.kind === 'rang' || request.kind === 'wentOn') return `${requestInWords(request)}: ${answer}`;
  return `${requestInWords(request)}: asked at step ${wholeNumber(asked)} by ${who}, ${answer}`;
}
