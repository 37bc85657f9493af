/**
 * `attention-lab heads`: what the heads of a trained model do, over a file of questions or for one text.
 */
import { AnalysisCache } from '../heads/analysisCache';
import { CheckpointWeights } from '../model/checkpointWeights';
import { FileAnalyses } from '../heads/fileAnalyses';
import { countedFromOne } from '../heads/headNumbers';
import { openLab } from '../heads/headLab';
import { RunHistory } from '../heads/runHistory';
import { TextAnalyses } from '../heads/textAnalyses';
import { readCheckpointHeader } from '../model/checkpoints/checkpoint';
import { writeAtomically } from '../files/writeAtomically';
import { readQuestions } from '../data/questions';
import { openDevice, processorDevice } from '../engine/devices/openDevice';
import { type Table, tableCsv, tableLines } from '../charts/table';
import { RunFolder } from '../runs/runFolder';
import { askFile, askText } from './headQuestions';
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
    run: { value: 'RUN', help: 'the run whose model is looked at' },
    questions: { value: 'TSV', help: 'questions; with answers for all but scores and rollout' },
    text: { value: 'TEXT', help: 'one question instead of a file (scores, silencing, rollout, logits)' },
    what: { value: 'WHAT', help: `${QUESTIONS.join(', ')} (default: scores)` },
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
    const what = call.choice('what', QUESTIONS) ?? 'scores';
    const answer = await ask(call, what);
    call.say(answer.summary);
    tableLines(answer.table).forEach(call.say);
    const csv = call.text('csv');
    if (csv !== undefined) {
      await writeAtomically(csv, [tableCsv(answer.table)]);
      call.say(csv);
    }
    return countedFromOne(answer.result);
  },
};

async function ask(call: Call, what: HeadQuestion): Promise<HeadAnswer> {
  const folder = new RunFolder(call.required('run'));
  const step = call.integer('step', 0);
  const path = step === undefined ? folder.weights : folder.checkpoint(step);
  const [text, questions] = [call.text('text'), call.text('questions')];
  if (text === undefined && questions === undefined) {
    throw new UsageError('Say what the heads read: --questions TSV, or --text TEXT.');
  }
  const engine = openDevice(call.text('device') ?? processorDevice());
  try {
    const lab = await openLab(engine, await readCheckpointHeader(path));
    const checkpoints = new CheckpointWeights(engine, lab.model);
    const weights = await checkpoints.of(path);
    const file = questions === undefined ? undefined : await readQuestions(questions);
    if (text !== undefined)
      return await askText(call, what, { lab, weights, text, file }, new TextAnalyses(lab));
    if (!file) throw new UsageError('--questions is missing.');
    const analyses = new FileAnalyses(lab, file, new AnalysisCache(folder));
    const history = new RunHistory(folder, checkpoints);
    return await askFile(call, what, { lab, weights, analyses, history });
  } finally {
    await engine.dispose();
  }
}
