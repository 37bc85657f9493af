/**
 * `attention-lab evaluate`: asks a trained model a file of questions and scores it.
 */
import { join } from 'node:path';
import { writeAtomically } from '../files/writeAtomically';
import { readCorpus } from '../data/corpus';
import { readQuestions } from '../data/questions';
import { openDevice, processorDevice } from '../engine/devices/openDevice';
import { type Evaluation, type Score, evaluate as ask, predictionLines } from '../answers/evaluate';
import { evaluateOpened } from '../answers/evaluateOpened';
import { modelKind, openAny } from '../model/openAny';
import { openModel } from '../model/openModel';
import { corpusOfRun } from '../runs/lineage';
import { RunFolder } from '../runs/runFolder';
import { OPEN_OPTIONS, openOptionsOf } from './openOptions';
import type { Call, Verb } from './verb';

/** The study stops after so many tokens. */
const LONGEST_ANSWER = 32;

/** Asks a model a file of questions. */
export const evaluate: Verb = {
  summary: 'asks a trained model a file of questions and scores it',
  options: {
    ...OPEN_OPTIONS,
    questions: { value: 'TSV', help: 'questions, with answers to score them' },
    predictions: {
      value: 'FILE',
      help: 'where to write the answers (default: in the run folder, if it is one)',
    },
    corpus: { value: 'FILE', help: 'the text, for the ceiling (default: the run’s own), or an assignment’s' },
    tokens: { value: 'N', help: 'an open model: the most tokens of an answer (default: 32)' },
    device: { value: 'D', help: 'where to compute (default: onnx-cpu)' },
  },
  run: async (call) => {
    const folder = new RunFolder(call.required('run'));
    const path = call.required('questions');
    const isRun = (await modelKind(folder.path)) === 'run' && call.text('template') === undefined;
    const evaluation = isRun ? await evaluateRun(call, folder, path) : await evaluateOther(call, path);
    evaluation.warnings.forEach(call.warn);
    // Somebody else's model folder is not written into.
    const inRun = isRun ? join(folder.predictions, `${fileStem(path)}.tsv`) : undefined;
    const predictions = call.text('predictions') ?? inRun;
    if (predictions !== undefined) await writeAtomically(predictions, [predictionLines(evaluation.asked)]);
    if (evaluation.score) sayScore(call, evaluation.score);
    else call.say(`${evaluation.asked.length} questions asked; the file has no answers to score them.`);
    if (predictions !== undefined) call.say(`predictions: ${predictions}`);
    return { run: folder.path, questions: path, predictions, ...evaluation.score };
  },
};

/** Asks the run's newest model the questions in a file. */
export async function evaluateRun(call: Call, folder: RunFolder, path: string): Promise<Evaluation> {
  const { questions, warnings } = await readQuestions(path);
  const corpus = call.text('corpus') ?? (await corpusOfRun(folder))?.path;
  const documents = corpus === undefined ? undefined : await readDocuments(corpus);
  const engine = openDevice(call.text('device') ?? processorDevice());
  try {
    const open = await openModel(engine, folder.weights);
    const onProgress = (answered: number) => {
      if (call.json) process.stderr.write(`${answered} of ${questions.length} answered\n`);
    };
    const evaluation = await ask(engine, open, {
      path,
      questions,
      onProgress,
      ...(documents ? { documents } : {}),
    });
    return { ...evaluation, warnings: [...warnings, ...evaluation.warnings] };
  } finally {
    await engine.dispose();
  }
}

/** Asks any other model: one that goes on with a text. */
async function evaluateOther(call: Call, path: string): Promise<Evaluation> {
  const { questions, warnings } = await readQuestions(path);
  const corpus = call.text('corpus');
  const documents = corpus === undefined ? undefined : await readDocuments(corpus);
  const engine = openDevice(call.text('device') ?? processorDevice());
  try {
    const open = await openAny(engine, call.required('run'), openOptionsOf(call));
    const evaluation = await evaluateOpened(engine, open, {
      path,
      questions,
      tokens: call.integer('tokens', 1) ?? LONGEST_ANSWER,
      onProgress: (answered) => {
        if (call.json) process.stderr.write(`${answered} of ${questions.length} answered\n`);
      },
      ...(documents ? { documents } : {}),
    });
    return { ...evaluation, warnings: [...warnings, ...evaluation.warnings] };
  } finally {
    await engine.dispose();
  }
}

/** A ceiling is worth having, but not worth failing for. */
async function readDocuments(path: string): Promise<readonly string[] | undefined> {
  return readCorpus(path).then(
    ({ documents }) => documents,
    () => undefined,
  );
}

function fileStem(path: string): string {
  return (path.split(/[\\/]/).at(-1) ?? path).replace(/\.[^.]*$/, '');
}

function sayScore(call: Call, { scored, correct, accuracy, interval, baseline, ceiling }: Score): void {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  call.say(
    `${correct} of ${scored} right: ${percent(accuracy)} (95 % interval ${percent(interval.low)} – ${percent(interval.high)})`,
  );
  call.say(`always answering '${baseline.answer}': ${percent(baseline.correct / scored)}`);
  if (ceiling !== undefined) call.say(`answer stands in the text: ${percent(ceiling / scored)}`);
}
