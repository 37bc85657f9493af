/**
 * The stages of a study: pretrain, finetune, evaluate; each part a run folder of its own, each skipped
 * when it is done and resumed when it was interrupted.
 */
import { join } from 'node:path';
import { evaluateRun } from '../answers/evaluateRun';
import type { Score } from '../answers/evaluate';
import type { StudyFiles } from '../data/studyFiles';
import { UserError } from '../files/userError';
import { RunFolder } from '../runs/runFolder';
import { readStatus } from '../runs/statusFile';
import { finetune } from '../training/finetune';
import type { FinetuneOptions, PretrainOptions } from '../training/options';
import { pretrain } from '../training/pretrain';
import type { RecordedRun } from '../training/recordRun';
import { resumeRun } from '../training/startRun';
import type { TrainingEvents } from '../training/trainingEvents';

/** How a stage pretrains; its files and its folder are the stage's own. */
type StagePretraining = Omit<PretrainOptions, 'corpus' | 'out'>;

/** How a stage finetunes; without pretraining also the model. */
type StageFinetuning = Omit<FinetuneOptions, 'corpus' | 'questions' | 'heldOut' | 'from' | 'out'>;

/** One line of a study's table. */
export interface Stage {
  /** What the table calls it. */
  readonly name: string;
  /** What it has in common with those that differ by their seed alone; its name where there are none. */
  readonly group?: string;
  /** The folder for its runs, and the beginning of their names. */
  readonly out: string;
  readonly stem: string;
  readonly files: StudyFiles;
  /** Undefined where the model is finetuned from random weights. */
  readonly pretraining: StagePretraining | undefined;
  readonly finetuning: StageFinetuning;
}

/** What a stage scored. */
export interface StudyRow {
  readonly name: string;
  readonly group: string;
  readonly score: Score;
  /** The runs behind it, the finetuned one last. */
  readonly folders: readonly RunFolder[];
}

/**
 * Runs one stage to its score.
 *
 * @throws UserError when it is stopped: what was done is kept, and the same stage goes on with it.
 */
export async function runStage(stage: Stage, events: TrainingEvents): Promise<StudyRow> {
  const { name, out, stem, files, pretraining, finetuning } = stage;
  const base = new RunFolder(join(out, `${stem}-pretrained`));
  const tuned = new RunFolder(join(out, pretraining ? `${stem}-finetuned` : stem));
  const { corpus, trained: questions, heldOut } = files;
  if (pretraining) {
    const options = { ...pretraining, corpus, out: base.path };
    await runOrGoOn(`${name}: pretraining`, base, events, () => pretrain(options, events));
  }
  const start = pretraining ? { from: base.path } : { corpus };
  const options = { ...finetuning, ...start, questions, heldOut, out: tuned.path };
  await runOrGoOn(`${name}: finetuning`, tuned, events, () => finetune(options, events));
  const { score } = await evaluateRun({ run: tuned.path, questions: heldOut, corpus });
  if (!score) throw new UserError(`${heldOut} has no answers to score.`);
  events.say(`${name}: ${score.correct} of ${score.scored} held-out questions right`);
  return { name, group: stage.group ?? name, score, folders: pretraining ? [base, tuned] : [tuned] };
}

async function runOrGoOn(
  title: string,
  folder: RunFolder,
  events: TrainingEvents,
  begin: () => Promise<RecordedRun>,
): Promise<void> {
  const status = await readStatus(folder);
  if (status?.state === 'done') {
    events.say(`${title}: done before`);
    return;
  }
  events.say(`${title} …`);
  const begun = (await folder.checkpointSteps()).length > 0;
  const { state } = begun ? await resumeRun({ out: folder.path }, events) : await begin();
  if (state === 'stopped') throw new UserError('Stopped; the same command goes on with it.');
}
