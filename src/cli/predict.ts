/**
 * `attention-lab predict`: what a model answers to a question, or how it goes on with a text.
 */
import { percent } from '../numbers/formats';
import { openDevice, processorDevice } from '../engine/devices/openDevice';
import { Continuer, type Continuation } from '../model/continuation';
import { type ModelKind, modelKind, openAny } from '../model/openAny';
import type { OpenedModel } from '../model/openedModel';
import type { Sampling } from '../model/sampling';
import { OPEN_OPTIONS, openOptionsOf, refuseIgnored } from './openOptions';
import { type Call, UsageError, type Verb } from './verb';

/** Tokens of an answer, and of a text that is gone on with, where nobody says how many. */
const MOST_TOKENS = { answer: 32, continuation: 50 };

/** Asks one question, or has one text gone on with. */
export const predict: Verb = {
  summary: 'what a model answers to a question, or how it goes on with a text',
  positionals: 'TEXT',
  options: {
    ...OPEN_OPTIONS,
    question: { help: 'an open model: the text is a question, to be put into the template' },
    tokens: { value: 'N', help: 'the most tokens (default: 32 of an answer, 50 of a continuation)' },
    temperature: { value: 'T', help: '0 takes the most probable token (default), 1 the model’s own odds' },
    'top-k': { value: 'K', help: 'draw from the K most probable tokens alone' },
    'top-p': { value: 'P', help: 'draw from the most probable tokens with probability P together' },
    seed: { value: 'N', help: 'equal seeds draw equal texts (default: 0)' },
  },
  opensModels: true,
  run: async (call) => {
    const text = call.positionals.join(' ');
    if (text === '') throw new UsageError('Say what to ask: attention-lab predict --run RUN TEXT');
    const path = call.required('run');
    const sampling = samplingOf(call);
    const kind = await modelKind(path);
    refuseIgnored(call, kind);
    const asks = isQuestion(call, kind);
    const engine = openDevice(processorDevice());
    try {
      const open = await openAny(engine, path, openOptionsOf(call));
      const unknown = open.tokens.unknown(text);
      if (unknown.length > 0)
        call.warn(`The model does not know these characters: ${unknown.join(' ')}. They are left out.`);
      const { tokens, most, ends } = asks
        ? { tokens: open.asking.prompt(text), most: MOST_TOKENS.answer, ends: open.asking.ends }
        : { tokens: open.tokens.encode(text), most: MOST_TOKENS.continuation, ends: open.ends };
      requireFits(tokens.length, open);
      const said = await new Continuer(engine, open).continue(tokens, {
        tokens: call.integer('tokens', 1) ?? most,
        seed: call.integer('seed', 0) ?? 0,
        sampling,
        ends,
      });
      return asks ? answered(call, text, open, said) : continued(call, text, open, said);
    } finally {
      await engine.dispose();
    }
  },
};

/** A model that was trained here answers; another goes on, unless it is asked or has a template. */
function isQuestion(call: Call, kind: ModelKind): boolean {
  return kind !== 'huggingFace' || call.has('question') || call.text('template') !== undefined;
}

function samplingOf(call: Call): Sampling {
  const [topK, topP] = [call.integer('top-k', 1), call.number('top-p', { most: 1 })];
  const drawn = topK !== undefined || topP !== undefined;
  return {
    // Who says from which tokens to draw wants to draw.
    temperature: call.number('temperature', { zero: true }) ?? (drawn ? 1 : 0),
    ...(topK === undefined ? {} : { topK }),
    ...(topP === undefined ? {} : { topP }),
  };
}

function requireFits(tokens: number, { model }: OpenedModel): void {
  const longest = model.config.contextLength - 1;
  if (tokens > longest) {
    throw new UsageError(`The text has ${tokens} tokens; the model reads ${longest}. Shorten it.`);
  }
  if (tokens === 0) throw new UsageError('The text has no token that the model knows.');
}

function answered(call: Call, question: string, { asking }: OpenedModel, said: Continuation) {
  const answer = asking.answer(said.tokens);
  const probability = Math.exp(said.logProbability);
  call.say(`${answer}  (probability ${percent(probability)})`);
  return { question, answer, probability };
}

function continued(call: Call, text: string, { tokens }: OpenedModel, said: Continuation) {
  const continuation = tokens.decode(said.tokens);
  const probability = Math.exp(said.logProbability);
  // A model may say anything, control characters among them, and a terminal obeys them.
  call.say(`${text}${continuation}`.replace(/(?![\n\t])\p{Cc}/gu, '�'));
  return {
    text,
    continuation,
    tokens: said.tokens.map((token) => ({ token, label: tokens.label(token) })),
    probability,
    ended: said.ended,
  };
}
