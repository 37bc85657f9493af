/**
 * The stages of a study: pretrain, finetune, evaluate; each part a run folder of its own, each skipped
 * when it is done and resumed when it was interrupted.
 */
import { join } from 'node:path';
import type { StudyFiles } from '../data/studyFiles';
import type { Score } from '../answers/evaluate';
import { UserError } from '../files/userError';
import { RunFolder } from '../runs/runFolder';
import { readStatus } from '../runs/statusFile';
import { evaluateRun } from './evaluate';
import { finetune } from './finetune';
import { pretrain } from './pretrain';
import { Call, type Verb } from './verb';

/** Option values, as if they had been given on the command line. */
export type OptionValues = Readonly<Record<string, string | boolean | undefined>>;

/** One line of a study's table. */
export interface Stage {
  /** What the table calls it. */
  readonly name: string;
  /** The folder for its runs, and the beginning of their names. */
  readonly out: string;
  readonly stem: string;
  readonly files: StudyFiles;
  /** Whether the model is pretrained; otherwise it is finetuned from random weights. */
  readonly pretrained: boolean;
  /** Options of pretraining, or of the model where there is none. */
  readonly options: OptionValues;
  /** Options of finetuning. */
  readonly finetuning: OptionValues;
}

/** What a stage scored. */
export interface StudyRow {
  readonly name: string;
  readonly score: Score;
  /** The runs behind it, the finetuned one last. */
  readonly folders: readonly RunFolder[];
}

/** Runs one stage to its score. */
export async function runStage(call: Call, stage: Stage): Promise<StudyRow> {
  const { name, out, stem, files, pretrained, options, finetuning } = stage;
  const base = new RunFolder(join(out, `${stem}-pretrained`));
  const tuned = new RunFolder(join(out, pretrained ? `${stem}-finetuned` : stem));
  if (pretrained)
    await runOrGoOn(call, `${name}: pretraining`, pretrain, base, { ...options, corpus: files.corpus });
  const from = pretrained ? { from: base.path } : { ...options, corpus: files.corpus, steps: undefined };
  const questions = { questions: files.trained, 'held-out': files.heldOut };
  await runOrGoOn(call, `${name}: finetuning`, finetune, tuned, { ...from, ...questions, ...finetuning });
  const { score } = await evaluateRun(
    new Call({ corpus: files.corpus }, [], call.json),
    tuned,
    files.heldOut,
  );
  if (!score) throw new UserError(`${files.heldOut} has no answers to score.`);
  call.say(`${name}: ${score.correct} of ${score.scored} held-out questions right`);
  return { name, score, folders: pretrained ? [base, tuned] : [tuned] };
}

async function runOrGoOn(
  call: Call,
  title: string,
  verb: Verb,
  folder: RunFolder,
  values: OptionValues,
): Promise<void> {
  const status = await readStatus(folder);
  if (status?.state === 'done') {
    call.say(`${title}: done before`);
    return;
  }
  call.say(`${title} …`);
  const resume = (await folder.checkpointSteps()).length > 0;
  const result = await verb.run(new Call({ ...values, out: folder.path, resume }, [], call.json));
  if (typeof result === 'object' && result !== null && 'state' in result && result.state === 'stopped') {
    throw new UserError('Stopped; the same command goes on with it.');
  }
}
