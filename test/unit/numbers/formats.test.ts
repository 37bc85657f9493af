import { describe, expect, it } from 'vitest';
import {
  bytes,
  countInWords,
  countedShare,
  durationInWords,
  pValue,
  percent,
  percentInterval,
  shortNumber,
  signed,
  threeDigits,
  wholeNumber,
} from '../../../src/numbers/formats';

/** With plain spaces, as one types them. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('numbers as people read them', () => {
  it('shares: nothing and all are told from almost nothing and almost all', () => {
    expect([0, 0.0001, 0.0005, 0.0123, 0.62, 0.9996, 1].map(percent).map(plain)).toEqual([
      '0 %',
      '< 0.1 %',
      '0.1 %',
      '1.2 %',
      '62.0 %',
      '> 99.9 %',
      '100 %',
    ]);
    expect(percent(0.5)).toBe('50.0\u00a0%');
  });

  it('shares that were counted: with their interval, or as a count where they are few', () => {
    expect(plain(countedShare(62, 100))).toBe('62.0 % (52 – 71)');
    expect(plain(countedShare(6200, 10_000))).toBe('62.0 % (61.0 – 62.9)');
    expect(countedShare(4, 4)).toBe('4 of 4');
    expect(countedShare(0, 0)).toBe('0 of 0');
    expect(plain(countInWords(93, 500, 'right'))).toBe('93 of 500 right = 18.6 % (15 – 22)');
    expect(countInWords(4, 4, 'right')).toBe('4 of 4 right');
    expect(plain(percentInterval({ low: 0.55, high: 0.69 }))).toBe('55 – 69');
  });

  it('three digits, with separators above and powers of ten below', () => {
    expect([0, 0.0006, 0.00031, 0.4121, 1.909, -12.44, 999.6, 12_400, 123_456].map(threeDigits)).toEqual([
      '0',
      '6e-4',
      '3.1e-4',
      '0.412',
      '1.91',
      '−12.4',
      '1,000',
      '12,400',
      '123,456',
    ]);
    expect([980, 54_321, 999_700, 1_234_567].map(shortNumber).map(plain)).toEqual([
      '980',
      '54.3 k',
      '1 M',
      '1.23 M',
    ]);
    expect(wholeNumber(-1234.4)).toBe('−1,234');
  });

  it('signs, but none before zero', () => {
    expect([0.25, -1, 0, 0.001, -0.001].map((value) => signed(value, 2))).toEqual([
      '+0.25',
      '−1.00',
      '0.00',
      '0.00',
      '0.00',
    ]);
  });

  it('probabilities of tests, times and sizes', () => {
    expect([1, 0.838, 0.0384, 0.00001].map(pValue)).toEqual(['p = 1', 'p = 0.84', 'p = 0.038', 'p < 0.001']);
    expect([45, 89.6, 700, 11_520].map(durationInWords)).toEqual(['45 s', '90 s', '12 min', '3.2 h']);
    expect([12, 12_000, 340e6, 1.1e9].map(bytes).map(plain)).toEqual(['12 B', '12 kB', '340 MB', '1.1 GB']);
  });
});
