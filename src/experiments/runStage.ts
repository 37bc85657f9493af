/**
 * Runs a stage of a study or an experiment: pretrain, finetune, evaluate; each part a run folder of its own, each
 * skipped when it is done and resumed when it was interrupted.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { mean } from 'd3-array';
import { evaluateRun } from '../answers/evaluateRun';
import type { Score } from '../answers/evaluate';
import { UserError } from '../files/userError';
import { readConfig } from '../runs/configFile';
import { readMetrics } from '../runs/metricsTail';
import type { RunFolder } from '../runs/runFolder';
import { RunInUse } from '../runs/runLock';
import { charactersPerToken } from '../runs/runWords';
import { readStatus, STALE_AFTER_SECONDS } from '../runs/statusFile';
import { finetune } from '../training/finetune';
import { pretrain } from '../training/pretrain';
import type { RecordedRun } from '../training/recordOptions';
import { resumeRun } from '../training/startRun';
import type { TrainingEvents } from '../training/trainingEvents';
import { requireSameData } from './asked';
import type { OptionValue } from './choices';
import { readScore, writeScore } from './scoreFile';
import { type Stage, foldersOf } from './stage';

/** What a stage scored. */
export interface StudyRow {
  readonly name: string;
  readonly group: string;
  /** On the held-out questions; undefined where none were asked. */
  readonly score?: Score;
  /** Nats a character over the last tenth of the pretraining; undefined without pretraining. */
  readonly loss?: number;
  readonly swept?: Readonly<Record<string, OptionValue>>;
  /** The runs behind it, the finetuned one last. */
  readonly folders: readonly RunFolder[];
}

/**
 * Runs one stage to its score.
 *
 * @throws UserError when it is stopped: what was done is kept, and the same stage goes on with it.
 */
export async function runStage(stage: Stage, events: TrainingEvents): Promise<StudyRow> {
  const { name, files, pretraining, finetuning } = stage;
  const [first, last] = [foldersOf(stage)[0], foldersOf(stage).at(-1)];
  const { corpus, trained: questions, heldOut } = files;
  if (pretraining && first && corpus !== undefined) {
    const options = { ...pretraining, corpus, out: first.path };
    await requireSameData(first, files);
    await runOrGoOn(`${name}: pretraining`, first, events, () => pretrain(options, events));
  }
  if (finetuning && last && questions !== undefined) {
    const start = pretraining && first ? { from: first.path } : { corpus };
    const options = { ...finetuning, ...start, questions, heldOut, out: last.path };
    await requireSameData(last, files);
    await runOrGoOn(`${name}: finetuning`, last, events, () => finetune(options, events));
    await score(stage, last, events);
  }
  const row = await rowOf(stage);
  if (!row) throw new UserError(`The runs of ${name} cannot be read any more: ${last?.path ?? ''}.`);
  return row;
}

/** The line of a stage that is done; undefined where it is not, or not yet. */
export async function rowOf(stage: Stage): Promise<StudyRow | undefined> {
  const folders = foldersOf(stage);
  const statuses = await Promise.all(folders.map(readStatus));
  if (statuses.some((status) => status?.state !== 'done')) return undefined;
  const last = folders.at(-1);
  const scored = stage.finetuning && last ? await readScore(last, statuses.at(-1)?.step ?? 0) : undefined;
  if (stage.finetuning && !scored) return undefined;
  const loss = stage.pretraining && folders[0] ? await finalLoss(folders[0]) : undefined;
  return {
    name: stage.name,
    group: stage.group ?? stage.name,
    swept: stage.swept ?? {},
    folders,
    ...(scored ? { score: scored } : {}),
    ...(loss === undefined ? {} : { loss }),
  };
}

/** Asks the held-out questions, unless that was done. */
async function score({ name, files }: Stage, run: RunFolder, events: TrainingEvents): Promise<void> {
  const { corpus, heldOut } = files;
  const step = (await readStatus(run))?.step ?? 0;
  if (heldOut === undefined) return;
  let found = await readScore(run, step);
  if (!found) {
    found = (await evaluateRun({ run: run.path, questions: heldOut, corpus })).score;
    if (!found) throw new UserError(`${heldOut} has no answers to score.`);
    await writeScore(run, step, found);
  }
  events.say(`${name}: ${found.correct} of ${found.scored} held-out questions right`);
}

/** The last step alone is one batch: it says more about the batch than about the model. */
async function finalLoss(folder: RunFolder): Promise<number | undefined> {
  const { loss } = (await readMetrics(folder)).columns;
  const last = mean(loss.subarray(-Math.max(1, Math.round(loss.length / 10)))) ?? NaN;
  const perCharacter = last / charactersPerToken(await readConfig(folder));
  return Number.isNaN(perCharacter) ? undefined : perCharacter;
}

/** Longer than a trainer of another computer is believed that has died, and what may be late. */
const PATIENCE_MS = 1000 * (STALE_AFTER_SECONDS + 30);
const PAUSE_MS = 2000;

async function runOrGoOn(
  title: string,
  folder: RunFolder,
  events: TrainingEvents,
  begin: () => Promise<RecordedRun>,
): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const status = await readStatus(folder);
    if (status?.state === 'done') {
      events.say(`${title}: done before`);
      return;
    }
    events.say(`${title} …`);
    const begun = (await folder.checkpointSteps()).length > 0;
    try {
      const { state } = begun ? await resumeRun({ out: folder.path }, events) : await begin();
      if (state !== 'done') throw new StageStopped('Stopped; the same command goes on with it.');
      return;
    } catch (error) {
      // A trainer on another computer that was killed is believed for a minute.
      if (!(error instanceof RunInUse) || Date.now() > deadline) throw error;
      events.say(`${error.message} Trying again …`);
      await sleep(PAUSE_MS);
    }
  }
}

/** A stage was stopped before its end, with a checkpoint. */
export class StageStopped extends UserError {}
