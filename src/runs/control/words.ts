/**
 * Requests and their answers as people read them: in the panel, on curves, on the command line, in reports.
 */
import { wholeNumber } from '../../numbers/formats';
import type { Change, ControlEntry, ControlRequest, Outcome } from './request';

/** `pause`, `learning rate 0.001, silence heads 1.2 and 3.4`. */
export function requestInWords(request: ControlRequest): string {
  return request.kind === 'change' ? changeInWords(request.change) : PLAIN[request.kind];
}

const PLAIN = {
  pause: 'pause',
  resume: 'go on',
  stop: 'stop and save',
  discard: 'discard the run',
  evaluate: 'evaluate',
  checkpoint: 'keep a checkpoint',
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
export function outcomeInWords(request: ControlRequest, outcome: Outcome): string {
  if ('refused' in outcome) return `refused: ${outcome.refused}`;
  return request.kind === 'change'
    ? `applied from step ${wholeNumber(outcome.applied + 1)}`
    : `done at step ${wholeNumber(outcome.applied)}`;
}

/** A whole line of the record: who asked for what, when, and what became of it. */
export function entryInWords({ request, asked, who, outcome }: ControlEntry): string {
  const answer = outcomeInWords(request, outcome);
  return `${requestInWords(request)}: asked at step ${wholeNumber(asked)} by ${who}, ${answer}`;
}
