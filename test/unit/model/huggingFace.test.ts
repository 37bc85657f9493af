/**
 * Reading Hugging Face folders: every storage gives the same model, and whatever is wrong with a folder is said
 * in one sentence.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openDevice } from '../../../src/engine/devices/openDevice';
import { UserError } from '../../../src/files/userError';
import { type HuggingFaceOptions, openHuggingFace } from '../../../src/model/checkpoints/huggingFace';
import { Continuer } from '../../../src/model/continuation';
import { largestDifference } from '../../support/engines';
import { temporaryFolder } from '../../support/files';
import {
  TOY_CONFIGS,
  TOY_TOKENIZER,
  checkpointFolder,
  fileOf,
  modelOf,
  randomWeights,
  safetensors,
} from '../../support/openCheckpoints';

const engine = openDevice('onnx-cpu');
afterAll(() => engine.dispose());

const CONFIG = TOY_CONFIGS.gpt2;
const weights = randomWeights(modelOf(CONFIG));
const folderOf = (options: Parameters<typeof checkpointFolder>[2] = {}, config: object = CONFIG) =>
  checkpointFolder(config, weights, options);

async function logits(folder: string): Promise<ArrayLike<number>> {
  const open = await openHuggingFace(engine, folder);
  const continuer = new Continuer(engine, open);
  const found = await continuer.logits(open.tokens.encode('The cat.'));
  await continuer.dispose();
  return found;
}

describe('storage', () => {
  it('in shards gives the very numbers of one file', async () => {
    expect(await logits(await folderOf({ shards: 3 }))).toEqual(await logits(await folderOf()));
  });

  it.each([
    ['F16', 2 ** -11],
    ['BF16', 2 ** -8],
  ] as const)('%s gives weights that are as near as its bits allow', async (storage, relative) => {
    const { store } = await openHuggingFace(engine, await folderOf({ storage, shards: 2 }));
    for (const [name, { data }] of Object.entries(weights)) {
      const read = (await store.read(name)).data;
      const worst = Array.from(data).reduce((most, value, at) => {
        const off = Math.abs((read[at] ?? NaN) - value) / Math.max(Math.abs(value), 1e-4);
        return Math.max(most, off);
      }, 0);
      expect(worst).toBeLessThan(2 * relative);
      expect(worst).toBeGreaterThan(0);
    }
  });

  it('with the family’s prefix before all names, or without, is the same', async () => {
    const named = Object.fromEntries(Object.entries(weights).map(([name, t]) => [`transformer.${name}`, t]));
    expect(await logits(await checkpointFolder(CONFIG, named))).toEqual(await logits(await folderOf()));
  });

  it('may hold more than the model needs', async () => {
    const more = { ...weights, 'h.0.attn.bias': { shape: [1, 1, 2, 2], data: Float32Array.of(1, 0, 1, 1) } };
    expect(await logits(await checkpointFolder(CONFIG, more))).toEqual(await logits(await folderOf()));
  });

  it('of the output is the embedding’s where they are tied, its own elsewhere', async () => {
    const untied = { ...CONFIG, tie_word_embeddings: false };
    const own = await checkpointFolder(untied, randomWeights(modelOf(untied)));
    const other = await logits(own);
    expect(largestDifference(other, await logits(await folderOf()))).toBeGreaterThan(0.1);
    await expect(openHuggingFace(engine, await folderOf({}, untied))).rejects.toThrow(
      /no tensor 'lm_head.weight'/,
    );
  });
});

/** What opening a folder says, after something was done to it. */
async function problemOf(
  harm: (folder: string) => Promise<unknown>,
  options: HuggingFaceOptions = {},
  shards = 1,
): Promise<string> {
  const folder = await folderOf({ shards });
  await harm(folder);
  const error: unknown = await openHuggingFace(engine, folder, options).then(
    () => undefined,
    (problem: unknown) => problem,
  );
  expect(error).toBeInstanceOf(UserError);
  return error instanceof Error ? error.message : '';
}

const edit = (name: string, change: (text: string) => string) => async (folder: string) => {
  const path = join(folder, name);
  await writeFile(path, change(await readFile(path, 'utf8')));
};
const configured = (fields: object) =>
  edit('config.json', (text) => JSON.stringify({ ...(JSON.parse(text) as object), ...fields }));
const WEIGHTS = 'model.safetensors';
const replaced = (content: Buffer) => (folder: string) => writeFile(join(folder, WEIGHTS), content);

