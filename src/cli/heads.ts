/**
 * `attention-lab heads`: what the heads of a trained model do, over a file of questions, for one text or on random
 * characters.
 */
import { analyse } from '../heads/analyse';
import { CheckpointWeights } from '../model/checkpointWeights';
import { countedFromOne } from '../heads/headNumbers';
import { openHeadPrograms } from '../heads/headPrograms';
import { headsCalled } from '../heads/headPlaces';
import { ANALYSES, ANALYSIS_NAMES, type AnalysisName, HEAD_VERBS, headRequestSchema } from '../heads/kinds';
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
import { type Call, UsageError, type Verb } from './verb';

/** Looks at heads. */
export const heads: Verb = {
  summary: `what each head does: ${HEAD_VERBS.join(', ')}`,
  options: {
    run: { value: 'RUN', help: 'the run whose model is looked at' },
    questions: { value: 'TSV', help: 'questions; with answers for all but scores and rollout' },
    text: { value: 'TEXT', help: 'one question instead of a file (scores, silencing, rollout, logits)' },
    on: { value: 'repeated', help: 'scores: on random characters that come twice, instead of a file' },
    what: { value: 'WHAT', help: `${HEAD_VERBS.join(', ')} (default: scores)` },
    step: { value: 'N', help: 'the checkpoint of this step (default: the newest weights)' },
    heads: {
      value: 'HEADS',
      help: 'silencing: these heads together, as layer.head, both from 1: 3.5,4.1 (default: each alone)',
    },
    region: { value: 'R', help: 'patching: where heads are exchanged: answer (default), name or all' },
    'over-time': { help: 'scores: at every checkpoint' },
    csv: {
      value: 'FILE',
      help: 'where to write the table; layers and heads count from 1 there, too, as in JSON',
    },
    device: { value: 'D', help: 'where to compute (default: onnx-cpu)' },
  },
  run: async (call) => {
    const found = await find(call, chosenAnalysis(call));
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

/** The row of `kinds.ts` that a call's options point to. */
function chosenAnalysis(call: Call): AnalysisName {
  const verb = call.choice('what', HEAD_VERBS) ?? 'scores';
  const repeated = call.choice('on', ['repeated']) !== undefined;
  const option = repeated ? 'repeated' : call.has('over-time') ? 'over-time' : undefined;
  const [text, questions] = [call.text('text'), call.text('questions')];
  if (text === undefined && questions === undefined && !repeated) {
    throw new UsageError('Say what the heads read: --questions TSV, --text TEXT, or --on repeated.');
  }
  const together = call.text('heads') === undefined ? undefined : 'heads';
  const rows = ANALYSIS_NAMES.filter((name) => {
    const row = ANALYSES[name];
    if (row.verb !== verb || (row.scope === 'model') !== repeated) return false;
    if (!repeated && (row.scope === 'line') !== (text !== undefined)) return false;
    return row.scope === 'line' || row.option === (option ?? (verb === 'silencing' ? together : undefined));
  });
  const [name] = rows;
  if (name) return name;
  if (repeated) throw new UsageError(`--on repeated goes with --what scores, not ${verb}.`);
  throw new UsageError(`--what ${verb} needs --questions, not --text.`);
}

async function find(call: Call, name: AnalysisName) {
  const folder = new RunFolder(call.required('run'));
  const step = call.integer('step', 0);
  const path = step === undefined ? folder.weights : folder.checkpoint(step);
  const [text, questions] = [call.text('text'), call.text('questions')];
  const engine = openDevice(call.text('device') ?? processorDevice());
  try {
    const programs = await openHeadPrograms(engine, await readCheckpointHeader(path));
    const checkpoints = new CheckpointWeights(engine, programs.model);
    const weights = await checkpoints.of(path);
    const file = questions === undefined ? undefined : await readQuestions(questions);
    const subject = {
      ...{ programs, folder, checkpoints, weights },
      ...(file ? { file } : {}),
      ...(text === undefined ? {} : { line: lineOf(text, file) }),
    };
    return await analyse(subject, requestOf(call, name, programs.model), progressOf(call));
  } finally {
    await engine.dispose();
  }
}

/** Every option that a request may need; those that the row does not take are left out. */
function requestOf(call: Call, name: AnalysisName, model: Model) {
  const labels = call.text('heads');
  const options = {
    heads: () =>
      headsCalled(labels ?? call.required('heads'), model).map(({ block, head }) => ({ block, head })),
    region: () => call.choice('region', PATCH_REGIONS) ?? 'answer',
  };
  const entries = Object.entries(options).filter(([option]) => option in ANALYSES[name].request.entries);
  const given = entries.map(([option, read]) => [option, read()] as const);
  return v.parse(headRequestSchema, { what: name, ...Object.fromEntries(given) });
}

/** A question, with its answer and what surrounds its name where a file says so. */
function lineOf(text: string, file: QuestionFile | undefined): AnalysedText {
  const known = file?.questions.find(({ question }) => question === text);
  return {
    text,
    question: true,
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
