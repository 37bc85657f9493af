// @vitest-environment happy-dom
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import * as v from 'valibot';
import { fromPanelSchema } from '../../../src/processes/fromPanel';
import { PRETRAINED } from '../../support/summaries';
import { only, standInForTheBrowser } from './drawnPanel';
import { VIEW, heads } from './headsPanel';

beforeAll(standInForTheBrowser);
afterAll(() => {
  vi.unstubAllGlobals();
});
afterEach(() => {
  document.body.replaceChildren();
});

describe('the field for a text of one’s own', () => {
  it('keeps what is typed while the page is drawn anew, and shows what is asked from elsewhere', async () => {
    const { state, hear, settle } = await heads();
    const input = only<HTMLInputElement>('.question-field input');
    const key = (name: string) => input.dispatchEvent(new KeyboardEvent('keydown', { key: name }));
    input.value = 'Where w';
    hear({ kind: 'runs', runs: [PRETRAINED] });
    await settle();
    expect(input.value).toBe('Where w');
    hear({ kind: 'noHeads', run: PRETRAINED.path, reason: 'No weights.', logged: false });
    await settle();
    hear({ kind: 'heads', view: VIEW });
    await settle();
    expect(only<HTMLInputElement>('.question-field input').value).toBe('Where w');
    key('Escape');
    expect(input.value).toBe('');
    state.select({ question: 'Where?' });
    await settle();
    expect(input.value).toBe('Where?');
    input.value = ' Where? ';
    input.dispatchEvent(new Event('change'));
    expect(input.value).toBe('Where?');
    input.value = 'Who';
    key('Escape');
    await settle();
    expect([input.value, state.selection.question]).toEqual(['', undefined]);
  });

  it('takes no more than its host does', async () => {
    const { state } = await heads();
    const longest = Number(only('.question-field input').getAttribute('maxlength'));
    const select = (length: number) => ({
      ...{ kind: 'select', selection: { ...state.selection, question: 'a'.repeat(length) } },
    });
    expect(longest).toBeGreaterThanOrEqual(100_000);
    expect([longest, longest + 1].map((length) => v.is(fromPanelSchema, select(length)))).toEqual([
      true,
      false,
    ]);
  });
});
