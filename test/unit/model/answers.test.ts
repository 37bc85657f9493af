import { describe, expect, it } from 'vitest';
import { answeredQuestion } from '../../../src/data/examples';
import { Vocabulary } from '../../../src/data/vocabulary';
import { openDevice } from '../../../src/engine/devices/openDevice';
import { Answerer } from '../../../src/model/answers';
import { evaluate } from '../../../src/answers/evaluate';
import { predictionLines } from '../../../src/answers/predictionsFile';
import { ExactMatcher } from '../../../src/model/exactMatch';
import { microBatch } from '../../../src/data/batches';
import { initialParameters } from '../../../src/model/initialise';
import { createModel } from '../../../src/model/transformer';
import { builtInVariant } from '../../../src/model/variants';
import { Learner } from '../../../src/training/learner';
import { adamw } from '../../../src/training/optimizers/adamw';

const vocabulary = Vocabulary.of(['abc']);

const model = createModel(builtInVariant('rope'), {
  variant: 'rope',
  layers: 2,
  heads: 2,
  width: 32,
  contextLength: 32,
  vocabularySize: vocabulary.size,
  dropout: 0,
  bottleneck: 4,
  upMlpRatio: 4,
  latents: 'prefix',
});

const facts = [
  ['Where was Ada born?', 'Arlen'],
  ['Where was Bo born?', 'Brimholt'],
  ['Where was Cy born?', 'Arlen'],
  ['Where was Di born?', 'Eskley'],
] as const;

/** A model that knows the first three facts; trained once for all tests, which only ask it. */
async function trainModel() {
  const engine = openDevice('onnx-cpu');
  const optimizer = adamw({ beta1: 0.9, beta2: 0.95, epsilon: 1e-8 });
  const state = initialParameters(model.parameters, 1);
  const learner = new Learner({ engine, model, optimizer, clipNorm: 1, seed: 1, state });
  const known = facts.slice(0, 3).map(([question, answer]) => exampleOf(question, answer));
  const batch = { microBatches: [microBatch(known, 3, 31)], epoch: 0 };
  for (let step = 1; step <= 150; step++)
    await learner.step(batch, { learningRate: 3e-3, weightDecay: 0 }, step);
  return { engine, store: learner.store };
}

function exampleOf(question: string, answer: string) {
  return answeredQuestion(vocabulary.encode(question), vocabulary.encode(answer));
}

const trained = trainModel();

describe('answers', () => {
  it('are decoded letter by letter until the closing mask', async () => {
    const { engine, store } = await trained;
    const answers = await new Answerer(engine, model, store).answer(
      facts.map(([question]) => vocabulary.encode(question)),
    );
    const texts = answers.map(({ tokens }) => vocabulary.decode(tokens));
    expect(texts.slice(0, 3)).toEqual(['Arlen', 'Brimholt', 'Arlen']);
    expect(texts[3]).not.toBe('Eskley');
    for (const { logProbability } of answers.slice(0, 3))
      expect(Math.exp(logProbability)).toBeGreaterThan(0.8);
  });

  it('agree with exact match by a single pass, right or wrong', async () => {
    const { engine, store } = await trained;
    const answers = await new Answerer(engine, model, store).answer(
      facts.map(([question]) => vocabulary.encode(question)),
    );
    const decoded = answers.map(({ tokens }, index) => vocabulary.decode(tokens) === facts[index]?.[1]);
    const claims = facts.map(([question, answer]) => exampleOf(question, answer));
    expect(await new ExactMatcher(engine, model, store).matches(claims)).toEqual(decoded);
    // What it does answer to the unknown question is, of course, what it answers.
    const own = facts.map(([question], index) =>
      exampleOf(question, vocabulary.decode(answers[index]?.tokens ?? [])),
    );
    expect(await new ExactMatcher(engine, model, store).matches(own)).toEqual([true, true, true, true]);
  });

  it('are scored against the common answer and the text', async () => {
    const { engine, store } = await trained;
    const open = { model, vocabulary, store, progress: { step: 80, tokens: 0, seconds: 0 } };
    const questions = facts.map(([question, answer], index) => ({ line: index + 1, question, answer }));
    const documents = [
      'Ada. Ada came from Arlen.',
      'Bo lives in Brimholt',
      'Cy?',
      'Eskley is where Di was born',
    ];
    const { asked, score, warnings } = await evaluate(engine, open, { path: 'q.tsv', questions, documents });
    expect(score).toMatchObject({
      scored: 4,
      correct: 3,
      accuracy: 0.75,
      baseline: { answer: 'Arlen', correct: 2 },
      ceiling: 3,
    });
    expect(warnings).toEqual([]);
    const lines = predictionLines(asked).trimEnd().split('\n');
    expect(lines[0]).toBe('question\tprediction\tanswer\tcorrect\tprobability\tline');
    expect(lines[1]).toMatch(/^Where was Ada born\?\tArlen\tArlen\tyes\t0\.\d+\t1$/);
    expect(lines[4]).toMatch(/\tEskley\tno\t/);
  });

  it('to questions that are too long or strange are empty or go without, and are said to be', async () => {
    const { engine, store } = await trained;
    const open = { model, vocabulary, store, progress: { step: 80, tokens: 0, seconds: 0 } };
    const questions = [
      { line: 4, question: 'x'.repeat(40), answer: undefined },
      { line: 9, question: 'Wo war Łucja?', answer: undefined },
    ];
    const { asked, score, warnings } = await evaluate(engine, open, { path: 'q.tsv', questions });
    expect(asked[0]).toMatchObject({ prediction: '', correct: undefined });
    expect(score).toBeUndefined();
    expect(warnings.join('\n')).toMatch(
      /q\.tsv, line 9 has characters the model does not know \(Ł\): left out/,
    );
    expect(warnings.join('\n')).toMatch(
      /q\.tsv, line 4 is longer than the model reads \(32 characters\): not answered/,
    );
  });
});
