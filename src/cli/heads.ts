/**
 * `attention-lab heads`: what the heads of a trained model do, over a file of questions, for one text or on random
 * characters.
 */
import { analyse } from '../heads/analyse';
import type { Engine } from '../engine/engine';
import { CheckpointWeights, type Weights } from '../model/checkpointWeights';
import { modelKind, openAny } from '../model/openAny';
import { countedFromOne } from '../heads/headNumbers';
import { HeadPrograms, openHeadPrograms } from '../heads/headPrograms';
import { headsCalled } from '../heads/headPlaces';
import { ANALYSES, type AnalysisName, HEAD_VERBS, headRequestSchema } from '../heads/kinds';
import { presented } from '../heads/presentations';
import { PATCH_REGIONS } from '../heads/results';
import type { AnalysedText } from '../heads/textAnalyses';
import { readCheckpointHeader } from '../model/checkpoints/checkpoint';
import { writeAtomically } from '../files/writeAtomically';
import { type QuestionFile, readQuestions } from '../data/questions';
import { wordingOf } from '../data/questionWording';
import { openDevice, processorDevice } from '../engine/devices/openDevice';
import { tableCsv, tableLines } from '../charts/table';
import type { Model } from '../model/transformer';
import type { Running } from '../model/running';
import { RunFolder } from '../runs/runFolder';
import { wholePercent } from '../numbers/formats';
import * as v from 'valibot';
import { CHOOSING_OPTIONS, chosenAnalysis } from './chosenAnalysis';
import { FOLLOWED_BY, OPEN_OPTIONS, openOptionsOf, refuseIgnored } from './openOptions';
import type { Call, Verb } from './verb';

/** What papers call them, where they have another name for it. */
const TERMS: Readonly<Partial<Record<string, string>>> = {
  silencing: 'zero ablation',
  patching: 'activation patching',
  logits: 'direct logit attribution',
};

function inTerms(verb: string): string {
  const term = TERMS[verb];
  return term === undefined ? verb : `${verb} (${term})`;
}

/** Looks at heads. */
export const heads: Verb = {
  summary: `what each head does: ${HEAD_VERBS.join(', ')}`,
  options: {
    ...OPEN_OPTIONS,
    questions: { value: 'TSV', help: 'questions; with answers for all but scores and rollout' },
    text: { value: 'TEXT', help: 'one text instead of a file (scores, silencing, rollout, logits, lens)' },
    question: { help: 'an open model: the text is a question, to be put into the template' },
    on: { value: 'repeated', help: 'scores: on random tokens that come twice, instead of a file' },
    what: { value: 'WHAT', help: `${HEAD_VERBS.map(inTerms).join(', ')} (default: scores)` },
    step: { value: 'N', help: 'the checkpoint of this step (default: the newest weights)' },
    heads: {
      value: 'HEADS',
      help: 'silencing: these heads together, as layer.head, both from 1: 3.5,4.1 (default: each alone); circuits: of these',
    },
    region: { value: 'R', help: 'patching: where heads are exchanged: answer (default), name or all' },
    'over-time': { help: 'scores: at every checkpoint' },
    csv: {
      value: 'FILE',
      help: 'where to write the table; layers and heads count from 1 there, too, as in JSON',
    },
    device: { value: 'D', help: 'where to compute (default: onnx-cpu)' },
  },
  opensModels: true,
  run: async (call) => {
    const verb = call.choice('what', HEAD_VERBS) ?? 'scores';
    call.choice('on', ['repeated']);
    const given = CHOOSING_OPTIONS.filter((option) => call.given(option));
    const found = await find(call, chosenAnalysis(verb, given));
    found.warnings.forEach(call.warn);
    const { summary, table, csv: saved } = presented(found);
    call.say(summary);
    tableLines(table).forEach(call.say);
    const csv = call.text('csv');
    if (csv !== undefined) {
      await writeAtomically(csv, [tableCsv(saved)]);
      call.say(csv);
    }
    return countedFromOne(found.result);
  },
};

async function find(call: Call, name: AnalysisName) {
  const kind = await modelKind(call.required('run'));
  // A run's heads read questions as it was trained to.
  refuseIgnored(call, kind, { ...FOLLOWED_BY, template: ['huggingFace', 'checkpoint'] });
  // A model that was trained here is asked; any other goes on with a text, unless it is told to be asked.
  const question = kind !== 'huggingFace' || call.has('question');
  const [text, questions] = [call.text('text'), call.text('questions')];
  const engine = openDevice(call.text('device') ?? processorDevice());
  try {
    const opened = kind === 'run' ? await openRun(call, engine) : await openOther(call, engine);
    const file = questions === undefined ? undefined : await readQuestions(questions);
    const subject = {
      ...opened,
      ...(file ? { file } : {}),
      ...(text === undefined ? {} : { line: lineOf(text, file, question) }),
    };
    return await analyse(subject, requestOf(call, name, opened.programs.model), progressOf(call));
  } finally {
    await engine.dispose();
  }
}

async function openRun(call: Call, engine: Engine) {
  const folder = new RunFolder(call.required('run'));
  const step = call.integer('step', 0);
  const path = step === undefined ? folder.weights : folder.checkpoint(step);
  const programs = await openHeadPrograms(engine, await readCheckpointHeader(path));
  const checkpoints = new CheckpointWeights(engine, programs.model);
  return { programs, folder, checkpoints, weights: await checkpoints.of(path) };
}

async function openOther(call: Call, engine: Engine) {
  const { model, tokens, asking, store } = await openAny(engine, call.required('run'), openOptionsOf(call));
  const weights: Weights = {
    progress: { step: 0, tokens: 0, seconds: 0 },
    store: () => Promise.resolve(store),
  };
  return { programs: new HeadPrograms(engine, model, tokens, asking), weights };
}

/** Every option that a request may need; those that the row does not take are left out. */
function requestOf(call: Call, name: AnalysisName, model: Model) {
  const options = {
    heads: () => headsCalled(call.required('heads'), model).map(({ block, head }) => ({ block, head })),
    region: () => call.choice('region', PATCH_REGIONS) ?? 'answer',
  };
  const entries = Object.entries(options).filter(([option]) => option in ANALYSES[name].request.entries);
  const given = entries.map(([option, read]) => [option, read()] as const);
  return v.parse(headRequestSchema, { what: name, ...Object.fromEntries(given) });
}

/** A question, with its answer and what surrounds its name where a file says so. */
function lineOf(text: string, file: QuestionFile | undefined, question: boolean): AnalysedText {
  const known = file?.questions.find(({ question }) => question === text);
  return {
    text,
    question,
    ...(known?.answer === undefined ? {} : { answer: known.answer }),
    ...(file ? { wording: wordingOf(file.questions.map(({ question }) => question)) } : {}),
  };
}

/** Prints progress on the error stream, at most twice a second, where nobody reads a table as it grows. */
function progressOf(call: Call): Running {
  let last = performance.now();
  return {
    onProgress: (done, total) => {
      if (!call.json || performance.now() - last < 500) return;
      last = performance.now();
      process.stderr.write(`${wholePercent(done / total)}\n`);
    },
  };
}
