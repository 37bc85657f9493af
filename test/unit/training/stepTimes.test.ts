import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Learner } from '../../../src/training/learner';
import { estimateTraining } from '../../../src/training/timeEstimate';
import { rememberTime, rememberedTime } from '../../../src/training/stepTimes';
import { temporaryFile, temporaryFolder } from '../../support/files';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('remembered times of steps', () => {
  it('are found under their key again, beside those of other sizes', async () => {
    const path = join(await temporaryFolder(), 'times.json');
    await rememberTime(path, 'one', { step: 1, compilation: 2 });
    await rememberTime(path, 'two', { step: 3, compilation: 0 });
    expect(await rememberedTime(path, 'one')).toEqual({ step: 1, compilation: 2 });
    expect(await rememberedTime(path, 'two')).toEqual({ step: 3, compilation: 0 });
    expect(await rememberedTime(path, 'constructor')).toBeUndefined();
  });

  it.each(['', '[]', '{"version":1,"times":{"one":{"step":-1,"compilation":0}}}', '{"version":2}'])(
    'are none where the file is not ours: %j',
    async (content) => {
      const path = await temporaryFile('times.json', content);
      expect(await rememberedTime(path, 'one')).toBeUndefined();
      await rememberTime(path, 'one', { step: 1, compilation: 0 });
      expect(await rememberedTime(path, 'one')).toEqual({ step: 1, compilation: 0 });
    },
  );
});

describe('the estimate of a training', () => {
  it('times a few steps, and afterwards takes what was remembered', async () => {
    const folder = await temporaryFolder();
    const [corpus, times] = [join(folder, 'text.txt'), join(folder, 'times.json')];
    await writeFile(corpus, 'Ada was born in Arlen.\n'.repeat(64));
    const sizes = { layers: 1, heads: 1, width: 8, batch: 4, context: 24 };
    const options = { corpus, ...sizes, preset: 'quick', steps: 50 } as const;
    const first = await estimateTraining({ ...options, device: 'tfjs-js', times });
    expect(first).toMatchObject({ device: 'tfjs-js', steps: 50 });
    // One block of width 8, its embeddings and its head: a few thousand numbers.
    expect(first.parameters).toBeGreaterThan(1000);
    expect(first.memory).toBeGreaterThan(100e6);
    expect(first.secondsPerStep).toBeGreaterThan(0);
    expect(first.seconds).toBeGreaterThanOrEqual(50 * first.secondsPerStep);
    const again = await estimateTraining({ ...options, device: 'tfjs-js', times, steps: 100 });
    expect(again.secondsPerStep).toBe(first.secondsPerStep);
    expect(again.seconds - first.seconds).toBeCloseTo(50 * first.secondsPerStep);
  });

  it('times as many parts as the batches have, which are few where the data is small', async () => {
    const folder = await temporaryFolder();
    const [corpus, times] = [join(folder, 'text.txt'), join(folder, 'times.json')];
    await writeFile(corpus, 'Ada was born in Arlen.\n'.repeat(20));
    const step = vi.spyOn(Learner.prototype, 'step');
    // 4096 tokens at once: 8 rows of 512, 16 of which would make the batch.
    const sizes = { layers: 2, heads: 1, width: 8, batch: 128, context: 512, variant: 'perceiver' };
    const options = { corpus, ...sizes, preset: 'quick', steps: 50, device: 'tfjs-js', times } as const;
    await estimateTraining({ ...options, bottleneck: 4 });
    const parts = step.mock.calls.map(([batch]) => batch.microBatches.length);
    expect(new Set(parts)).toEqual(new Set([3]));
    await estimateTraining({ ...options, bottleneck: 4 });
    expect(step).toHaveBeenCalledTimes(parts.length);
    await estimateTraining({ ...options, bottleneck: 8 });
    expect(step).toHaveBeenCalledTimes(2 * parts.length);
  });

  it('needs to know what is learned', async () => {
    await expect(estimateTraining({})).rejects.toThrow(/Say what is learned: --corpus FILE, or --questions/);
  });
});
