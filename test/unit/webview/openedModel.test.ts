// @vitest-environment happy-dom
/**
 * The panel where a model is shown that was opened by its path.
 */
import { html, render } from 'lit';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { HeadsView } from '../../../src/processes/panelMessages';
import { OPENED_FACTS } from '../../support/modelFacts';
import { PRETRAINED } from '../../support/summaries';
import { page } from './page';

beforeAll(async () => {
  // The stand-in for the browser draws nothing: colours come out black, and nobody looks.
  const context = { fillRect: () => undefined, getImageData: () => ({ data: [0, 0, 0, 255] }) };
  vi.stubGlobal(
    'OffscreenCanvas',
    class {
      getContext = () => context;
    },
  );
  HTMLCanvasElement.prototype.getContext = () => null;
  await import('../../../webview/frame/attentionPanel');
});
afterAll(() => {
  vi.unstubAllGlobals();
});
afterEach(() => {
  document.body.replaceChildren();
});

const MODEL = { path: '/models/tiny', name: 'tiny' };
const VIEW: HeadsView = {
  run: MODEL.path,
  step: 0,
  model: OPENED_FACTS,
  checkpoints: [],
  tokens: ['The', ' cat', ' sat'],
  labels: ['The', '␣cat', '␣sat'],
  question: false,
  mask: 1,
  source: { kind: 'line', file: 'notes.md', line: 2 },
  answer: { text: ' sat', probability: 0.25, perplexity: 4 },
  blocks: [{ block: 'layers.0', heads: 4, queries: 3, keys: 3, shades: new Uint8Array(36) }],
  scores: [],
  warnings: [],
};

/** The panel with the model, and what was asked of the host. */
async function shown(kept: object = {}, runs: readonly (typeof PRETRAINED)[] = []) {
  const { state, sent, hear } = page({ page: 'heads', runs: [MODEL.path], ...kept });
  const place = document.body.appendChild(document.createElement('div'));
  render(html`<attention-panel .state=${state}></attention-panel>`, place);
  const settle = async () => {
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve));
  };
  hear({ kind: 'models', models: [MODEL] });
  hear({ kind: 'runs', runs });
  hear({ kind: 'heads', view: VIEW });
  await settle();
  const text = () => document.body.textContent.replaceAll(/\s+/g, ' ').trim();
  const type = async (selector: string, value: string) => {
    const input = document.querySelector<HTMLInputElement>(selector);
    if (!input) throw new Error(`There is no ${selector}.`);
    input.value = value;
    input.dispatchEvent(new Event('change'));
    await settle();
    return input;
  };
  return { state, sent, hear, settle, text, type };
}

describe('a model that was opened', () => {
  it('is shown with its sizes and what can be done with it, and no step', async () => {
    const { sent, text } = await shown({}, [PRETRAINED]);
    expect(text()).toMatch(/124 M parameters · llama, 1 layers of 4 heads on 2 key-value heads, width 8/);
    expect(text()).not.toContain('weights of step');
    for (const label of ['Evaluate…', 'Close model', 'Export model…', 'Open folder']) {
      const found = [...document.querySelectorAll('vscode-button, .menu button')].find(
        (one) => one.textContent === label,
      );
      found?.dispatchEvent(new Event('click'));
    }
    expect(sent.filter(({ kind }) => kind === 'command')).toEqual(
      ['evaluate', 'closeModel', 'exportModel', 'openFolder'].map((command) => ({
        ...{ kind: 'command', command, run: MODEL.path },
      })),
    );
    const choices = [...document.querySelectorAll('vscode-dropdown[title="Run or model"] vscode-option')];
    expect(choices.map(({ textContent }) => textContent)).toEqual([PRETRAINED.name, 'tiny']);
  });

  it('says which key-value head a head looks at, and what it goes on with', async () => {
    const { text } = await shown();
    expect([...document.querySelectorAll('.grid-shared')].map(({ textContent }) => textContent)).toEqual([
      'kv 1',
      'kv 2',
    ]);
    expect(document.querySelector('.large')?.getAttribute('aria-label')).toBe(
      'layer 1 · head 1 · key-value head 1',
    );
    expect(text()).toContain('goes on “ sat” perplexity 4 ');
    expect(text()).toContain('‘␣cat’ looks at');
  });

  it('answers questions with their probability', async () => {
    const { hear, settle, text } = await shown();
    hear({ kind: 'heads', view: { ...VIEW, question: true } });
    await settle();
    expect(text()).toContain('answers “ sat” with probability 25.0 %');
    const waiting: HeadsView = { ...VIEW, question: true };
    hear({ kind: 'heads', view: withoutAnswer(waiting) });
    await settle();
    expect(document.querySelector('.said')?.textContent).toBe('…');
  });

  it('goes on with what is typed, or is asked it', async () => {
    const { state, type, text } = await shown();
    await type('.question-field input', 'The cat');
    expect(state.selection).toMatchObject({ question: 'The cat' });
    expect(state.selection).not.toHaveProperty('asks');
    state.select({ asks: true });
    expect(state.selection).toMatchObject({ asks: true });
    expect(text()).toContain('Back to the file');
  });

  it('goes on so far, at random so, within bounds', async () => {
    const { state, type, settle } = await shown();
    await type('.number-field', '7');
    expect(state.selection.goOn).toEqual({ tokens: 7, temperature: 0, seed: 0 });
    expect(document.querySelectorAll('.number-field')).toHaveLength(1);
    state.select({ goOn: { tokens: 7, temperature: 1, seed: 0 } });
    await settle();
    const [, , topK, topP, seed] = document.querySelectorAll<HTMLInputElement>('.number-field');
    for (const [input, value] of [
      [topK, '40'],
      [topP, '0.9'],
      [seed, '3'],
    ] as const) {
      if (!input) throw new Error('There is no field.');
      input.value = value;
      input.dispatchEvent(new Event('change'));
      await settle();
    }
    expect(state.selection.goOn).toEqual({ tokens: 7, temperature: 1, topK: 40, topP: 0.9, seed: 3 });
    const wrong = await type('.number-field', '1.5');
    expect([wrong.value, state.selection.goOn?.tokens]).toEqual(['7', 7]);
  });

  it('says on each page what it does not have', async () => {
    const { state, settle, text } = await shown({ preferences: { headSection: 'facts' } });
    expect(text()).toContain('Only a run has checkpoints to look back at; this model has one state.');
    state.select({ page: 'training' });
    await settle();
    expect(text()).toContain('This model was opened, not trained here');
    state.select({ page: 'trust' });
    await settle();
    expect(text()).toContain('nobody knows that text of a model that was opened');
  });

  it('leaves its place to the runs when it is closed', async () => {
    const { state, hear, settle, text } = await shown({}, [PRETRAINED]);
    expect(state.shownRuns).toEqual([]);
    hear({ kind: 'models', models: [] });
    await settle();
    expect(state.shownRuns).toEqual([PRETRAINED]);
    expect(text()).not.toContain('Close model');
  });
});

function withoutAnswer({ answer, ...view }: HeadsView): HeadsView {
  expect(answer).toBeDefined();
  return view;
}
