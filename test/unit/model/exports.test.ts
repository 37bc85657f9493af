/**
 * Models that leave: opened again, run by ONNX Runtime alone, or read back, they compute what they did here.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { join } from 'node:path';
import { Vocabulary } from '../../../src/data/vocabulary';
import { runtime } from '../../../src/engine/compiled/runtime';
import { openDevice } from '../../../src/engine/devices/openDevice';
import { type HostTensors, hostTensor } from '../../../src/engine/tensors';
import type { tf } from '../../../src/engine/tf';
import { Answerer } from '../../../src/model/answers';
import { openHuggingFace } from '../../../src/model/checkpoints/huggingFace';
import { readTorchFile } from '../../../src/model/checkpoints/torchFile';
import { Continuer } from '../../../src/model/continuation';
import { writeHuggingFaceFolder } from '../../../src/model/exports/huggingFaceFolder';
import { onnxModel } from '../../../src/model/exports/onnxModel';
import { stateDict } from '../../../src/model/exports/stateDict';
import { torchFile } from '../../../src/model/exports/torchWriter';
import type { ModelConfig } from '../../../src/model/modelConfig';
import type { OpenedModel } from '../../../src/model/openedModel';
import { type Model, createModel } from '../../../src/model/transformer';
import { builtInVariant } from '../../../src/model/variants';
import { largestDifference } from '../../support/engines';
import { missingStudyFiles, studyFile, temporaryFile, temporaryFolder } from '../../support/files';
import { randomWeights } from '../../support/openCheckpoints';
import { SMALL, SMALL_VOCABULARY } from '../../support/smallModel';

const engine = openDevice('onnx-cpu');
afterAll(() => engine.dispose());

const ROWS = [
  [5, 9, 1, 17, 39, 9, 5, 3, 12],
  [8, 2, 30, 31, 32, 5, 9, 1, 2],
];

/** Logits and maps of some rows of one length. */
async function computed(model: Model, weights: HostTensors, rows = ROWS): Promise<HostTensors> {
  const store = engine.createStore(weights);
  const tokens = hostTensor([rows.length, rows[0]?.length ?? 0], Int32Array.from(rows.flat()));
  const program = await engine.compile(
    (inputs, state) => {
      const { logits, maps } = model.forward(inputs['tokens'] as tf.Tensor2D, state);
      return { outputs: { logits, ...maps } };
    },
    { inputs: { tokens: { shape: tokens.shape, type: 'int32' } }, state: Object.keys(model.parameters) },
    store,
  );
  return program.run(store, { tokens });
}

function small(variant: string, settings: Partial<ModelConfig> = {}) {
  const config: ModelConfig = { ...SMALL, variant, ...settings };
  const model = createModel(builtInVariant(variant), config);
  return { config, model, weights: randomWeights(model) };
}

describe.each(['vanilla', 'rope'])('a %s model as a Hugging Face folder', (variant) => {
  async function exported() {
    const { config, model, weights } = small(variant);
    const folder = join(await temporaryFolder(), 'exported');
    const { characters } = SMALL_VOCABULARY;
    await writeHuggingFaceFolder(folder, { model: config, characters, tensors: weights }, '# Card');
    return { model, weights, open: await openHuggingFace(engine, folder) };
  }

  const weightsOf = async ({ model, store }: OpenedModel) =>
    Object.fromEntries(
      await Promise.all(
        Object.keys(model.parameters).map(async (name) => [name, await store.read(name)] as const),
      ),
    );

  it('computes the same logits and maps when it is opened', async () => {
    const { model, weights, open } = await exported();
    const [ours, theirs] = [
      await computed(model, weights),
      await computed(open.model, await weightsOf(open)),
    ];
    expect(largestDifference(ours['logits']?.data ?? [], theirs['logits']?.data ?? [])).toBeLessThan(1e-5);
    model.blockNames.forEach((block, layer) => {
      const other = theirs[open.model.blockNames[layer] ?? '']?.data ?? [];
      expect(largestDifference(ours[block]?.data ?? [], other)).toBeLessThan(1e-5);
    });
  });

  it('answers questions as it did here', async () => {
    const { model, weights, open } = await exported();
    const asked = ['a bc', 'IJ', 'xyz zzz'];
    const answerer = new Answerer(engine, model, engine.createStore(weights));
    const here = await answerer.answer(asked.map((question) => SMALL_VOCABULARY.encode(question)));
    const continuer = new Continuer(engine, open);
    for (const [index, question] of asked.entries()) {
      const { prompt, ends } = open.asking;
      const said = await continuer.continue(prompt(question), { tokens: 32, ends });
      const whole = here[index]?.tokens ?? [];
      expect(said.tokens.slice(0, whole.length)).toEqual(whole);
    }
  });
});

