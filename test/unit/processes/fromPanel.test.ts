import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { type FromPanel, fromPanelSchema } from '../../../src/processes/fromPanel';
import { LONGEST_QUESTION } from '../../../src/processes/panelSelection';
import { COST_FIELDS } from '../../../src/theory/cost';
import { initialState } from '../../../src/theory/fields';

const SIZES = initialState(COST_FIELDS);
const SELECTION = { page: 'heads', runs: ['/a'], step: 3, head: { block: 'b', head: 0 } } as const;

const MESSAGES: readonly FromPanel[] = [
  { kind: 'ready', selection: SELECTION },
  { kind: 'select', selection: { page: 'training', runs: [], question: 'Where?' } },
  { kind: 'refresh' },
  { kind: 'command', command: 'stop', run: '/a' },
  { kind: 'command', command: 'showLog' },
  { kind: 'analyse', id: 1, request: { what: 'scores' } },
  { kind: 'analyse', id: 2, request: { what: 'silence', heads: [{ block: 'b', head: 1 }] } },
  { kind: 'cancelAnalysis', id: 2 },
  { kind: 'measureCost', sizes: SIZES },
  { kind: 'save', name: 'loss.csv', content: 'a,b' },
  { kind: 'save', name: 'loss.png', content: new Uint8Array([1, 2]) },
];

const REFUSED: Readonly<Record<string, unknown>> = {
  'no object': 'ready',
  'an unknown kind': { kind: 'eval', code: '1' },
  'an unknown page': { kind: 'select', selection: { page: 'secret', runs: [] } },
  'runs that are no list': { kind: 'ready', selection: { page: 'heads', runs: '/etc' } },
  'a negative step': { kind: 'select', selection: { ...SELECTION, step: -1 } },
  'a head between two': { kind: 'select', selection: { ...SELECTION, head: { block: 'b', head: 0.5 } } },
  'a question without an end': {
    kind: 'select',
    selection: { ...SELECTION, question: 'a'.repeat(LONGEST_QUESTION + 1) },
  },
  'a command of the editor': { kind: 'command', command: 'workbench.action.terminal.new' },
  'a run that is no path': { kind: 'command', command: 'stop', run: { path: '/a' } },
  'an unknown analysis': { kind: 'analyse', id: 1, request: { what: 'steal' } },
  'an analysis without heads': { kind: 'analyse', id: 1, request: { what: 'silence' } },
  'a number that is none': { kind: 'cancelAnalysis', id: 'one' },
  'sizes beyond the page’s': { kind: 'measureCost', sizes: { ...SIZES, width: 1e9 } },
  'sizes that are missing': { kind: 'measureCost', sizes: {} },
  'a file that is neither text nor bytes': { kind: 'save', name: 'a', content: { length: 1 } },
};

describe('a message of the panel', () => {
  it.each(MESSAGES)('is taken: $kind', (message) => {
    expect(v.parse(fromPanelSchema, message)).toEqual(message);
  });

  it.each(Object.entries(REFUSED))('is refused that has %s', (_, message) => {
    expect(v.is(fromPanelSchema, message)).toBe(false);
  });
});
