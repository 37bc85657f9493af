/**
 * Runs that differ by their seed alone, as one curve with its spread.
 */
import type { ControlView } from '../../src/processes/panelMessages';
import { appliedAt } from '../../src/runs/control/request';
import type { RunConfig } from '../../src/runs/runConfig';
import type { RunSummary } from '../../src/runs/runSummary';
import type { Curve } from './curves';

/** What is known of runs beside those that are shown. */
interface Known {
  /** Those among which the bases of finetuned runs are looked for. */
  readonly runs: readonly RunSummary[];
  readonly control: ReadonlyMap<string, ControlView>;
}

/**
 * For each run, what those that differ from it by their seed alone have in common: everything that was set, the same
 * of the run from whose weights it began, and that nobody changed it on its way. A seed counts once.
 */
export function seedlessKeys(shown: readonly RunSummary[], known: Known): readonly string[] {
  const seeds = new Map<string, Set<number>>();
  return shown.map((run) => {
    const key = seedlessKey(run, known);
    const met = seeds.get(key) ?? new Set();
    seeds.set(key, met);
    const isNew = !met.has(run.config.seed);
    met.add(run.config.seed);
    return isNew ? key : run.path;
  });
}

/** A run's path where it has no like: it was changed on its way, or left another's. */
function seedlessKey({ path, config }: RunSummary, known: Known): string {
  const { corpus, questions, heldOut, prompts, from, branch, ...settings } = config;
  const record = known.control.get(path)?.record ?? [];
  const isChanged = record.some((entry) => entry.request.kind === 'change' && appliedAt(entry) !== undefined);
  if (branch || isChanged) return path;
  const base = known.runs.find((run) => run.path === from);
  const files = [corpus, questions, heldOut, prompts?.questions].map((file) => file?.sha256);
  const common = { ...settings, prompts: { ...prompts, questions: undefined }, ...APART };
  return JSON.stringify([common, files, base ? seedlessKey(base, known) : from]);
}

/** What may differ: the seed, when and with what the run was made, and where its base lies. */
const APART = {
  seed: undefined,
  created: undefined,
  device: undefined,
  threads: undefined,
  fromRelative: undefined,
} satisfies Partial<Record<keyof RunConfig, undefined>>;

/**
 * Runs that differ by their seed alone as one curve: the mean, and one standard deviation about it.
 * Each is read at the x values of the shortest, between which curves are straight.
 */
export function joinedSeeds(curves: readonly Curve[], keys: readonly string[]): readonly Curve[] {
  const groups = new Map<string, Curve[]>();
  curves.forEach((curve, index) => {
    const key = keys[index] ?? curve.name;
    groups.set(key, [...(groups.get(key) ?? []), curve]);
  });
  return [...groups.values()].map(
    (group) => (group.length === 1 ? (group[0] ?? group) : mean(group)) as Curve,
  );
}

function mean(group: readonly Curve[]): Curve {
  const shortest = group.reduce((least, curve) =>
    (curve.x.at(-1) ?? 0) < (least.x.at(-1) ?? 0) ? curve : least,
  );
  const { x } = shortest;
  const rows = group.map((curve) => resampled(curve, x));
  const average = x.map((_, at) => rows.reduce((sum, row) => sum + (row[at] ?? NaN), 0) / rows.length);
  const deviation = average.map((centre, at) =>
    Math.sqrt(rows.reduce((sum, row) => sum + ((row[at] ?? NaN) - centre) ** 2, 0) / (rows.length - 1)),
  );
  return {
    name: `${shortest.name} (${group.length} seeds)`,
    series: shortest.series,
    x,
    y: average,
    low: average.map((centre, at) => centre - (deviation[at] ?? 0)),
    high: average.map((centre, at) => centre + (deviation[at] ?? 0)),
  };
}

/** Linear interpolation; `x` rises. */
function resampled(curve: Curve, x: Float64Array): Float64Array {
  let row = 0;
  return x.map((at) => {
    while (row + 1 < curve.x.length - 1 && (curve.x[row + 1] ?? Infinity) < at) row++;
    const [left = 0, right = left] = [curve.x[row], curve.x[row + 1]];
    const [low = NaN, high = low] = [curve.y[row], curve.y[row + 1]];
    const share = right === left ? 0 : Math.min(1, Math.max(0, (at - left) / (right - left)));
    return low + share * (high - low);
  });
}
