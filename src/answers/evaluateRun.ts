/**
 * Asks a run's newest model a file of questions and scores it.
 */
import { readCorpus } from '../data/corpus';
import { readQuestions } from '../data/questions';
import { processorDevice, withDevice } from '../engine/devices/openDevice';
import { UserError } from '../files/userError';
import { openModel } from '../model/openModel';
import { readConfig } from '../runs/configFile';
import { corpusOfRun } from '../runs/lineage';
import { RunFolder } from '../runs/runFolder';
import { type Evaluation, evaluate } from './evaluate';
import type { EvaluateOptions } from './options';

/**
 * Asks and scores; writes nothing.
 *
 * @param onProgress told how many of how many questions were answered
 * @throws UserError when the questions or the run's weights cannot be read
 */
export async function evaluateRun(
  options: Omit<EvaluateOptions, 'predictions'>,
  onProgress?: (answered: number, all: number) => void,
): Promise<Evaluation> {
  const folder = new RunFolder(options.run);
  const { questions, warnings } = await readQuestions(options.questions);
  const { documents, lost } = await documentsFor(options.corpus, folder);
  return withDevice(options.device ?? processorDevice(), async (engine) => {
    const evaluation = await evaluate(engine, await openModel(engine, folder.weights), {
      path: options.questions,
      questions,
      onProgress: (answered) => onProgress?.(answered, questions.length),
      ...(documents ? { documents } : {}),
    });
    return { ...evaluation, warnings: [...warnings, ...lost, ...evaluation.warnings] };
  });
}

/** A ceiling is worth having, but not worth failing for, unless the text was named. */
async function documentsFor(
  given: string | undefined,
  run: RunFolder,
): Promise<{ readonly documents?: readonly string[]; readonly lost: readonly string[] }> {
  if (given !== undefined) return { documents: (await readCorpus(given)).documents, lost: [] };
  // What is no run is no reason for a warning, but an error.
  await readConfig(run);
  try {
    const own = await corpusOfRun(run);
    return own ? { documents: (await readCorpus(own.path)).documents, lost: [] } : { lost: [] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { lost: [`Without a ceiling: ${error.message}`] };
  }
}
