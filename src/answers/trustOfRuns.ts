/**
 * Asks the models of runs and makes the trust report: opens what the report needs, and closes it again.
 */
import { join } from 'node:path';
import { type AnsweredQuestion, hasAnswer, readQuestions } from '../data/questions';
import { processorDevice, withDevice } from '../engine/devices/openDevice';
import type { Engine } from '../engine/engine';
import { hashOfFile } from '../files/regularFile';
import { UserError } from '../files/userError';
import { openModel } from '../model/openModel';
import { corpusOfRun, lineageOf, trainingQuestionsOfRun } from '../runs/lineage';
import { requireOwnFiles } from '../runs/ownFiles';
import { RunFolder } from '../runs/runFolder';
import { UsageError } from '../training/optionTable';
import { INVENTIONS, type TrustOptions } from './options';
import type { TrustReport } from './trust';
import { CorpusIndex } from './trust/corpusIndex/corpusIndex';
import { CommitteeRunners, ModelRespondent } from './trust/modelRespondent';
import { type TrustRequest, trustReport } from './trust/trustReport';
import { trustPath } from './trustFile';

/** Told how far the work has come: `12 of 80 questions asked`. */
export type OnTrustProgress = (line: string) => void;

/**
 * Makes the report; with it, where the first run keeps it. Writes nothing but the index of the corpus.
 *
 * @throws UserError when a run, the questions or the corpus cannot be read.
 */
export async function trustOfRuns(
  options: Omit<TrustOptions, 'out'>,
  onProgress: OnTrustProgress = () => undefined,
): Promise<readonly [path: string, report: TrustReport]> {
  const folders = options.run.map((path) => new RunFolder(path));
  const [first] = folders;
  if (!first) throw new UsageError('--run is missing.');
  const path = options.questions;
  const { questions } = await readQuestions(path);
  const corpus = await openIndex(options, first, onProgress);
  try {
    const train = await trainOf(options, first);
    const invented = await inventedOf(options);
    const report = await withDevice(options.device ?? processorDevice(), async (engine) =>
      trustReport({
        ...(await respondents(options, engine, folders)),
        questions: { path, questions },
        ...(train ? { train } : {}),
        corpus,
        ...invented,
        inventions: options.inventions ?? INVENTIONS,
        created: new Date(),
        onAsked: (what, done, all) => {
          onProgress(`${done} of ${all} ${what}`);
        },
      }),
    );
    const other = await otherText(first, corpus.path);
    const warnings = [...(other === undefined ? [] : [other]), ...report.warnings];
    return [trustPath(first, path, { committee: folders.length > 1 }), { ...report, warnings }];
  } finally {
    await corpus.index.close();
  }
}

type Sources = Omit<TrustOptions, 'out'>;

async function respondents(
  { compare }: Sources,
  engine: Engine,
  folders: readonly RunFolder[],
): Promise<Pick<TrustRequest, 'models' | 'compare'>> {
  const runners = new CommitteeRunners(engine);
  const respondent = async (folder: RunFolder) => {
    const open = await openModel(engine, folder.weights);
    const merges = JSON.stringify(open.vocabulary.merges);
    return { merges, model: new ModelRespondent(folder.name, engine, open, runners) };
  };
  const members = await Promise.all(folders.map(respondent));
  if (new Set(members.map(({ merges }) => merges)).size > 1) {
    throw new UserError(
      'These runs read other tokens, so they cannot answer together. Name runs of one corpus.',
    );
  }
  const [first, ...others] = members.map(({ model }) => model);
  if (!first) throw new UsageError('--run is missing.');
  return {
    models: [first, ...others],
    ...(compare === undefined ? {} : { compare: (await respondent(new RunFolder(compare))).model }),
  };
}

/** A word of warning where answers are looked up in another text than the one that the run has learned. */
async function otherText(run: RunFolder, path: string): Promise<string | undefined> {
  const lineage = await lineageOf(run).catch(() => []);
  const learned = lineage.find(({ config }) => config.corpus)?.config.corpus;
  if (!learned || (await hashOfFile(path)) === learned.sha256) return undefined;
  return `${path} is not the text that ${run.name} has learned, or has changed since: answers are looked up in what it says now.`;
}

/** The corpus with its index, which is kept in the folder of the run that was pretrained on it. */
async function openIndex(
  { corpus: given }: Sources,
  run: RunFolder,
  onProgress: OnTrustProgress,
): Promise<TrustRequest['corpus']> {
  // Where it is named, that of the run need not be found.
  const own = await corpusOfRun(run).catch((error: unknown) => {
    if (given === undefined) throw error;
    return undefined;
  });
  const path = given ?? own?.path;
  if (path === undefined) {
    throw new UserError(`${run.path} does not say which text it was pretrained on. Name it with --corpus.`);
  }
  const keptIn = own?.path === path ? own.folder : run;
  for (const folder of new Set([run, keptIn])) await requireOwnFiles(folder);
  const onBytes = (done: number, all: number) => {
    onProgress(`${done} of ${all} bytes indexed`);
  };
  return { path, index: await CorpusIndex.open(path, join(keptIn.analysis, 'corpus.words'), onBytes) };
}

async function trainOf(
  { train: given }: Sources,
  run: RunFolder,
): Promise<TrustRequest['train'] | undefined> {
  const path = given ?? (await trainingQuestionsOfRun(run));
  if (path === undefined) return undefined;
  const read = readQuestions(path).then(({ questions }) => {
    const answered: readonly AnsweredQuestion[] = questions.filter((question) => hasAnswer(question));
    return { path, questions: answered };
  });
  // A file that the run remembers may be gone; one that was named must be there.
  return given === undefined ? read.catch(() => undefined) : read;
}

async function inventedOf({ invented: path }: Sources): Promise<Pick<TrustRequest, 'invented'>> {
  if (path === undefined) return {};
  const { questions } = await readQuestions(path);
  return { invented: questions.map(({ question }) => question) };
}
