import { describe, expect, it } from 'vitest';
import { requireMapMemory } from '../../../src/model/attentionMaps';

const model = {
  config: { heads: 16, contextLength: 100_001 },
  blockNames: Array.from({ length: 24 }, String),
};

describe('maps of a text', () => {
  it('are read where they fit', () => {
    requireMapMemory(model, 1000, 8e9);
  });

  it('are refused with their number where they do not', () => {
    expect(() => {
      requireMapMemory(model, 20_000, 8e9);
    }).toThrow(
      /The maps of 20,000 tokens in 24 layers of 16 heads would take about [\d,.]+\sGB.*shorter text/,
    );
  });

  it('are those of what the model reads, however long the text', () => {
    expect(() => {
      requireMapMemory({ ...model, config: { heads: 16, contextLength: 1001 } }, 1e9, 8e9);
    }).not.toThrow();
  });
});
