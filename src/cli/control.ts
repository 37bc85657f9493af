/**
 * `attention-lab control`: takes hold of a run while it is trained.
 */
import { wholeNumber } from '../numbers/formats';
import { ask } from '../runs/control/ask';
import { PLAIN_REQUESTS, type ControlRequest } from '../runs/control/request';
import { ALARM_FORM, readAlarm } from '../runs/control/readAlarm';
import { readChange } from '../runs/control/readChange';
import { outcomeInWords, requestInWords } from '../runs/control/words';
import { RunFolder } from '../runs/runFolder';
import { UsageError, type Verb } from './verb';

/** Asks a trainer for something and waits for its answer. */
export const control: Verb = {
  summary:
    'takes hold of a run: pause, resume, stop, discard, evaluate, checkpoint, set NAME=VALUE …, --alarm',
  positionals: `${PLAIN_REQUESTS.join('|')}|set NAME=VALUE …`,
  options: {
    run: { value: 'RUN', required: true, help: 'the run folder' },
    alarm: { value: 'ALARM', help: `instead: ${ALARM_FORM}` },
    'no-wait': { help: 'do not wait for the answer' },
  },
  run: async (call) => {
    const wanted = requestOf(call.positionals, call.text('alarm'));
    const folder = new RunFolder(call.required('run'));
    const { request, answer } = await ask(folder, wanted, 'command line');
    call.say(`${requestInWords(wanted)}: asked at step ${wholeNumber(request.asked)}`);
    if (call.has('no-wait')) return request;
    const entry = await answer();
    call.say(outcomeInWords(wanted, entry.outcome));
    if ('refused' in entry.outcome) process.exitCode = 1;
    return entry;
  },
};

function requestOf([word, ...rest]: readonly string[], alarm: string | undefined): ControlRequest {
  if (alarm !== undefined && word !== undefined)
    throw new UsageError(`Say --alarm or ${word}, one after the other.`);
  if (alarm !== undefined) return readAlarm(alarm);
  if (word === 'set') return { kind: 'change', change: readChange(rest) };
  const kind = PLAIN_REQUESTS.find((plain) => plain === word);
  if (kind && rest.length === 0) return { kind };
  throw new UsageError(`Say what to do: one of ${PLAIN_REQUESTS.join(', ')}, set NAME=VALUE, or --alarm.`);
}
