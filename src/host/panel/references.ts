/**
 * The lines that a run's accuracy is measured against: guessing, and the most that the text allows.
 */
import { readCorpus } from '../../data/corpus';
import { hasAnswer, readQuestions } from '../../data/questions';
import { UserError } from '../../files/userError';
import type { RunReferences } from '../../processes/panelMessages';
import { readConfig } from '../../runs/configFile';
import { RunFolder } from '../../runs/runFolder';
import { answersInText, commonAnswer } from '../../data/answerBaselines';

/** Larger corpora are not searched for the ceiling: the window would feel it. */
const LARGEST_CORPUS = 20_000_000;

/**
 * Baseline and ceiling of a finetuning run's held-out questions; undefined where they cannot be known, as
 * when a file has been moved since.
 */
export async function referencesOf(path: string): Promise<RunReferences | undefined> {
  try {
    return await read(path);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

async function read(path: string): Promise<RunReferences> {
  const config = await readConfig(new RunFolder(path));
  const file = config.heldOut ?? config.questions;
  if (!file) return { run: path };
  const { questions } = await readQuestions(file.path);
  const answered = questions.filter((question) => hasAnswer(question));
  const baseline = commonAnswer(answered).correct / Math.max(1, answered.length);
  const corpus =
    config.corpus ??
    (config.from === undefined ? undefined : (await readConfig(new RunFolder(config.from))).corpus);
  if (!corpus || corpus.bytes > LARGEST_CORPUS) return { run: path, baseline };
  const { documents } = await readCorpus(corpus.path);
  return { run: path, baseline, ceiling: answersInText(answered, documents) / Math.max(1, answered.length) };
}
