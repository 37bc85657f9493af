/**
 * Analyses of heads on models that were opened, not trained here: with tokens of several bytes, grouped queries, and
 * another way out of the stream.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { openDevice } from '../../../src/engine/devices/openDevice';
import { HeadPrograms } from '../../../src/heads/headPrograms';
import { headPlaces } from '../../../src/heads/headPlaces';
import { TextAnalyses } from '../../../src/heads/textAnalyses';
import { answeredTexts, nameIn } from '../../../src/heads/texts';
import { differingPairs } from '../../../src/heads/patching/patching';
import { openHuggingFace } from '../../../src/model/checkpoints/huggingFace';
import type { Weights } from '../../../src/model/checkpointWeights';
import {
  TOY_CONFIGS,
  type ToyFamily,
  checkpointFolder,
  modelOf,
  randomWeights,
} from '../../support/openCheckpoints';
import { smallModel } from '../../support/smallModel';

const engine = openDevice('onnx-cpu');
afterAll(() => engine.dispose());

const FAMILIES = Object.keys(TOY_CONFIGS) as ToyFamily[];

async function opened(family: ToyFamily, settings: object = {}) {
  const config = { ...TOY_CONFIGS[family], ...settings };
  const folder = await checkpointFolder(config, randomWeights(modelOf(config)));
  const { model, tokens, asking, store } = await openHuggingFace(engine, folder, {
    template: 'Q {question} A',
  });
  const weights: Weights = {
    progress: { step: 0, tokens: 0, seconds: 0 },
    store: () => Promise.resolve(store),
  };
  const lab = new HeadPrograms(engine, model, tokens, asking);
  return { lab, weights, store, text: new TextAnalyses(lab), asking, tokens, model };
}

const QUESTIONS = ['Who is Ada?', 'Who is Bo?', 'Who is Cy?', 'Who is Di?'].map((question, index) => ({
  line: index + 1,
  question,
  answer: ['thé', 'the', 'no', 'la'][index] ?? '',
}));

describe.each(FAMILIES)('%s', (family) => {
  it('logits are explained by what was written to the stream', async () => {
    const { text, weights } = await opened(family);
    const found = await text.contributions(weights, { text: 'the thé', question: false });
    expect(Math.abs(found?.unexplained ?? 1)).toBeLessThan(1e-4);
    expect(found?.character).toBe('<0xA9>');
    expect(found?.parts.filter(({ kind }) => kind === 'head')).toHaveLength(8);
  });

  it('each head silenced alone is as the same head silenced with a whole pass', async () => {
    const { text, weights, model } = await opened(family);
    const line = { text: 'the thé then', question: false };
    const table = await text.silencingTable(weights, line);
    expect(table.tokens).toBe(7);
    expect(new Set(table.heads.map(({ loss }) => loss.toFixed(5))).size).toBeGreaterThan(4);
    for (const place of headPlaces(model).filter((_, number) => number % 3 === 0)) {
      const { before, after } = await text.silencing(weights, line, [place]);
      const alone = table.heads.find(({ layer, head }) => layer === place.layer && head === place.head);
      expect(table.loss).toBeCloseTo(before.loss ?? NaN, 4);
      expect(alone?.loss).toBeCloseTo(after.loss ?? NaN, 4);
    }
  });
});

/** TransformerLens's detection patterns: 1 where a head of that kind looks. */
const PATTERNS = {
  previousToken: (_tokens: readonly number[], query: number, key: number) => key === query - 1,
  duplicateToken: (tokens: readonly number[], query: number, key: number) =>
    key < query && tokens[key] === tokens[query],
  induction: (tokens: readonly number[], query: number, key: number) =>
    key > 0 && key < query && tokens[key - 1] === tokens[query],
};

