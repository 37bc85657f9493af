/**
 * Reads runs for lists, and no file twice while it is the same.
 *
 * All files that it reads are replaced in one step, which changes the run folder itself: a look at a run that
 * stands still is one `stat`. What is known belongs to the very file that was read, not to its path: a run
 * that was deleted and another that was started under its name have nothing in common.
 */
import { stat } from 'node:fs/promises';
import type { RunConfig, RunStatus } from './runConfig';
import { isRunning, type RunSummary, type ShownState } from './runSummary';
import { readConfig } from './configFile';
import type { RunLabel } from './label';
import { readLabel } from './labelFile';
import { RunFolder } from './runFolder';
import { readStatus } from './statusFile';
import { statusTime, TrainerWatch } from './trainerWatch';

/** The clocks of file systems tick slowly: so long after a change another may look like none. */
const SETTLING_MS = 1000;

interface KnownRun {
  readonly folderStamp: string;
  /** When a change was last seen, by the clock of this process. */
  readonly seen: number;
  readonly configStamp: string | undefined;
  /** Undefined where the file cannot be read: it is not tried again until it is another. */
  readonly config: RunConfig | undefined;
  readonly statusStamp: number;
  readonly status: RunStatus | undefined;
  readonly state: ShownState;
  readonly label: RunLabel;
}

/** Reads summaries of runs and keeps what it has read, by folder. */
export class RunReader {
  private readonly known = new Map<string, KnownRun>();
  private readonly trainers = new TrainerWatch();

  /** Whether something is known of a folder. */
  has(path: string): boolean {
    return this.known.has(path);
  }

  /** The folders whose trainers are at work: these change by the second. */
  running(): readonly string[] {
    return [...this.known].filter(([, run]) => isRunning(run)).map(([path]) => path);
  }

  /** Forgets all but these folders. */
  keepOnly(paths: ReadonlySet<string>): void {
    for (const path of this.known.keys()) if (!paths.has(path)) this.forget(path);
  }

  /**
   * The run in a folder as it is now; undefined when there is none that can be read.
   *
   * @param group the name of the folder that it lies in with others, if any
   */
  async read(folder: RunFolder, group: string | undefined): Promise<RunSummary | undefined> {
    const before = this.known.get(folder.path);
    const folderStamp = await stampOf(folder.path);
    if (folderStamp === undefined) {
      this.forget(folder.path);
      return undefined;
    }
    const known = isSettled(before, folderStamp) ? before : await this.readAgain(folder, folderStamp, before);
    if (!known) return undefined;
    const { config, state, status, label } = known;
    const own = label.name ?? folder.name;
    const name = group === undefined ? own : `${group}/${own}`;
    const more = { ...(status ? { status } : {}), ...(Object.keys(label).length > 0 ? { label } : {}) };
    return config && { path: folder.path, name, config, state, ...more };
  }

  private async readAgain(
    folder: RunFolder,
    folderStamp: string,
    before: KnownRun | undefined,
  ): Promise<KnownRun | undefined> {
    const configStamp = await stampOf(folder.config);
    if (configStamp === undefined) {
      this.forget(folder.path);
      return undefined;
    }
    const same = before?.configStamp === configStamp ? before : undefined;
    const config = same ? same.config : await readConfig(folder).catch(() => undefined);
    const statusStamp = await statusTime(folder);
    const unchanged = same?.statusStamp === statusStamp && statusStamp > 0 && isOld(same);
    const status = unchanged ? same.status : await readStatus(folder);
    const state = await this.trainers.state(folder, status, statusStamp);
    const label = await readLabel(folder);
    const seen = before?.folderStamp === folderStamp ? before.seen : performance.now();
    const known = { folderStamp, seen, configStamp, config, statusStamp, status, state, label };
    this.known.set(folder.path, known);
    return known;
  }

  private forget(path: string): void {
    this.known.delete(path);
    this.trainers.forget(new RunFolder(path));
  }
}

function isSettled(known: KnownRun | undefined, folderStamp: string): boolean {
  return known?.folderStamp === folderStamp && isOld(known) && !isRunning(known);
}

function isOld({ seen }: KnownRun): boolean {
  return performance.now() - seen > SETTLING_MS;
}

/** Changes whenever another file or folder is at a path, or its own entry has changed; undefined for nothing. */
async function stampOf(path: string): Promise<string | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found && `${found.dev}:${found.ino}:${found.mtimeNs}:${found.ctimeNs}:${found.size}`;
}