describe('a folder that cannot be opened', () => {
  it('because it is empty', async () => {
    const folder = await temporaryFolder();
    await expect(openHuggingFace(engine, folder)).rejects.toThrow(/no readable config\.json/);
  });

  it.each([
    ['of another family', configured({ model_type: 'mamba' }), /'mamba'\. Supported are gpt2, llama/],
    ['that is quantized', configured({ quantization_config: { bits: 4 } }), /is quantized/],
    ['with a size that is none', configured({ n_head: 0 }), /config\.json cannot be used: n_head/],
    ['with heads that do not divide its width', configured({ n_head: 5 }), /not a multiple of n_head/],
    [
      'with an activation that is not known',
      configured({ activation_function: 'xielu' }),
      /activation_function/,
    ],
    ['with cross-attention', configured({ add_cross_attention: true }), /cross-attention is not supported/],
    [
      'whose config.json is torn',
      edit('config.json', (text) => text.slice(0, -9)),
      /config\.json is not valid JSON/,
    ],
    [
      'without a tokenizer.json',
      (folder: string) => rm(join(folder, 'tokenizer.json')),
      /no readable tokenizer\.json/,
    ],
    [
      'with a torn tokenizer',
      edit('tokenizer.json', () => '{"model": 3}'),
      /tokenizer\.json is not a tokenizer/,
    ],
    [
      'with a tokenizer of another kind',
      edit('tokenizer.json', () =>
        JSON.stringify({ ...TOY_TOKENIZER, model: { type: 'Magic', vocab: { a: 0 } } }),
      ),
      /tokenizer\.json is not a tokenizer: model\.type/,
    ],
    ['with more tokens than rows', configured({ vocab_size: 258 }), /has 259 tokens, its config\.json 258/],
    [
      'with other shapes',
      configured({ n_embd: 20 }),
      /has the shape \[259, 16\], but config\.json asks for \[259, 20\]/,
    ],
    ['with a layer too few', configured({ n_layer: 3 }), /no tensor 'h\.2\./],
    ['without weights', (folder: string) => rm(join(folder, WEIGHTS)), /there are no weights/],
    [
      'with weights in a pickle',
      async (folder: string) => {
        await rm(join(folder, WEIGHTS));
        await writeFile(join(folder, 'pytorch_model.bin'), 'x');
      },
      /only safetensors files are read/,
    ],
    ['with an empty file', replaced(Buffer.alloc(0)), /it is too short/],
    ['with a cut-off file', replaced(safetensors(weights, 'F32').subarray(0, 5000)), /it ends inside/],
    [
      'whose header is longer than the file',
      replaced(Buffer.concat([Buffer.from([255, 255, 255, 3, 0, 0, 0, 0]), Buffer.alloc(64)])),
      /it ends inside its header/,
    ],
    [
      'whose header lies about a length',
      replaced(fileOf({ a: { dtype: 'F32', shape: [4], data_offsets: [0, 8] } }, Buffer.alloc(16))),
      /gives 'a' another length than its shape/,
    ],
    [
      'whose header puts tensors over each other',
      replaced(
        fileOf(
          {
            a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
            b: { dtype: 'F32', shape: [2], data_offsets: [4, 12] },
          },
          Buffer.alloc(16),
        ),
      ),
      /puts 'b' over another tensor/,
    ],
    [
      'with whole numbers for weights',
      replaced(fileOf({ a: { dtype: 'I8', shape: [4], data_offsets: [0, 4] } }, Buffer.alloc(4))),
      /type I8, not F32 or F16 or BF16/,
    ],
    [
      'with NaN weights',
      replaced(
        safetensors(
          { ...weights, 'h.1.ln_1.weight': { shape: [16], data: new Float32Array(16).fill(NaN) } },
          'F32',
        ),
      ),
      /'h\.1\.ln_1\.weight' that are NaN/,
    ],
  ])('%s', async (_what, harm, sentence) => {
    expect(await problemOf(harm)).toMatch(sentence);
  });

  it('because a shard is missing', async () => {
    const shard = 'model-00002-of-00003.safetensors';
    expect(await problemOf((folder) => rm(join(folder, shard)), {}, 3)).toMatch(
      `names the shard ${shard}, which is not in the folder`,
    );
  });

  it('because its index leads out of the folder', async () => {
    const harm = edit('model.safetensors.index.json', (text) =>
      text.replaceAll('model-00002', '../model-00002'),
    );
    expect(await problemOf(harm, {}, 3)).toMatch(/which is not in the folder/);
  });

  it('because a shard is a folder', async () => {
    const shard = 'model-00002-of-00003.safetensors';
    const harm = async (folder: string) => {
      await rm(join(folder, shard));
      await mkdir(join(folder, shard));
    };
    expect(await problemOf(harm, {}, 3)).toMatch(/Cannot read .*it is a folder, not a file/);
  });

  it('because it does not fit into memory, before a number is read', async () => {
    const harm = replaced(Buffer.from('not even weights'));
    expect(await problemOf(harm, { memory: 1000 })).toMatch(
      /does not fit into memory: its .* 0\.0 GB are free/,
    );
  });
});
