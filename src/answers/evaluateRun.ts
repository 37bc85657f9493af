/**
 * Asks a run's newest model a file of questions and scores it.
 */
import { readCorpus } from '../data/corpus';
import { readQuestions } from '../data/questions';
import { processorDevice, withDevice } from '../engine/devices/openDevice';
import { openModel } from '../model/openModel';
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
  const corpus = options.corpus ?? (await corpusOfRun(folder))?.path;
  const documents = corpus === undefined ? undefined : await readDocuments(corpus);
  return withDevice(options.device ?? processorDevice(), async (engine) => {
    const evaluation = await evaluate(engine, await openModel(engine, folder.weights), {
      path: options.questions,
      questions,
      onProgress: (answered) => onProgress?.(answered, questions.length),
      ...(documents ? { documents } : {}),
    });
    return { ...evaluation, warnings: [...warnings, ...evaluation.warnings] };
  });
}

/** A ceiling is worth having, but not worth failing for. */
async function readDocuments(path: string): Promise<readonly string[] | undefined> {
  return readCorpus(path).then(
    ({ documents }) => documents,
    () => undefined,
  );
}
