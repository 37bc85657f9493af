/**
 * Works out what a run's accuracy has to be measured against: guessing, and the most that the text allows.
 */
import { answersInText, commonAnswer } from '../data/answerBaselines';
import { readCorpus } from '../data/corpus';
import type { AnsweredQuestion } from '../data/questions';
import { UserError } from '../files/userError';
import { type ConfiguredRun, baseOf, corpusOfRun } from '../runs/lineage';
import type { References } from '../runs/references';
import type { DataFiles } from './trainingData';

/**
 * The references of a run that is asked questions.
 *
 * @param run The run itself, whose configuration need not be written yet
 */
export async function referencesFor(
  asked: readonly AnsweredQuestion[],
  files: DataFiles,
  run: ConfiguredRun,
): Promise<Omit<References, 'version'> | undefined> {
  if (asked.length === 0) return undefined;
  const documents = files.corpus?.documents ?? (await documentsOfBase(run));
  const share = (count: number) => count / asked.length;
  return {
    asked: asked.length,
    baseline: share(commonAnswer(asked).correct),
    ...(documents ? { ceiling: share(answersInText(asked, documents)) } : {}),
  };
}

/** A ceiling is worth having, but not worth failing for. */
async function documentsOfBase(run: ConfiguredRun): Promise<readonly string[] | undefined> {
  try {
    const base = await baseOf(run);
    const found = base && (await corpusOfRun(base));
    return found && (await readCorpus(found.path)).documents;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
