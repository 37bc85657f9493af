/**
 * A new run that goes another way from a checkpoint of one: its folder looks as if it had been trained so far and
 * stopped there, and its configuration says where it comes from.
 */
import { appendFile } from 'node:fs/promises';
import * as v from 'valibot';
import { resolve } from 'node:path';
import { count, inJson } from '../files/foreign';
import { relativePath } from '../files/findFile';
import { readSmallFile, sizeOfRegularFile } from '../files/regularFile';
import { explainWriteError } from '../files/systemErrors';
import { UserError } from '../files/userError';
import { writeAtomically } from '../files/writeAtomically';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from '../model/checkpoints/checkpoint';
import { loadVariant } from '../model/loadVariant';
import { parametersOf } from '../model/openModel';
import { silencedParameters } from '../model/silencedModel';
import { createModel } from '../model/transformer';
import { anchoredConfig, readConfig, withFilesFound, writeConfig } from './configFile';
import { appendToRecord, readRecord } from './control/recordFile';
import { type ControlEntry, appliedAt } from './control/request';
import { Steering } from './control/steering';
import { requireFresh } from './freshFolder';
import type { MetricsRow } from './metrics';
import { rowsOf } from './metricsTail';
import type { RunConfig } from './runConfig';
import type { RunFolder } from './runFolder';
import { lockRun } from './runLock';
import { readStatus, writeStatus } from './statusFile';

/** Where to go another way. */
export interface BranchPoint {
  readonly run: RunFolder;
  /** A step that has a checkpoint; the newest when left out. */
  readonly step?: number | undefined;
  /** Whether the new run repeats what people asked of the other later on. Without, it goes its own way. */
  readonly repeats?: boolean;
}

/** What has come of it. */
export interface Branched {
  readonly step: number;
  /** Whether the optimizer's state is the other run's; old checkpoints have none, and it begins anew. */
  readonly exact: boolean;
}

/**
 * Makes the new run; nothing is trained yet.
 *
 * @throws UserError when the run has no such checkpoint, or the folder holds a run already.
 */
export async function branchRun(point: BranchPoint, out: RunFolder): Promise<Branched> {
  const { run, step, repeats = false } = point;
  const config = await readConfig(run);
  const checkpoint = await checkpointAt(run, step);
  const { step: made } = checkpoint.progress;
  const record = await readRecord(run);
  // What was changed at that very step is the way that the other run went; an alarm that rang there has rung.
  const kept = repeats
    ? record
    : record.filter((entry) => {
        const at = appliedAt(entry) ?? Infinity;
        return at < made || (at === made && entry.request.kind === 'rang');
      });
  const first = await out.createEmpty();
  const lock = await lockRun(out);
  let ours = false;
  let done = false;
  try {
    await requireFresh(out, 'Choose another folder with --out.');
    ours = true;
    await out.create();
    await write(out, { run, config, checkpoint, record: kept });
    done = true;
  } finally {
    if (ours && !done && !(await isRun(out))) await out.clear();
    await lock.release();
    if (!done && first !== undefined) await out.removeEmpty(first);
  }
  return { step: made, exact: made === 0 || checkpoint.optimizerState !== undefined };
}

async function checkpointAt(run: RunFolder, wanted: number | undefined): Promise<Checkpoint> {
  const steps = await run.checkpointSteps();
  const step = wanted ?? steps.at(-1);
  if (step !== undefined && steps.includes(step)) return readCheckpoint(run.checkpoint(step));
  const there = steps.length === 0 ? 'It has none' : `There are ${steps.join(', ')}`;
  throw new UserError(
    `${run.path} has no checkpoint${wanted === undefined ? '' : ` of step ${wanted}`}. ${there}.`,
  );
}

async function isRun(out: RunFolder): Promise<boolean> {
  return (await out.checkpointSteps()).length > 0 && (await readStatus(out)) !== undefined;
}

interface Parts {
  readonly run: RunFolder;
  readonly config: RunConfig;
  readonly checkpoint: Checkpoint;
  readonly record: readonly ControlEntry[];
}

async function write(out: RunFolder, { run, config, checkpoint, record }: Parts): Promise<void> {
  const { step, seconds } = checkpoint.progress;
  const status = await readStatus(run);
  const { steps, silenced } = new Steering(config, record).settingsAt(step);
  const model = createModel(await loadVariant(config.model.variant), checkpoint.model);
  const tensors = silencedParameters(model, parametersOf(model.parameters, checkpoint.tensors), silenced);
  const { optimizerState: _state, silenced: _silenced, ...header } = checkpoint;
  await appendToRecord(out, record);
  await copyMetrics(run, out, ({ step: at }) => at <= step);
  await copyHeads(run, out, step);
  // What an optimizer has not begun with, it begins with zeros: at step 0 that is what it had.
  await writeCheckpoint(out.checkpoint(step), {
    ...checkpoint,
    silenced,
    optimizerState: checkpoint.optimizerState ?? [],
  });
  await writeCheckpoint(out.weights, { ...header, tensors });
  await writeStatus(out, {
    state: 'stopped',
    ...{
      step,
      steps,
      process: process.pid,
      host: status?.host ?? '',
      device: status?.device ?? config.device,
    },
    ...{ heartbeat: new Date().toISOString(), secondsElapsed: seconds },
  });
  const origin = resolve(run.path);
  const branch = { run: origin, relative: relativePath(out.path, origin), step };
  const found = withFilesFound(config, run);
  await writeConfig(out, anchoredConfig({ ...found, created: new Date().toISOString(), branch }, out));
}

async function copyMetrics(
  from: RunFolder,
  to: RunFolder,
  wanted: (row: MetricsRow) => boolean,
): Promise<void> {
  for await (const rows of rowsOf(from)) {
    const lines = rows.filter(wanted).map((row) => `${JSON.stringify(row)}\n`);
    if (lines.length > 0) await appended(to.metrics, lines.join(''));
  }
}

async function appended(path: string, text: string): Promise<void> {
  await appendFile(path, text).catch((error: unknown) => {
    throw explainWriteError(path, error);
  });
}

const lookLine = inJson(v.looseObject({ step: count }));

/** Bytes; nobody reads more of it. */
const MOST_OF_HEADS = 256 * 2 ** 20;

const MOST_OF_PROBE = 2 ** 22;

/** What its heads scored up to a step. A line that does not say its step is left out. */
async function copyHeads(from: RunFolder, to: RunFolder, step: number): Promise<void> {
  const bytes = await sizeOfRegularFile(from.heads);
  if (bytes === 0 || bytes > MOST_OF_HEADS) return;
  const lines = (await readSmallFile(from.heads, MOST_OF_HEADS)).toString('utf8').split('\n');
  const kept = lines.filter((line) => {
    const look = v.safeParse(lookLine, line);
    return look.success && look.output.step <= step;
  });
  if (kept.length === 0) return;
  await appended(to.heads, kept.map((line) => `${line}\n`).join(''));
  // Whoever reads it looks at what it says; a run of old versions has none.
  const probe = await readSmallFile(from.probe, MOST_OF_PROBE).catch(() => undefined);
  if (probe) await writeAtomically(to.probe, [probe.toString('utf8')]);
}
