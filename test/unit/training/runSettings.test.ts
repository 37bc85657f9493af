import { describe, expect, it } from 'vitest';
import { trainingOf } from '../../../src/training/runSettings';
import { rateFactor } from '../../../src/training/schedule';
import type { TrainingOptions } from '../../../src/training/options';

const SIZE = {
  task: 'finetune',
  examples: 1000,
  documents: 1000,
  contextLength: 16,
  pretrained: false,
} as const;

function made(options: TrainingOptions) {
  return trainingOf({ preset: 'quick', steps: 100, ...options }, SIZE);
}

/** The factor on the rate at a step, from 1, as the loop works it out. */
function factorAt(options: TrainingOptions, step: number) {
  const { schedule, batchRows } = made(options);
  return rateFactor(schedule, step * batchRows * (SIZE.contextLength - 1));
}

describe('the training that was asked for', () => {
  it('takes optimizer, weight decay and betas from the options', () => {
    const { optimizer } = made({ optimizer: 'adamw', weightDecay: 1, beta1: 0.8, beta2: 0.98 });
    expect(optimizer).toMatchObject({ kind: 'adamw', weightDecay: 1, beta1: 0.8, beta2: 0.98 });
    // Muon's rate would be too high for AdamW.
    expect(optimizer.learningRate).toBe(1e-3);
    expect(made({ weightDecay: 0 }).optimizer).toMatchObject({ kind: 'muon', weightDecay: 0 });
  });

  it('warms up over as many steps as were asked for, whatever the batch', () => {
    for (const batch of [8, 512]) {
      expect(factorAt({ batch, warmup: 10 }, 5)).toBeCloseTo(0.5);
      expect(factorAt({ batch, warmup: 10 }, 10)).toBeCloseTo(1);
      expect(factorAt({ batch, warmup: 0 }, 1)).toBeGreaterThan(0.99);
    }
  });

  it('comes to its floor at the end of the run, whatever the batch', () => {
    for (const batch of [8, 512]) {
      expect(factorAt({ batch }, 99)).toBeLessThan(0.06);
      expect(factorAt({ batch }, 50)).toBeGreaterThan(0.4);
    }
    expect(factorAt({ rateFloor: 1, warmup: 0 }, 70)).toBe(1);
  });

  it('computes as many rows at once as fit, and they divide the batch', () => {
    expect(made({ batch: 512 }).microBatchRows).toBe(256);
    expect(made({ batch: 500 }).microBatchRows).toBe(250);
    // Prime: one row at once would take for ever.
    expect(made({ batch: 257 }).microBatchRows).toBe(257);
  });

  it('cuts padding finer in a long run, which has the time to compile more lengths', () => {
    expect(made({ batch: 100, steps: 999 }).lengthStep).toBeUndefined();
    expect(made({ batch: 100, steps: 1000 }).lengthStep).toBe(4);
  });
});
