/**
 * `attention-lab heads`: what the heads of a trained model do, over a file of questions or for one text.
 */
import { AnalysisCache, NO_CACHE } from '../heads/analysisCache';
import type { Engine } from '../engine/engine';
import { CheckpointWeights, type Weights } from '../model/checkpointWeights';
import { modelKind, openAny } from '../model/openAny';
import { FileAnalyses } from '../heads/fileAnalyses';
import { HeadLab, openLab } from '../heads/headLab';
import { RunHistory } from '../heads/runHistory';
import { TextAnalyses } from '../heads/textAnalyses';
import { readCheckpointHeader } from '../model/checkpoints/checkpoint';
import { writeAtomically } from '../files/writeAtomically';
import { readQuestions } from '../data/questions';
import { openDevice, processorDevice } from '../engine/devices/openDevice';
import { type Table, tableCsv, tableLines } from '../charts/table';
import { RunFolder } from '../runs/runFolder';
import { askFile, askText } from './headQuestions';
import { OPEN_OPTIONS, openOptionsOf } from './openOptions';
import { type Call, UsageError, type Verb } from './verb';

/** What can be asked. */
const QUESTIONS = ['scores', 'silencing', 'patching', 'rollout', 'logits', 'timeline'] as const;

/** One of them. */
export type HeadQuestion = (typeof QUESTIONS)[number];

/** What was found, for people and for programs. */
export interface HeadAnswer {
  /** A sentence above the table. */
  readonly summary: string;
  readonly table: Table;
  readonly result: unknown;
}

/** Looks at heads. */
export const heads: Verb = {
  summary: 'what each head does: scores, silencing, patching, rollout, logits, timeline',
  options: {
    ...OPEN_OPTIONS,
    questions: { value: 'TSV', help: 'questions; with answers for all but scores and rollout' },
    text: { value: 'TEXT', help: 'one question instead of a file (scores, silencing, rollout, logits)' },
    question: { help: 'an open model: the text is a question, to be put into the template' },
    what: { value: 'WHAT', help: `${QUESTIONS.join(', ')} (default: scores)` },
    step: { value: 'N', help: 'the checkpoint of this step (default: the newest weights)' },
    heads: { value: 'HEADS', help: 'silencing: these heads together, as in 3.5,4.1 (default: each alone)' },
    region: { value: 'R', help: 'patching: where heads are exchanged: answer (default), name or all' },
    'over-time': { help: 'scores: at every checkpoint' },
    csv: { value: 'FILE', help: 'where to write the table' },
    device: { value: 'D', help: 'where to compute (default: onnx-cpu)' },
  },
  run: async (call) => {
    const what = call.choice('what', QUESTIONS) ?? 'scores';
    const answer = await ask(call, what);
    call.say(answer.summary);
    tableLines(answer.table).forEach(call.say);
    const csv = call.text('csv');
    if (csv !== undefined) {
      await writeAtomically(csv, [tableCsv(answer.table)]);
      call.say(csv);
    }
    return answer.result;
  },
};

async function ask(call: Call, what: HeadQuestion): Promise<HeadAnswer> {
  const [text, questions] = [call.text('text'), call.text('questions')];
  if (text === undefined && questions === undefined) {
    throw new UsageError('Say what the heads read: --questions TSV, or --text TEXT.');
  }
  const path = call.required('run');
  const kind = await modelKind(path);
  const engine = openDevice(call.text('device') ?? processorDevice());
  try {
    const bench = kind === 'run' ? await benchOfRun(call, engine) : await benchOfOther(call, engine);
    const file = questions === undefined ? undefined : await readQuestions(questions);
    const { lab, weights, history, cache } = bench;
    // A model that was trained here is asked; any other goes on with a text, unless it is told to be asked.
    const question = kind !== 'huggingFace' || call.has('question');
    if (text !== undefined)
      return await askText(call, what, { lab, weights, text, question, file }, new TextAnalyses(lab));
    if (!file) throw new UsageError('--questions is missing.');
    return await askFile(call, what, { lab, weights, analyses: new FileAnalyses(lab, file, cache), history });
  } finally {
    await engine.dispose();
  }
}

/** A model to look into, and where results are kept. */
interface Bench {
  readonly lab: HeadLab;
  readonly weights: Weights;
  /** Undefined for a model that is no run. */
  readonly history: RunHistory | undefined;
  readonly cache: Pick<AnalysisCache, 'remember'>;
}

async function benchOfRun(call: Call, engine: Engine): Promise<Bench> {
  const folder = new RunFolder(call.required('run'));
  const step = call.integer('step', 0);
  const path = step === undefined ? folder.weights : folder.checkpoint(step);
  const lab = await openLab(engine, await readCheckpointHeader(path));
  const checkpoints = new CheckpointWeights(engine, lab.model);
  const weights = await checkpoints.of(path);
  return { lab, weights, history: new RunHistory(folder, checkpoints), cache: new AnalysisCache(folder) };
}

async function benchOfOther(call: Call, engine: Engine): Promise<Bench> {
  const { model, tokens, asking, store } = await openAny(engine, call.required('run'), openOptionsOf(call));
  const weights: Weights = {
    progress: { step: 0, tokens: 0, seconds: 0 },
    store: () => Promise.resolve(store),
  };
  return { lab: new HeadLab(engine, model, tokens, asking), weights, history: undefined, cache: NO_CACHE };
}
