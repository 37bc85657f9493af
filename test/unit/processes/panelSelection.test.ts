import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import {
  FIRST_SELECTION,
  parseSelection,
  selectionSchema,
  withChange,
} from '../../../src/processes/panelSelection';

describe('a kept selection', () => {
  it('is read as it was kept', () => {
    const selection = {
      page: 'heads',
      runs: ['/runs/a'],
      step: 100,
      head: { block: 'blocks.1', head: 2 },
      question: 'Where?',
      asks: true,
      goOn: { tokens: 5, temperature: 0.7, topK: 40, topP: 0.9, seed: 3 },
    };
    expect(parseSelection({ ...selection, preferences: {} })).toEqual(selection);
  });

  it('loses what does not fit, field by field', () => {
    for (const nothing of [undefined, null, 'heads', 7])
      expect(parseSelection(nothing)).toBe(FIRST_SELECTION);
    expect(
      parseSelection({ page: 'secret', runs: 'all', step: -1, head: { block: 1 }, question: '' }),
    ).toEqual(FIRST_SELECTION);
    expect(parseSelection({ asks: 'yes', goOn: { tokens: 1e9, temperature: 0, seed: 0 } })).toEqual(
      FIRST_SELECTION,
    );
    expect(parseSelection({ runs: ['a', 3], head: { block: 'a', head: 0.5 }, step: NaN })).toEqual({
      page: 'training',
      runs: ['a'],
    });
  });
});

describe('a selection of more runs than a message takes', () => {
  const runs = Array.from({ length: 1001 }, (_, index) => `/runs/${index}`);

  it.each([
    ['was kept', parseSelection({ runs })],
    ['is made', withChange(FIRST_SELECTION, { runs })],
  ])('is cut to those where it %s', (_, selection) => {
    expect(selection.runs).toEqual(runs.slice(0, 1000));
    expect(v.is(selectionSchema, selection)).toBe(true);
  });
});

describe('a change of the selection', () => {
  const before = { page: 'heads', runs: ['a'], step: 5, head: { block: 'b', head: 1 } } as const;

  it('keeps what it does not name, and takes back what it names as undefined', () => {
    expect(withChange(before, { page: 'trust' })).toEqual({ ...before, page: 'trust' });
    expect(withChange(before, { step: undefined, head: undefined })).toEqual({ page: 'heads', runs: ['a'] });
    expect(withChange(before, { question: 'Who?' })).toEqual({ ...before, question: 'Who?' });
  });

  it('to another run leaves the step of the last one behind', () => {
    expect(withChange(before, { runs: ['b'] })).not.toHaveProperty('step');
    expect(withChange(before, { runs: ['b'], step: 9 })).toMatchObject({ step: 9 });
    expect(withChange(before, { runs: ['a', 'b'] })).toMatchObject({ step: 5 });
  });
});