describe('scores of an opened GPT-2', () => {
  it('are those of TransformerLens’s head_detector, which divides by all positions', async () => {
    const { text, lab, weights, store, tokens } = await opened('gpt2');
    const line = 'the thé, the thé: th';
    const row = tokens.encode(line);
    const maps = await lab.reader.maps(store, row);
    const scored = await text.scores(weights, { text: line, question: false });
    for (const [name, pattern] of Object.entries(PATTERNS)) {
      const kind = name as keyof typeof PATTERNS;
      const queries = row.filter((_, query) => row.some((_, key) => pattern(row, query, key))).length;
      expect(queries).toBeGreaterThan(3);
      scored.forEach(({ layer, head, scores }) => {
        const { weights: map = [] } = maps[layer] ?? {};
        let detected = 0;
        row.forEach((_, query) => {
          row.forEach((_, key) => {
            const weight = map[(head * row.length + query) * row.length + key] ?? NaN;
            if (pattern(row, query, key)) detected += weight / row.length;
          });
        });
        expect(((scores[kind] ?? NaN) * queries) / row.length).toBeCloseTo(detected, 5);
      });
    }
  });

  it('of a long text are those of its maps', async () => {
    const { text, lab, weights, store, tokens } = await opened('gpt2', { n_positions: 600 });
    const line = 'the thé then '.repeat(40);
    const row = tokens.encode(line);
    const [map] = await lab.reader.maps(store, row);
    const [first] = await text.scores(weights, { text: line, question: false });
    let previous = 0;
    for (let query = 1; query < row.length; query++) {
      previous += (map?.weights[query * row.length + query - 1] ?? NaN) / (row.length - 1);
    }
    expect(row.length).toBeGreaterThan(300);
    expect(first?.scores.previousToken).toBeCloseTo(previous, 5);
  });
});

describe('a text so long that only some heads of a block go at once', () => {
  it('has each head silenced as with a whole pass', async () => {
    const { text, weights, model } = await opened('gpt2', { n_positions: 1024 });
    const line = { text: 'the thé then '.repeat(60), question: false };
    const table = await text.silencingTable(weights, line);
    for (const place of headPlaces(model).slice(2, 5)) {
      const { after } = await text.silencing(weights, line, [place]);
      const alone = table.heads.find(({ layer, head }) => layer === place.layer && head === place.head);
      expect(alone?.loss).toBeCloseTo(after.loss ?? NaN, 4);
    }
  });
});

describe('a file of questions', () => {
  it('is written into the template, its answers behind a space, its names found in tokens', async () => {
    const { tokens, asking, model } = await opened('gpt2');
    const reading = { vocabulary: tokens, asking, contextLength: model.config.contextLength };
    const [first] = answeredTexts(QUESTIONS, reading).texts;
    expect(tokens.decode(first?.tokens ?? [])).toBe('Q Who is Ada? A thé');
    const { from = 0, to = 0 } = first?.name ?? {};
    expect(tokens.decode(first?.tokens.slice(from, to) ?? [])).toBe('Ada');
    expect(tokens.decode(first?.tokens.slice(0, (first.mask ?? 0) + 1) ?? [])).toBe('Q Who is Ada? A');
    expect(first?.example.targets.at(-1)).toBe(tokens.encode('\n')[0]);
    expect(nameIn('Who?', { before: 'W', after: 'o?' }, reading)).toMatchObject({ from: 3, to: 4 });
  });

  it('has its heads silenced, whatever goes into one batch', async () => {
    const { lab, store } = await opened('qwen3');
    const { texts } = answeredTexts(QUESTIONS, lab.reading);
    const { before, after } = await lab.fileSilencer.eachHead(store, texts, {});
    expect(after).toHaveLength(8);
    const [alone] = (
      await lab.fileSilencer.together(store, texts, [{ block: 'layers.1', layer: 1, head: 2 }], {})
    ).after;
    expect(after[6]?.loss).toBeCloseTo(alone?.loss ?? NaN, 5);
    expect(after[6]?.loss).not.toBeCloseTo(before.loss, 3);
  });

  it('has its heads exchanged between questions', async () => {
    const { lab, store } = await opened('llama');
    const pairs = differingPairs(answeredTexts(QUESTIONS, lab.reading).texts, 1);
    const [exchange] = await lab.patcher.exchange(store, pairs, 'all');
    expect(exchange?.heads).toHaveLength(8);
    expect(exchange?.heads.some(({ effect }) => Math.abs(effect ?? 0) > 0.01)).toBe(true);
  });
});

describe('a model that was trained here', () => {
  it('has every head silenced as one by one', async () => {
    const small = smallModel();
    const lab = new HeadPrograms(small.engine, small.model, small.vocabulary);
    const weights: Weights = {
      progress: { step: 0, tokens: 0, seconds: 0 },
      store: () => Promise.resolve(small.store),
    };
    const text = new TextAnalyses(lab);
    const question = { text: 'is abel', question: true, answer: 'no' };
    const table = await text.silencingTable(weights, question);
    const [place] = headPlaces(small.model).slice(5);
    const { after } = await text.silencing(weights, question, place ? [place] : []);
    expect(table.tokens).toBe(3);
    expect(table.heads[5]?.loss).toBeCloseTo(after.loss ?? NaN, 4);
  });
});
