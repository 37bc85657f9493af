/**
 * How the view of runs puts them: which are shown, in which order, and what stands below what. It knows no editor.
 */
import { basename, dirname, resolve } from 'node:path';
import { NEWEST_FIRST, type RunOrder, inOrder, rowsOfRuns, withWords } from '../../runs/runColumns';
import type { RunSummary } from '../../runs/runSummary';

/** What people have chosen. */
export interface Arrangement extends RunOrder {
  /** Whether the runs of an experiment stand together below its name. */
  readonly grouped: boolean;
  /** Only runs that have these words somewhere are shown. */
  readonly words: string;
}

/** As nobody has chosen anything yet. */
export const FIRST_ARRANGEMENT: Arrangement = { ...NEWEST_FIRST, grouped: true, words: '' };

/** Runs in a folder of their own: an experiment, a study. */
export interface RunGroup {
  readonly path: string;
  readonly name: string;
  readonly runs: readonly RunSummary[];
}

/** Runs as the view shows them. */
export interface ArrangedRuns {
  readonly top: readonly (RunSummary | RunGroup)[];
  /** Those that left a run to go another way, by its path. */
  readonly branches: ReadonlyMap<string, readonly RunSummary[]>;
  /** How many are shown. */
  readonly count: number;
}

/** Puts runs as is wanted. A run whose origin is not shown stands by itself. */
export function arrangedRuns(all: readonly RunSummary[], arrangement: Arrangement): ArrangedRuns {
  const byPath = new Map(all.map((run) => [run.path, run]));
  const rows = inOrder(withWords(rowsOfRuns(all), arrangement.words), arrangement);
  const runs = rows.flatMap(({ path }) => byPath.get(path) ?? []);
  const shown = new Map(runs.map((run) => [run.path, run]));
  const branches = new Map<string, RunSummary[]>();
  const first: RunSummary[] = [];
  for (const run of runs) {
    const origin = originOf(run, shown);
    if (origin) branches.set(origin.path, [...(branches.get(origin.path) ?? []), run]);
    else first.push(run);
  }
  return { top: arrangement.grouped ? grouped(first) : first, branches, count: runs.length };
}

/** The run that another left, where it is among these; it is older, so that nothing is below itself. */
function originOf(run: RunSummary, runs: ReadonlyMap<string, RunSummary>): RunSummary | undefined {
  const { branch, created } = run.config;
  if (!branch) return undefined;
  const { run: path, relative } = branch;
  const places = relative === undefined ? [path] : [path, resolve(run.path, relative)];
  return places.flatMap((place) => runs.get(place) ?? []).find(({ config }) => config.created < created);
}

/** Runs one by one, and groups where their first run stands. */
function grouped(runs: readonly RunSummary[]): readonly (RunSummary | RunGroup)[] {
  const groups = new Map<string, RunSummary[]>();
  for (const run of runs) {
    const path = groupOf(run);
    if (path !== undefined) groups.set(path, [...(groups.get(path) ?? []), run]);
  }
  return runs.flatMap((run): readonly (RunSummary | RunGroup)[] => {
    const path = groupOf(run);
    const own = path === undefined ? undefined : groups.get(path);
    if (path === undefined || !own) return [run];
    return own[0] === run ? [{ path, name: basename(path), runs: own }] : [];
  });
}

function groupOf({ name, path }: RunSummary): string | undefined {
  return name.includes('/') ? dirname(path) : undefined;
}