it('a variant that no family computes is no Hugging Face folder', async () => {
  const { config, weights } = small('synthesizer');
  const checkpoint = {
    model: config,
    characters: [],
    progress: { step: 1, tokens: 1, seconds: 1 },
    tensors: weights,
  };
  await expect(writeHuggingFaceFolder(await temporaryFolder(), checkpoint, '')).rejects.toThrow(
    /vanilla and rope have one\. Export it with --to onnx/,
  );
});

describe('the tokenizer of characters', () => {
  it('reads texts as the vocabulary does, whatever stands in them', async () => {
    const vocabulary = Vocabulary.of(['ein Tag  mit\tTab', 'né 👩‍🚀 …']);
    const { config, weights } = small('vanilla', { vocabularySize: vocabulary.size });
    const folder = await temporaryFolder();
    const { characters } = vocabulary;
    await writeHuggingFaceFolder(folder, { model: config, characters, tensors: weights }, '');
    const { tokens } = await openHuggingFace(engine, folder);
    const texts = ['Where was Ada born?⁇', '  né 👩‍🚀\t… ', 'é\u0301 ☃ unknown is left out', '□⁇⁇', ''];
    for (const text of texts) {
      expect(tokens.encode(text)).toEqual(vocabulary.encode(text));
      expect(tokens.decode(vocabulary.encode(text))).toBe(vocabulary.decode(vocabulary.encode(text)));
    }
    expect(tokens.size).toBe(vocabulary.size);
  });
});

describe('ONNX', () => {
  it.each([
    ['vanilla', {}],
    ['rope', {}],
    ['synthesizer', {}],
    ['perceiver', { latents: 'prefix' }],
    ['perceiver', { latents: 'strided', upMlpRatio: 2 }],
  ] as const)(
    '%s %o computes the same logits and maps for any batch and length',
    async (variant, settings) => {
      const { config, model, weights } = small(variant, settings);
      const { InferenceSession, Tensor } = runtime();
      const session = await InferenceSession.create(onnxModel(config, weights));
      for (const rows of [ROWS, [[3, 4, 5]], [Array.from({ length: 23 }, (_, at) => (7 * at) % 40)]]) {
        const tokens = new Tensor('int32', Int32Array.from(rows.flat()), [rows.length, rows[0]?.length ?? 0]);
        const theirs = await session.run({ tokens });
        const ours = await computed(model, weights, rows);
        expect(theirs['logits']?.dims).toEqual([rows.length, rows[0]?.length, 40]);
        for (const [name, { data }] of Object.entries(ours)) {
          const other = theirs[name === 'logits' ? name : `attention.${name}`]?.data as Float32Array;
          expect(largestDifference(data, other)).toBeLessThan(1e-4);
        }
      }
      expect(
        Object.keys(await session.run({ tokens: new Tensor('int32', [3], [1, 1]) }, ['logits'])),
      ).toEqual(['logits']);
    },
  );
});

describe('PyTorch', () => {
  it('state dicts are read back, number by number', async () => {
    const { config, weights } = small('vanilla');
    const path = await temporaryFile('a.params', torchFile(stateDict(config, weights)));
    const read = await readTorchFile(path);
    for (const [name, { shape, data }] of Object.entries(weights)) {
      expect(read[name]?.shape).toEqual(shape);
      expect(largestDifference(read[name]?.data ?? [], data)).toBe(0);
    }
  });

  it.skipIf(missingStudyFiles).each(['vanilla', 'rope', 'synthesizer', 'perceiver'])(
    `%s has the very entries that the assignment’s code saves ${missingStudyFiles ?? ''}`,
    async (variant) => {
      const theirs = await readTorchFile(studyFile('parity', `${variant}.params`));
      // The reference's last block is wider: 6 times the width.
      const config = { ...SMALL, variant, upMlpRatio: variant === 'perceiver' ? 6 : 4 };
      const parameters = Object.fromEntries(
        Object.entries(theirs).filter(([name]) => !name.endsWith('.mask')),
      );
      const ours = stateDict(config, parameters);
      const sorted = (tensors: HostTensors) => Object.entries(tensors).sort(([a], [b]) => (a < b ? -1 : 1));
      expect(sorted(ours)).toEqual(sorted(theirs));
    },
  );
});
