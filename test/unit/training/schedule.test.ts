import { describe, expect, it } from 'vitest';
import type { ScheduleConfig } from '../../../src/runs/runConfig';
import { presetTraining } from '../../../src/training/presets';
import { rateFactor, scheduleWarning } from '../../../src/training/schedule';

const published: ScheduleConfig = {
  warmupTokens: 10_240,
  decayTokens: 1_000_000,
  floor: 0.1,
  afterDecay: 'rise',
};

describe('the learning rate', () => {
  it('warms up linearly, then follows a cosine to a tenth', () => {
    expect(rateFactor(published, 5_120)).toBeCloseTo(0.5, 10);
    expect(rateFactor(published, 10_240)).toBe(1);
    expect(rateFactor(published, 10_240 + 989_760 / 2)).toBeCloseTo(0.5, 10);
    expect(rateFactor(published, 950_000)).toBeCloseTo(0.1, 10);
    expect(rateFactor(published, 1_000_000)).toBeCloseTo(0.1, 10);
  });

  it('rises again in the published recipe, and is held on request', () => {
    const later = 10_240 + 2 * 989_760;
    expect(rateFactor(published, later)).toBeCloseTo(1, 10);
    expect(rateFactor({ ...published, afterDecay: 'hold' }, later)).toBeCloseTo(0.1, 10);
  });

  it('warns of the rise where it happens, and names the remedy', () => {
    expect(scheduleWarning(published, 3_250_000)).toMatch(
      /after 31 % of the run and then rises again.*--hold-rate/,
    );
    expect(scheduleWarning(published, 900_000)).toBeUndefined();
    expect(scheduleWarning({ ...published, afterDecay: 'hold' }, 3_250_000)).toBeUndefined();
  });
});

describe('the study preset is the published schedule', () => {
  const size = { documents: 2937, contextLength: 128 };

  it('in pretraining: 650 epochs of 128, 6e-3, cosine over 200 epochs', () => {
    const training = presetTraining('study', {
      ...size,
      task: 'pretrain',
      examples: 2937,
      pretrained: false,
    });
    expect(training).toMatchObject({ steps: 650 * 23, batchRows: 128 });
    expect(training.optimizer).toMatchObject({
      kind: 'adamw',
      learningRate: 6e-3,
      beta1: 0.9,
      beta2: 0.95,
      weightDecay: 0.1,
      clipNorm: 1,
    });
    expect(training.schedule).toEqual({
      warmupTokens: 10_240,
      decayTokens: 200 * 2937 * 128,
      floor: 0.1,
      afterDecay: 'rise',
    });
  });

  it('in finetuning: 75 epochs of 256 from nothing, 10 after pretraining, 6e-4', () => {
    const scratch = presetTraining('study', { ...size, task: 'finetune', examples: 2000, pretrained: false });
    const after = presetTraining('study', { ...size, task: 'finetune', examples: 2000, pretrained: true });
    expect(scratch).toMatchObject({ steps: 75 * 8, batchRows: 256 });
    expect(after).toMatchObject({ steps: 10 * 8, batchRows: 256 });
    expect(after.optimizer.learningRate).toBe(6e-4);
  });
});
