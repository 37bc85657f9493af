/**
 * What was done to runs while they were trained, as marks on their curves.
 */
import { appliedAt } from '../../src/runs/control/request';
import { entryInWords, requestInWords } from '../../src/runs/control/words';
import type { ControlView } from '../../src/processes/panelMessages';
import type { ProgressUnit } from '../frame/preferences';
import type { MeasuredRun } from './curves';

/** A place on the x axis at which something was done to a run. */
export interface CurveMark {
  readonly x: number;
  /** The curve's name and colour. */
  readonly name: string;
  readonly series: number;
  /** What was done, in short. */
  readonly label: string;
  /** Who did what, when, and what became of it. */
  readonly words: string;
}

/** The marks of the shown runs, in the units of the axis. */
export function marksOf(
  runs: readonly MeasuredRun[],
  control: ReadonlyMap<string, ControlView>,
  axis: ProgressUnit,
): readonly CurveMark[] {
  return runs.flatMap(({ run, columns }, series) => {
    const at = (step: number, label: string, words: string): CurveMark => ({
      x: placeOf(columns.step, columns[axis], step),
      ...{ name: run.name, series, label, words },
    });
    const { branch } = run.config;
    const origin = branch?.run.split(/[\\/]/).at(-1) ?? '';
    const record = control.get(run.path)?.record ?? [];
    const done = record.flatMap((entry) => {
      const step = appliedAt(entry);
      return step === undefined ? [] : [at(step, requestInWords(entry.request), entryInWords(entry))];
    });
    return branch
      ? [at(branch.step, `left ${origin}`, `left ${origin} after step ${branch.step}`), ...done]
      : done;
  });
}

/** Where a step lies on an axis: at the last point that is not beyond it. */
export function placeOf(steps: Float64Array, axis: Float64Array, step: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle] ?? Infinity) <= step) low = middle + 1;
    else high = middle;
  }
  return axis[Math.max(0, low - 1)] ?? 0;
}
