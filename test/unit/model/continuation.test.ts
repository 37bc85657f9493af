import { afterAll, describe, expect, it } from 'vitest';
import { openDevice } from '../../../src/engine/devices/openDevice';
import { askingByTemplate } from '../../../src/model/asking';
import { openHuggingFace } from '../../../src/model/checkpoints/huggingFace';
import { Continuer } from '../../../src/model/continuation';
import { TOY_CONFIGS, checkpointFolder, modelOf, randomWeights } from '../../support/openCheckpoints';

const engine = openDevice('onnx-cpu');
afterAll(() => engine.dispose());

async function open() {
  const folder = await checkpointFolder(TOY_CONFIGS.qwen3, randomWeights(modelOf(TOY_CONFIGS.qwen3)));
  const opened = await openHuggingFace(engine, folder);
  return { opened, continuer: new Continuer(engine, opened) };
}

const TEXT = [84, 104, 101];

describe('going on with a text', () => {
  it('is greedy unless told otherwise: each token is the most probable one behind the others', async () => {
    const { continuer } = await open();
    const { tokens, logProbability } = await continuer.continue(TEXT, { tokens: 4 });
    let sum = 0;
    for (const [index, token] of tokens.entries()) {
      const logits = Array.from(await continuer.logits([...TEXT, ...tokens.slice(0, index)]));
      const most = Math.max(...logits);
      expect(logits.indexOf(most)).toBe(token);
      sum -= Math.log(logits.reduce((total, logit) => total + Math.exp(logit - most), 0));
    }
    expect(logProbability).toBeCloseTo(sum, 4);
  });

  it('draws the same text with the same seed, another with another', async () => {
    const { continuer } = await open();
    const drawn = async (seed: number) =>
      (await continuer.continue(TEXT, { tokens: 12, seed, sampling: { temperature: 1 } })).tokens;
    expect(await drawn(1)).toEqual(await drawn(1));
    expect(await drawn(2)).not.toEqual(await drawn(1));
  });

  it('ends before a token that ends it, or with the context', async () => {
    const { continuer } = await open();
    const { tokens } = await continuer.continue(TEXT, { tokens: 100 });
    // The model reads 32 tokens, and says one more behind the last.
    expect(tokens).toHaveLength(32 - TEXT.length + 1);
    const ended = await continuer.continue(TEXT, { tokens: 100, ends: (token) => token === tokens[2] });
    expect(ended.ended).toBe(true);
    expect(ended.tokens).toEqual(tokens.slice(0, tokens.indexOf(tokens[2] ?? -1)));
  });

  it('stops when it is told to', async () => {
    const { continuer } = await open();
    const stop = new AbortController();
    const onToken = () => {
      stop.abort();
    };
    await expect(continuer.continue(TEXT, { tokens: 9, signal: stop.signal, onToken })).rejects.toThrow(
      /abort/i,
    );
  });
});

describe('a question', () => {
  it('is written into the template, and its answer ends with the line', async () => {
    const { opened } = await open();
    const asking = askingByTemplate(opened.tokens, 'Q: {question}\\nA:', new Set([258]));
    expect(opened.tokens.decode(asking.prompt('Why?'))).toBe('Q: Why?\nA:');
    expect(['\n', 'x'].map((text) => asking.ends(opened.tokens.encode(text)[0] ?? -1))).toEqual([
      true,
      false,
    ]);
    expect(asking.ends(258)).toBe(true);
    expect(asking.answer(opened.tokens.encode(' so '))).toBe('so');
  });

  it('needs a place in the template', async () => {
    const { opened } = await open();
    expect(() => askingByTemplate(opened.tokens, 'Q:', new Set())).toThrow(
      /Write \{question\} where it goes/,
    );
  });
});
