/**
 * Models that were opened by their path, as the panel asks about them: through the inspector's own handlers.
 */
import { copyFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDevice } from '../../../src/engine/devices/openDevice';
import type { AnalysisCall } from '../../../src/heads/analysisCall';
import type { HeadRequest } from '../../../src/heads/kinds';
import type { TextRequest } from '../../../src/processes/inspectorCalls';
import { inspectorHandlers } from '../../../src/processes/inspector/handlers';
import { OtherModels } from '../../../src/processes/inspector/otherModels';
import { countingEngine } from '../../support/engines';
import {
  TOY_CONFIGS,
  type ToyFamily,
  checkpointFolder,
  modelOf,
  randomWeights,
} from '../../support/openCheckpoints';

const running = { onProgress: () => undefined, signal: new AbortController().signal };
const engine = openDevice('onnx-cpu');
const handlers = inspectorHandlers(engine);
let folder = '';

const toy = (family: ToyFamily, seed = 1) =>
  checkpointFolder(TOY_CONFIGS[family], randomWeights(modelOf(TOY_CONFIGS[family]), seed));

beforeAll(async () => {
  folder = await toy('llama');
});
afterAll(() => engine.dispose());

const about = (request: Partial<TextRequest>): TextRequest => ({
  ...{ checkpoint: folder, open: {}, text: 'the thé', question: false },
  ...request,
});
const maps = (request: Partial<TextRequest> = {}) => handlers.maps(about(request), running);
const analyse = (request: HeadRequest, more: Partial<AnalysisCall> = {}) => {
  const line = { text: 'the thé', question: false, goOn: 5 };
  return handlers.analyse({ run: folder, checkpoint: folder, open: {}, line, request, ...more }, running);
};

describe('a model that was opened', () => {
  it('tells its sizes, and which heads share keys and values', async () => {
    expect(await handlers.open({ checkpoint: folder, open: {} }, running)).toMatchObject({
      ...{ opened: true, variant: 'llama', layers: 2, heads: 4, keyValueHeads: 2, width: 16 },
      ...{ contextLength: 33, vocabularySize: 259, unit: 'tokens' },
    });
  });

  it('shows its text token by token, half a character by its byte', async () => {
    const found = await maps({ unanswered: true });
    expect(found.labels).toEqual(['th', 'e', '␣th', '<0xC3>', '<0xA9>']);
    expect(found.tokens).toEqual(['th', 'e', ' th', '<0xC3>', '<0xA9>']);
    expect(found).toMatchObject({ step: 0, question: false, mask: 4, warnings: [] });
    expect(found).not.toHaveProperty('answer');
    expect(found.blocks.map(({ heads, queries, keys }) => [heads, queries, keys])).toEqual([
      [4, 5, 5],
      [4, 5, 5],
    ]);
  });

  it('goes on greedily, so many tokens, and looks at what it has added', async () => {
    const goOn = { tokens: 3, temperature: 0, seed: 0 };
    const [found, again] = [await maps({ goOn }), await maps({ goOn: { ...goOn, seed: 9 } })];
    expect(found.tokens).toHaveLength(8);
    expect(found.answer?.probability).toBeCloseTo((found.answer?.perplexity ?? 0) ** -3, 6);
    // Chance has no say, and so the seed has none.
    expect(again.tokens).toEqual(found.tokens);
  });

  it('draws by seed, and of the most probable token alone with top-k 1', async () => {
    const drawn = async (seed: number, more = {}) =>
      (await maps({ goOn: { tokens: 8, temperature: 1, seed, ...more } })).tokens;
    const greedy = (await maps({ goOn: { tokens: 8, temperature: 0, seed: 0 } })).tokens;
    expect(await drawn(1)).toEqual(await drawn(1));
    expect(await drawn(1)).not.toEqual(await drawn(2));
    expect(await drawn(1, { topK: 1 })).toEqual(greedy);
  });

  it('is asked by its template', async () => {
    const found = await maps({ question: true, open: { template: 'Q {question} A' }, text: 'Who?' });
    expect(found.tokens.slice(0, found.mask + 1).join('')).toBe('Q Who? A');
    expect(found.answer?.text).not.toContain('\n');
    expect(found.question).toBe(true);
  });

  it('says that a text is longer than it reads, and adds nothing to it', async () => {
    const found = await maps({ text: 'abcdefgh'.repeat(5) });
    expect(found.tokens).toHaveLength(32);
    expect(found.mask).toBe(-1);
    expect(found).not.toHaveProperty('answer');
    expect(found.warnings).toEqual(['The text has 40 tokens; the model reads the first 32 of them.']);
  });

  it('has exact weights and quantities of its heads', async () => {
    const request = { ...about({ unanswered: true }), head: { block: 'layers.1', head: 3 } };
    const { weights, keys } = await handlers.head(request, running);
    expect([weights.length, keys]).toEqual([25, 5]);
    expect((await handlers.quantities(about({}), running)).heads).toHaveLength(8);
  });

  it('goes on differently with a head silenced', async () => {
    const heads = [0, 1, 2, 3].map((head) => ({ block: 'layers.1', head }));
    const found = await analyse({ what: 'silence', heads });
    if (found.what !== 'silence') throw new Error(`That is ${found.what}.`);
    const { result } = found;
    expect(result).toMatchObject({ goesOn: true });
    expect(result.before.answer).not.toBe('');
    expect(result.after.answer).not.toBe(result.before.answer);
    const goOn = { tokens: 5, temperature: 0, seed: 0 };
    expect((await maps({ goOn })).answer?.text).toBe(result.before.answer);
  });

  it.each([
    [{ what: 'lineScores' }, 8],
    [{ what: 'lineSilencing' }, 8],
    [{ what: 'repeatedScores' }, 8],
  ] as const)('has %j of all heads', async (request, count) => {
    const { result } = await analyse(request);
    expect('heads' in result && result.heads).toHaveLength(count);
  });

  it('has its flow and its logits explained', async () => {
    expect(await analyse({ what: 'rollout' })).toMatchObject({ result: { position: 4 } });
    expect(await analyse({ what: 'logits' })).toMatchObject({ result: { character: '<0xA9>' } });
  });

  it('has no checkpoints to look back at', async () => {
    const file = join(folder, 'questions.tsv');
    await writeFile(file, 'Who?\tA\n');
    await expect(analyse({ what: 'timeline' }, { file })).rejects.toThrow(
      'Only a run has checkpoints to look back at; this model has one state.',
    );
    await rm(file);
  });
});

