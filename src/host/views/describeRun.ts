/**
 * A run in a few words, as lists show it: the score first, since it is what runs are compared by.
 */
import { sep } from 'node:path';
import * as vscode from 'vscode';
import { countedShare, durationInWords, percent, wholePercent } from '../../numbers/formats';
import { type RunSummary, progressOf } from '../../runs/runSummary';
import { matchWord } from '../../runs/runWords';
import { homeRunsFolder } from './settings';

/** `62.0 % (55 – 69) · rope · fast · 9 min`, or how far it is. */
export function describeRun(run: RunSummary): string {
  const { config } = run;
  const variant = variantName(config.model.variant);
  const what = config.task === 'finetune' ? vscode.l10n.t('finetuned {0}', variant) : variant;
  return [scoreOf(run), what, config.preset, stateInWords(run), placeInWords(run)]
    .filter((part) => part !== undefined)
    .join(' · ');
}

/**
 * What it answers right, with of how many: `62.0 % (55 – 69)`, `4 of 4`; of spans of what it learns, `spans 4 of 4`.
 * Undefined where it was not asked.
 */
export function scoreOf({ config, status }: RunSummary): string | undefined {
  const { exactMatch, correct, asked } = status ?? {};
  if (exactMatch === undefined) return undefined;
  // Runs of earlier versions do not say of how many.
  const share =
    correct === undefined || asked === undefined ? percent(exactMatch) : countedShare(correct, asked);
  return matchWord(config) === 'exact match' ? share : vscode.l10n.t('spans {0}', share);
}

/** The state, with progress while it is running. */
export function stateInWords(run: RunSummary): string {
  const { state, status } = run;
  const t = vscode.l10n.t;
  switch (state) {
    case 'done':
      return durationInWords(status?.secondsElapsed ?? 0);
    case 'stopped':
      return t('stopped at {0}', wholePercent(progressOf(run)));
    case 'failed':
      return t('failed');
    case 'crashed':
      return t('crashed');
    case 'starting':
      return t('starting');
    case 'paused':
      return t('paused at {0}', wholePercent(progressOf(run)));
    case 'running': {
      const left = status?.secondsLeft ?? 0;
      const progress = wholePercent(progressOf(run));
      return left === 0 ? progress : t('{0}, {1} left', progress, durationInWords(left));
    }
  }
}

/** Of a run that lies in the home folder, that it does: one of the workspace may have its name. Else undefined. */
export function placeInWords({ path }: RunSummary): string | undefined {
  return path.startsWith(homeRunsFolder() + sep) ? vscode.l10n.t('in the home folder') : undefined;
}

/** One's own variant is named by its file. */
export function variantName(variant: string): string {
  return variant.split(/[\\/]/).at(-1) ?? variant;
}
