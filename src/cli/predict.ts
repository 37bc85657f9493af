/**
 * `attention-lab predict`: what a trained model answers to one question.
 */
import { percent } from '../numbers/formats';
import { openDevice, processorDevice } from '../engine/devices/openDevice';
import { Answerer } from '../model/answers';
import { openModel } from '../model/openModel';
import { RunFolder } from '../runs/runFolder';
import { UsageError, type Verb } from './verb';

/** Asks one question. */
export const predict: Verb = {
  summary: 'what a trained model answers to one question',
  positionals: 'TEXT',
  options: { run: { value: 'RUN', help: 'the run whose model is asked' } },
  run: async (call) => {
    const question = call.positionals.join(' ');
    if (question === '') throw new UsageError('Say what to ask: attention-lab predict --run RUN TEXT');
    const engine = openDevice(processorDevice());
    try {
      const { model, vocabulary, store } = await openModel(
        engine,
        new RunFolder(call.required('run')).weights,
      );
      const unknown = vocabulary.unknown(question);
      if (unknown.length > 0)
        call.warn(`The model does not know these characters: ${unknown.join(' ')}. They are left out.`);
      const [answer] = await new Answerer(engine, model, store).answer([vocabulary.encode(question)]);
      const text = vocabulary.decode(answer?.tokens ?? []);
      const probability = Math.exp(answer?.logProbability ?? -Infinity);
      call.say(`${text}  (probability ${percent(probability)})`);
      return { question, answer: text, probability };
    } finally {
      await engine.dispose();
    }
  },
};