describe('the model that is held', () => {
  it('is one, whose memory goes when another is asked for', async () => {
    const { engine: counting, held } = countingEngine(openDevice('onnx-cpu'));
    const own = inspectorHandlers(counting);
    const text = { open: {}, text: 'the', question: false, unanswered: true };
    for (const path of [await toy('gpt2'), await toy('qwen3'), folder, folder]) {
      await own.maps({ ...text, checkpoint: path }, running);
      await own.quantities({ ...text, checkpoint: path }, running);
      expect(held).toMatchObject({ stores: 1, programs: 2 });
    }
    await counting.dispose();
  });

  it('stays open for those who use it while another is opened', async () => {
    const { engine: counting, held } = countingEngine(openDevice('onnx-cpu'));
    const models = new OtherModels(counting);
    let release = (): void => undefined;
    const free = new Promise<void>((resolve) => (release = resolve));
    const using = models.use(folder, {}, async ({ inspected }) => {
      await free;
      return inspected.reader.maps(inspected.store, [1, 2, 3]);
    });
    await models.use(await toy('gpt2'), {}, () => Promise.resolve());
    expect(held.stores).toBe(2);
    release();
    expect(await using).toHaveLength(2);
    expect(held).toMatchObject({ stores: 1, programs: 0 });
    await models.dispose();
    expect(held.stores).toBe(0);
    await counting.dispose();
  });

  it('is read anew when its files have changed', async () => {
    const [path, other] = [await toy('gpt2', 1), await toy('gpt2', 2)];
    const said = async () =>
      (await maps({ checkpoint: path, goOn: { tokens: 8, temperature: 0, seed: 0 } })).tokens;
    const before = await said();
    await copyFile(join(other, 'model.safetensors'), join(path, 'model.safetensors'));
    expect(await said()).not.toEqual(before);
  });

  it('is tried again after it could not be opened', async () => {
    const path = await toy('gpt2');
    const tokenizer = join(path, 'tokenizer.json');
    await copyFile(tokenizer, `${tokenizer}.kept`);
    await rm(tokenizer);
    await expect(maps({ checkpoint: path })).rejects.toThrow('no readable tokenizer.json');
    await copyFile(`${tokenizer}.kept`, tokenizer);
    expect((await maps({ checkpoint: path })).tokens.length).toBeGreaterThan(5);
  });
});
