/**
 * `npm run roundtrip -- RUN QUESTIONS [PYTHON]`: exports a run in every form and has the tools that the forms are
 * for compute the same: transformers, onnxruntime and PyTorch in Python. Skipped, with the reason, where there is
 * no Python with transformers.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readQuestions } from '../../src/data/questions';
import { openDevice } from '../../src/engine/devices/openDevice';
import { hostTensor } from '../../src/engine/tensors';
import type { tf } from '../../src/engine/tf';
import { Answerer } from '../../src/model/answers';
import { type OpenModel, openModel } from '../../src/model/openModel';
import { EXPORT_FORMS } from '../../src/model/exports/exportForms';
import { exportRun } from '../../src/runs/exportRun';
import { RunFolder } from '../../src/runs/runFolder';
import type { Engine } from '../../src/engine/engine';

/** Questions that are asked, and of those, whose logits are compared. */
const ASKED = 50;
const COMPARED = 3;

async function main(): Promise<number> {
  const [run, questions, python = 'python3'] = process.argv.slice(2);
  if (run === undefined || questions === undefined) {
    console.error('usage: npm run roundtrip -- RUN QUESTIONS [PYTHON]');
    return 2;
  }
  const probe = spawnSync(python, ['-c', 'import torch, transformers'], { encoding: 'utf8' });
  if (probe.status !== 0) {
    console.log(`skipped: ${python} cannot import torch and transformers (pip install torch transformers)`);
    return 0;
  }
  const folder = await mkdtemp(join(tmpdir(), 'attention-lab-roundtrip-'));
  const engine = openDevice('onnx-cpu');
  try {
    const open = await openModel(engine, new RunFolder(run).weights);
    for (const form of EXPORT_FORMS) {
      if (form === 'huggingface' && !['vanilla', 'rope'].includes(open.model.config.variant)) continue;
      await exportRun(new RunFolder(run), form, join(folder, form));
    }
    const { questions: all } = await readQuestions(questions);
    const asked = all.slice(0, ASKED).map(({ question }) => question);
    await writeFile(join(folder, 'expected.json'), JSON.stringify(await expected(engine, open, asked)));
    const script = resolve(__dirname, '..', 'test', 'python', 'round_trip.py');
    return spawnSync(python, [script, folder], { stdio: 'inherit' }).status ?? 1;
  } finally {
    await engine.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

async function expected(engine: Engine, open: OpenModel, asked: readonly string[]) {
  const { model, vocabulary, store } = open;
  const answers = await new Answerer(engine, model, store).answer(
    asked.map((text) => vocabulary.encode(text)),
  );
  const rows = [];
  for (const [index, question] of asked.entries()) {
    const text = `${vocabulary.decode(vocabulary.encode(question))}⁇`;
    const tokens = vocabulary.encode(text);
    const logits = index < COMPARED ? { logits: await logitsOf(engine, open, tokens) } : {};
    rows.push({ text, tokens, answer: answers[index]?.tokens ?? [], ...logits });
  }
  const tensors = await Promise.all(
    Object.keys(model.parameters).map(async (name) => [name, await store.read(name)] as const),
  );
  const sum = (numbers: ArrayLike<number>) => Array.from(numbers).reduce((total, value) => total + value, 0);
  return {
    rows,
    shapes: Object.fromEntries(tensors.map(([name, { shape }]) => [name, shape])),
    sums: Object.fromEntries(tensors.map(([name, { data }]) => [name, sum(data)])),
  };
}

/** [length, vocabulary]. */
async function logitsOf(engine: Engine, { model, store }: OpenModel, tokens: readonly number[]) {
  const row = hostTensor([1, tokens.length], Int32Array.from(tokens));
  const program = await engine.compile(
    (inputs, state) => ({
      outputs: { logits: model.forward(inputs['tokens'] as tf.Tensor2D, state).logits },
    }),
    { inputs: { tokens: { shape: row.shape, type: 'int32' } }, state: Object.keys(model.parameters) },
    store,
  );
  const { logits } = await program.run(store, { tokens: row });
  await program.dispose();
  const width = model.config.vocabularySize;
  return tokens.map((_, at) => Array.from(logits?.data.subarray(at * width, (at + 1) * width) ?? []));
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
