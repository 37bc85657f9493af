/**
 * `attention-lab trust`: what a model knows and what it makes up, line by line and in numbers.
 */
import { join } from 'node:path';
import { type AnsweredQuestion, hasAnswer, readQuestions } from '../data/questions';
import { openDevice, processorDevice } from '../engine/devices/openDevice';
import type { Engine } from '../engine/engine';
import { openModel } from '../model/openModel';
import { CorpusIndex } from '../answers/trust/corpusIndex/corpusIndex';
import { CommitteeRunners, ModelRespondent } from '../answers/trust/modelRespondent';
import { type TrustRequest, trustReport } from '../answers/trust/trustReport';
import type { TrustReport } from '../answers/trust';
import { UserError } from '../files/userError';
import { corpusOfRun, trainingQuestionsOfRun } from '../runs/lineage';
import { RunFolder } from '../runs/runFolder';
import { trustPath, writeTrust } from '../answers/trustFile';
import { trustSummary } from '../answers/trustSummary';
import { type Call, UsageError, type Verb } from './verb';

/** Names that are made up unless told otherwise: enough for a threshold at 95 %. */
const INVENTIONS = 100;

/** See the header. */
export const trust: Verb = {
  summary: 'what a model knows, and what it makes up',
  options: {
    run: { value: 'RUN', many: true, help: 'the run whose model is asked; several are a committee' },
    questions: { value: 'TSV', help: 'questions, with answers where they are known' },
    corpus: { value: 'FILE', help: 'the pretraining text (default: the run’s own)' },
    train: { value: 'TSV', help: 'the training questions (default: the run’s own)' },
    compare: { value: 'RUN', help: 'another run, to be compared on the same questions' },
    invented: {
      value: 'TSV',
      help: 'questions about people who do not exist (default: made from the questions’ names)',
    },
    inventions: { value: 'N', help: `how many names to make up (default: ${INVENTIONS})` },
    out: { value: 'FILE', help: 'where the report goes (default: in the first run’s folder)' },
    device: { value: 'D', help: 'where to compute (default: onnx-cpu)' },
  },
  run: async (call) => {
    const [path, report] = await reportOnRuns(call);
    const out = call.text('out') ?? path;
    await writeTrust(out, report);
    report.warnings.forEach(call.warn);
    trustSummary(report).forEach(call.say);
    call.say('');
    call.say(`report: ${out}`);
    return report;
  },
};

/** Makes the report that a call asks for; with it, where the run keeps it. */
export async function reportOnRuns(call: Call): Promise<readonly [path: string, report: TrustReport]> {
  const folders = call.list('run').map((path) => new RunFolder(path));
  const [first] = folders;
  if (!first) throw new UsageError('--run is missing.');
  const path = call.required('questions');
  const { questions } = await readQuestions(path);
  const index = await openIndex(call, first);
  const engine = openDevice(call.text('device') ?? processorDevice());
  try {
    const train = await trainOf(call, first);
    const report = await trustReport({
      ...(await respondents(call, engine, folders)),
      questions: { path, questions },
      ...(train ? { train } : {}),
      corpus: index,
      ...(await inventedOf(call)),
      inventions: call.integer('inventions', 0) ?? INVENTIONS,
      created: new Date(),
      onAsked: (what, done, all) => {
        if (call.json) process.stderr.write(`${done} of ${all} ${what}\n`);
      },
    });
    return [trustPath(first, path, { committee: folders.length > 1 }), report];
  } finally {
    await engine.dispose();
    await index.index.close();
  }
}

async function respondents(
  call: Call,
  engine: Engine,
  folders: readonly RunFolder[],
): Promise<Pick<TrustRequest, 'models' | 'compare'>> {
  const runners = new CommitteeRunners(engine);
  const respondent = async (folder: RunFolder) =>
    new ModelRespondent(folder.name, engine, await openModel(engine, folder.weights), runners);
  const [first, ...others] = await Promise.all(folders.map(respondent));
  if (!first) throw new UsageError('--run is missing.');
  const compare = call.text('compare');
  return {
    models: [first, ...others],
    ...(compare === undefined ? {} : { compare: await respondent(new RunFolder(compare)) }),
  };
}

/** The corpus with its index, which is kept in the folder of the run that was pretrained on it. */
async function openIndex(call: Call, run: RunFolder): Promise<TrustRequest['corpus']> {
  const given = call.text('corpus');
  const own = await corpusOfRun(run);
  const path = given ?? own?.path;
  if (path === undefined) {
    throw new UserError(`${run.path} does not say which text it was pretrained on. Name it with --corpus.`);
  }
  const keptIn = own?.path === path ? own.folder : run;
  const onBytes = (done: number, all: number) => {
    if (call.json) process.stderr.write(`${done} of ${all} bytes indexed\n`);
  };
  return { path, index: await CorpusIndex.open(path, join(keptIn.analysis, 'corpus.words'), onBytes) };
}

async function trainOf(call: Call, run: RunFolder): Promise<TrustRequest['train'] | undefined> {
  const given = call.text('train');
  const path = given ?? (await trainingQuestionsOfRun(run));
  if (path === undefined) return undefined;
  const read = readQuestions(path).then(({ questions }) => {
    const answered: readonly AnsweredQuestion[] = questions.filter((question) => hasAnswer(question));
    return { path, questions: answered };
  });
  // A file that the run remembers may be gone; one that was named must be there.
  return given === undefined ? read.catch(() => undefined) : read;
}

async function inventedOf(call: Call): Promise<Pick<TrustRequest, 'invented'>> {
  const path = call.text('invented');
  if (path === undefined) return {};
  const { questions } = await readQuestions(path);
  return { invented: questions.map(({ question }) => question) };
}
