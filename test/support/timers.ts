/**
 * Time that passes when a test says so, for what repeats itself at intervals; files and processes take the time that
 * they take.
 */
import { setImmediate } from 'node:timers/promises';
import { vi } from 'vitest';

/** Until {@link vi.useRealTimers}: intervals pass only in {@link intervalsUntil}. */
export function useManualIntervals(): void {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
}

/** Lets intervals pass until something holds; fails when it does not within some thousand of them. */
export async function intervalsUntil(holds: () => boolean, milliseconds = 500): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error('It did not happen within 20 seconds.');
    vi.advanceTimersByTime(milliseconds);
    await setImmediate();
  }
}
