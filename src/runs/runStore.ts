/**
 * Finds the runs under some folders and notices when they change.
 *
 * Folders are looked at once a second while somebody listens: file-system watchers miss changes that
 * other computers make, and a run's heartbeat comes once a second anyway. A look costs one `stat` for
 * each run; files are read only when they have changed.
 */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { RunConfig, RunStatus } from './runConfig';
import type { RunSummary } from './runSummary';
import { readConfig } from './configFile';
import { RunFolder } from './runFolder';
import { readStatus } from './statusFile';
import { statusTime, TrainerWatch } from './trainerWatch';

const INTERVAL_MS = 1000;

interface KnownRun {
  readonly config: RunConfig;
  readonly status: RunStatus | undefined;
  /** When the status was written; see {@link statusTime}. */
  readonly changed: number;
}

/** See the header. */
export class RunStore {
  private readonly known = new Map<string, KnownRun>();
  private readonly trainers = new TrainerWatch();
  private readonly listeners = new Set<() => void>();
  private current: readonly RunSummary[] = [];
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;

  /** @param roots The folders that hold runs, one or two levels down; asked anew at each look. */
  constructor(private readonly roots: () => readonly string[]) {}

  /** All runs as of the last look, newest first. */
  get runs(): readonly RunSummary[] {
    return this.current;
  }

  /** The run in a folder, if it is known. */
  find(path: string): RunSummary | undefined {
    return this.current.find((run) => run.path === path);
  }

  /** Calls `listener` whenever a run has changed; returns a function that ends it. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    this.timer ??= setInterval(() => void this.look(), INTERVAL_MS).unref();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.stop();
    };
  }

  /** Looks at the folders now. */
  look(): Promise<void> {
    this.looking ??= this.lookOnce().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  /** Ends all listening. */
  dispose(): void {
    this.listeners.clear();
    this.stop();
  }

  private stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private async lookOnce(): Promise<void> {
    const roots = this.roots();
    const found = await Promise.all(roots.map((root) => runFolders(root)));
    const runs = await Promise.all(found.flat().map((folder) => this.summary(folder, roots)));
    const sorted = runs
      .filter((run) => run !== undefined)
      .sort((a, b) => (a.config.created < b.config.created ? 1 : -1));
    const before = JSON.stringify(this.current);
    this.current = sorted;
    if (JSON.stringify(sorted) !== before) for (const listener of this.listeners) listener();
  }

  private async summary(folder: RunFolder, roots: readonly string[]): Promise<RunSummary | undefined> {
    const known = await this.read(folder);
    if (!known) return undefined;
    const { config, status, changed } = known;
    const state = await this.trainers.state(folder, status, changed);
    const parent = dirname(folder.path);
    const name = roots.includes(parent) ? folder.name : `${basename(parent)}/${folder.name}`;
    return { path: folder.path, name, config, state, ...(status ? { status } : {}) };
  }

  private async read(folder: RunFolder): Promise<KnownRun | undefined> {
    const changed = await statusTime(folder);
    const known = this.known.get(folder.path);
    if (known?.changed === changed && changed > 0) return known;
    const config = known?.config ?? (await readConfig(folder).catch(() => undefined));
    if (!config) return undefined;
    const read = { config, status: await readStatus(folder), changed };
    this.known.set(folder.path, read);
    return read;
  }
}

/** Run folders one or two levels below a folder: those that hold a configuration. */
async function runFolders(root: string): Promise<readonly RunFolder[]> {
  const found: RunFolder[] = [];
  for (const path of await subfolders(root)) {
    const own = new RunFolder(path);
    if (await exists(own.config)) {
      found.push(own);
      continue;
    }
    for (const inner of await subfolders(path)) {
      const folder = new RunFolder(inner);
      if (await exists(folder.config)) found.push(folder);
    }
  }
  return found;
}

async function subfolders(path: string): Promise<readonly string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(path, entry.name));
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
