/**
 * A run in a few words, as lists show it.
 */
import { type RunSummary, isRunning, progressOf } from '../../runs/runSummary';
import { percent, wholePercent, durationInWords } from '../../numbers/formats';

/** `rope · fast · 62 %, 4 min left`, or how it ended. */
export function describeRun(run: RunSummary): string {
  const { config, status } = run;
  const what = `${config.task === 'finetune' ? 'finetuned ' : ''}${variantName(config.model.variant)} · ${config.preset}`;
  return `${what} · ${stateInWords(run)}${matchInWords(status?.exactMatch)}`;
}

/** The state, with progress while it is running. */
export function stateInWords(run: RunSummary): string {
  const { state, status } = run;
  if (!isRunning(run)) return state === 'done' ? durationInWords(status?.secondsElapsed ?? 0) : state;
  const left = status?.secondsLeft;
  const rest = left === undefined || left === 0 ? '' : `, ${durationInWords(left)} left`;
  return `${wholePercent(progressOf(run))}${rest}`;
}

/** One's own variant is named by its file. */
export function variantName(variant: string): string {
  return variant.split(/[\\/]/).at(-1) ?? variant;
}

function matchInWords(exactMatch: number | undefined): string {
  return exactMatch === undefined ? '' : ` · ${percent(exactMatch)}`;
}
