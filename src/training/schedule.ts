/**
 * The course of the learning rate: linear warm-up, then a cosine down to a floor (minGPT's, in tokens).
 */
import type { ScheduleConfig } from '../runs/runConfig';

/** The factor on the full learning rate after `tokens` tokens, padding included. */
export function rateFactor(schedule: ScheduleConfig, tokens: number): number {
  const { warmupTokens, decayTokens, floor, afterDecay } = schedule;
  if (tokens < warmupTokens) return tokens / Math.max(1, warmupTokens);
  const progress = (tokens - warmupTokens) / Math.max(1, decayTokens - warmupTokens);
  const held = afterDecay === 'hold' ? Math.min(1, progress) : progress;
  return Math.max(floor, 0.5 * (1 + Math.cos(Math.PI * held)));
}

/** Says when the published recipe's trap bites: training goes on after the cosine has turned round. */
export function scheduleWarning(schedule: ScheduleConfig, totalTokens: number): string | undefined {
  if (schedule.afterDecay === 'hold' || totalTokens <= schedule.decayTokens) return undefined;
  const share = Math.round((100 * schedule.decayTokens) / totalTokens);
  return (
    `The learning rate reaches its floor after ${share} % of the run and then rises again: ` +
    'a slip in the published recipe. --hold-rate keeps it at the floor.'
  );
}
