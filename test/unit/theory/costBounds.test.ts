import { describe, expect, it } from 'vitest';
import { openDevice } from '../../../src/engine/devices/openDevice';
import { costAt, requireMeasurable } from '../../../src/theory/attentionCost';
import { COST_FIELDS, COST_LENGTHS } from '../../../src/theory/cost';
import { initialState } from '../../../src/theory/fields';

const standard = initialState(COST_FIELDS);

describe('what may be measured', () => {
  it('is everything that the page offers at its own sizes', () => {
    for (const length of COST_LENGTHS) requireMeasurable(standard, length, 2e9);
  });

  it('is refused with its number where the memory is too small for it', () => {
    const large = { ...standard, width: 4096, layers: 48, upMlpRatio: 8 };
    expect(() => {
      requireMeasurable(large, 1024, 16e9);
    }).toThrow(/Measuring 48 layers of width 4,096 would take about \d+\.\d\sGB of memory.*fewer layers/);
  });

  it.each([
    ['a width of the page’s double', { ...standard, width: 8192 }, 32],
    ['half a layer', { ...standard, layers: 2.5 }, 32],
    ['a text of no length', standard, -1],
    ['a text of a million characters', standard, 1e6],
  ])('is not %s', async (_, sizes, length) => {
    await expect(costAt(openDevice('onnx-cpu'), sizes, length)).rejects.toThrow(/cannot be measured/);
  });
});
