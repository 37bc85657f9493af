/**
 * The training curve (exact match by one pass), the evaluation (decoding) and the silencing of heads must say
 * the same of every line: whether it is answered right.
 */
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../src/answers/evaluate';
import { scoredQuestion } from '../../../src/data/examples';
import { Vocabulary } from '../../../src/data/vocabulary';
import { openDevice } from '../../../src/engine/devices/openDevice';
import { type HostTensors, hostTensor } from '../../../src/engine/tensors';
import { tf } from '../../../src/engine/tf';
import { FileSilencer } from '../../../src/heads/silencing/fileSilencing';
import { answeredTexts } from '../../../src/heads/texts';
import { ExactMatcher } from '../../../src/model/exactMatch';
import { createModel, type Model } from '../../../src/model/transformer';
import { builtInVariant } from '../../../src/model/variants';
import { SMALL } from '../../support/smallModel';

const CONTEXT = 64;
const vocabulary = new Vocabulary(Array.from('□⁇abcdefghijklmnopqrstuvwxyz'));

/** What is predicted at each position, whatever stands there: 40 letters, an end, letters, padding, letters. */
const SCRIPT = `${'abcdefghij'.repeat(4)}⁇klm□nopqrstuvwxyz⁇abcd`;

/** The way out leaves the most probable where it is: each place of the stream is one token. */
const WEIGHTS: HostTensors = {
  script: script(),
  'ln_f.weight': hostTensor([vocabulary.size], new Float32Array(vocabulary.size).fill(1)),
  'ln_f.bias': hostTensor([vocabulary.size], new Float32Array(vocabulary.size)),
  'head.weight': hostTensor([vocabulary.size, vocabulary.size], identity(vocabulary.size)),
};

/** A model that recites the script: a question of so many characters is answered with what comes then. */
const model: Model = {
  ...createModel(builtInVariant('vanilla'), {
    ...SMALL,
    contextLength: CONTEXT,
    vocabularySize: vocabulary.size,
    layers: 1,
    heads: 1,
  }),
  parameters: Object.fromEntries(
    Object.entries(WEIGHTS).map(([name, { shape }]) => [name, { shape, initial: 'zeros', decay: false }]),
  ),
  forward: (tokens, { script }) => {
    if (!script) throw new Error('The script is missing.');
    const [batch, length] = tokens.shape;
    const row = tf.slice(script, [0, 0], [length, vocabulary.size]);
    const logits: tf.Tensor2D = tf.tile(row as tf.Tensor2D, [batch, 1]);
    return { logits, maps: {}, parts: {}, streams: [], embedded: logits, final: logits };
  },
};

function script() {
  const data = new Float32Array(CONTEXT * vocabulary.size);
  vocabulary.encode(SCRIPT).forEach((token, position) => {
    data[position * vocabulary.size + token] = 10;
  });
  return hostTensor([CONTEXT, vocabulary.size], data);
}

function identity(size: number): Float32Array {
  return Float32Array.from({ length: size * size }, (_, at) => Number(at % (size + 1) === 0));
}

/** The script behind a question, cut off after 32 letters or where the context ends. */
function recited(length: number): string {
  const [said = ''] = SCRIPT.slice(length, CONTEXT - 1).split(/[⁇□]/);
  return said.slice(0, 32);
}

/** Questions of all lengths, each with its right answer and with answers that differ by little. */
const questions = Array.from({ length: CONTEXT - 4 }, (_, index) => {
  const said = recited(index + 1);
  const answers = [said, `${said}a`, said.slice(0, -1), `${said}⁇`, `${said}□a`, `é${said}`, 'ñ'];
  return answers.filter((answer) => answer !== '').map((answer) => ['x'.repeat(index + 1), answer] as const);
})
  .flat()
  .map(([question, answer], index) => ({ line: index + 1, question, answer }));

describe('which answers are right', () => {
  it('is the same for the training curve, the evaluation and the analyses of heads', async () => {
    const engine = openDevice('onnx-cpu');
    const store = engine.createStore(WEIGHTS);
    const open = { model, vocabulary, store, progress: { step: 1, tokens: 0, seconds: 0 } };
    const { asked } = await evaluate(engine, open, { path: 'q.tsv', questions });
    const evaluated = asked.map(({ correct }) => correct);
    expect(asked.map(({ prediction }) => prediction)).toEqual(
      questions.map(({ question }) => recited(question.length)),
    );
    const examples = questions.map((question) => scoredQuestion(question, vocabulary));
    const curve = await new ExactMatcher(engine, model, store).matches(examples);
    const differing = questions.filter((_, index) => curve[index] !== evaluated[index]);
    expect(differing).toEqual([]);
    expect(curve.filter(Boolean)).toHaveLength(
      questions.filter(({ question, answer }) => recited(question.length) === answer).length,
    );
    const { texts } = answeredTexts(questions, { vocabulary, contextLength: CONTEXT });
    const right = await new FileSilencer(engine, model).right(store, texts, {});
    expect(right).toEqual(texts.map(({ question }) => evaluated[question.line - 1]));
    await engine.dispose();
  });
});
