/**
 * What a run was made from, run by run: a finetuned one starts from a pretrained one.
 */
import { readConfig } from './configFile';
import { RunFolder } from './runFolder';

/** A file and the run whose configuration names it. */
export interface FileOfRun {
  readonly path: string;
  readonly folder: RunFolder;
}

/** The corpus that a run, or the run it started from, was pretrained on. */
export async function corpusOfRun(folder: RunFolder): Promise<FileOfRun | undefined> {
  const config = await readConfig(folder);
  if (config.corpus) return { path: config.corpus.path, folder };
  // A base that was deleted since is no reason to fail.
  return config.from === undefined
    ? undefined
    : corpusOfRun(new RunFolder(config.from)).catch(() => undefined);
}

/** The questions that a run learned: by finetuning, or mixed into pretraining. */
export async function trainingQuestionsOfRun(folder: RunFolder): Promise<string | undefined> {
  const { questions, prompts } = await readConfig(folder);
  return questions?.path ?? prompts?.questions.path;
}
