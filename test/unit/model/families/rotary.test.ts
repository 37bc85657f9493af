import { describe, expect, it } from 'vitest';
import { readRotary, rotaryFrequencies, rotaryTables } from '../../../../src/model/families/rotary';

const DEFAULTS = { theta: 10_000, share: 1, precision: 'float32' } as const;
const read = (fields: object, positions = 128) => readRotary(fields, positions, DEFAULTS);

describe('the two spellings', () => {
  it('mean the same', () => {
    const scaling = {
      factor: 8,
      low_freq_factor: 1,
      high_freq_factor: 4,
      original_max_position_embeddings: 64,
    };
    const old = read({ rope_theta: 500_000, rope_scaling: { type: 'llama3', ...scaling } });
    const today = read({ rope_parameters: { rope_type: 'llama3', rope_theta: 500_000, ...scaling } });
    expect(today).toEqual(old);
    expect(today.theta).toBe(500_000);
  });

  it('take the family’s numbers where they say nothing', () => {
    expect(read({})).toMatchObject({ theta: 10_000, share: 1, scaling: { rope_type: 'default' } });
  });

  it('refuse a stretching that is not known, or lacks a number', () => {
    expect(() => read({ rope_scaling: { type: 'longrope', factor: 4 } })).toThrow(
      /rope_type|longrope|Invalid/,
    );
    expect(() => read({ rope_scaling: { type: 'linear' } })).toThrow();
  });
});

describe('frequencies', () => {
  it('are a geometric sequence', () => {
    const { frequencies } = rotaryFrequencies(read({ rope_theta: 16 }), 8);
    expect(frequencies).toEqual([1, 0.5, 0.25, 0.125]);
  });

  it('are divided by the factor of a linear stretching', () => {
    const { frequencies } = rotaryFrequencies(
      read({ rope_theta: 16, rope_scaling: { type: 'linear', factor: 2 } }),
      8,
    );
    expect(frequencies).toEqual([0.5, 0.25, 0.125, 0.0625]);
  });

  it('of llama3 are kept for short waves, divided for long ones, blended between', () => {
    const scaling = {
      factor: 8,
      low_freq_factor: 1,
      high_freq_factor: 4,
      original_max_position_embeddings: 64,
    };
    const { frequencies } = rotaryFrequencies(
      read({ rope_scaling: { rope_type: 'llama3', ...scaling } }),
      12,
    );
    // By wavelength, as the model's release has it; ours goes by turns.
    const expected = Array.from({ length: 6 }, (_, pair) => {
      const plain = 1 / 10_000 ** ((2 * pair) / 12);
      const wave = (2 * Math.PI) / plain;
      if (wave < 64 / 4) return plain;
      if (wave > 64 / 1) return plain / 8;
      const smooth = (64 / wave - 1) / (4 - 1);
      return ((1 - smooth) * plain) / 8 + smooth * plain;
    });
    frequencies.forEach((frequency, pair) => {
      expect(frequency).toBeCloseTo(expected[pair] ?? NaN, 12);
    });
    expect(frequencies[1]).not.toBeCloseTo(10_000 ** (-1 / 6), 3);
  });

  it('of yarn are kept for pairs that turn often, and cosines grow', () => {
    const scaling = { rope_type: 'yarn', factor: 4, original_max_position_embeddings: 32 };
    const { frequencies, amplitude } = rotaryFrequencies(read({ rope_parameters: scaling }), 64);
    expect(frequencies[0]).toBe(1);
    expect(frequencies[31]).toBeCloseTo(10_000 ** (-62 / 64) / 4, 12);
    expect(amplitude).toBeCloseTo(0.1 * Math.log(4) + 1, 12);
  });

  it('can be rounded as a conversion of the whole model rounds them', () => {
    const plain = read({});
    const cosine = (precision: 'float32' | 'bfloat16' | 'float16') =>
      Math.acos(rotaryTables({ ...plain, precision }, 4, 2).cosines[3] ?? NaN);
    // 0.01 is 0x3c23d70a; its upper half, rounded up, 0x3c24; as binary16, 0x211f.
    expect(cosine('float32')).toBeCloseTo(0.01, 5);
    expect(cosine('bfloat16')).toBeCloseTo(0.010009765625, 5);
    expect(cosine('float16')).toBeCloseTo(0.0100021362, 5);
  });
});
