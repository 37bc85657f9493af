/**
 * A training on the command line: lines of progress, and signals that stop it.
 */
import { headProbe } from '../heads/formation/scoreRecorder';
import { durationInWords, fixed, percent, wholeNumber } from '../numbers/formats';
import type { MetricsRow } from '../runs/metrics';
import type { RunConfig } from '../runs/runConfig';
import { matchWord } from '../runs/runWords';
import type { TrainingEvents } from '../training/trainingEvents';
import type { Call } from './verb';

/** Prints what a training tells; the signals of {@link STOPS} end it after the current step, with a checkpoint. */
export function trainingEvents(call: Call): TrainingEvents {
  const progress = new ProgressLines(call);
  return {
    say: call.say,
    warn: call.warn,
    onRow: (row, config) => {
      progress.show(row, config);
    },
    probe: headProbe,
    stoppable: untilSignal,
  };
}

/** From a key, from another process, and from a terminal that is closed. */
const STOPS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

async function untilSignal<Result>(train: (stop: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  const stop = () => {
    controller.abort();
  };
  for (const signal of STOPS) process.on(signal, stop);
  try {
    return await train(controller.signal);
  } finally {
    for (const signal of STOPS) process.off(signal, stop);
  }
}

/** At most a line every few seconds. */
class ProgressLines {
  private next = 0;

  constructor(private readonly call: Call) {}

  show(row: MetricsRow, config: RunConfig): void {
    const now = performance.now();
    if (now < this.next) return;
    this.next = now + 5000;
    const { step, loss, accuracy, tokensPerSecond, secondsLeft } = row;
    const speed = tokensPerSecond === null ? '–' : wholeNumber(tokensPerSecond);
    const match = matchInWords(row, config);
    this.call.say(
      `step ${step}  loss ${fixed(loss, 3)}  accuracy ${percent(accuracy)}${match}  ` +
        `${speed} tokens/s  ${durationInWords(secondsLeft)} left`,
    );
  }
}

function matchInWords({ exactMatch, correct, asked }: MetricsRow, config: RunConfig): string {
  if (exactMatch === undefined) return '';
  return `  ${matchWord(config)} ${percent(exactMatch)}${asked === undefined ? '' : ` (${correct ?? 0} of ${asked})`}`;
}
