/**
 * The settings of a run at each of its steps: those that it was begun with, and the changes on record.
 *
 * They are a function of configuration, record and step alone. So a run that goes on from a checkpoint, and
 * one that repeats another, take the very course of the run that a person steered.
 */
import type { RunConfig } from '../runConfig';
import { type Change, type ControlEntry, appliedAt } from './request';

/** What is in force at a step. */
export type Settings = Required<Change>;

const MARKS: ReadonlySet<string> = new Set(['change', 'pause', 'checkpoint', 'rang']);

/** The course of a run's settings. */
export class Steering {
  private entries: readonly ControlEntry[];

  constructor(
    private readonly config: Pick<RunConfig, 'model' | 'training'>,
    record: readonly ControlEntry[] = [],
  ) {
    this.entries = inOrder(record);
  }

  /** What is in force for the update after so many. */
  settingsAt(made: number): Settings {
    const { model, training } = this.config;
    const { learningRate, weightDecay } = training.optimizer;
    const begun = { learningRate, weightDecay, dropout: model.dropout, steps: training.steps, silenced: [] };
    return this.entries.reduce<Settings>((settings, { request, ...entry }) => {
      const from = appliedAt(entry);
      if (request.kind !== 'change' || from === undefined || from > made) return settings;
      return { ...settings, ...request.change };
    }, begun);
  }

  /** Whether somebody had the held-out questions asked after so many updates. */
  evaluatesAt(made: number): boolean {
    return this.entries.some((entry) => entry.request.kind === 'evaluate' && appliedAt(entry) === made);
  }

  /** The steps at which settings were changed, the run was paused, an alarm rang, or somebody wanted a checkpoint. */
  get marked(): readonly number[] {
    return this.entries.flatMap((entry) => (MARKS.has(entry.request.kind) ? (appliedAt(entry) ?? []) : []));
  }

  /** Adds what has been done just now. */
  add(entry: ControlEntry): void {
    this.entries = inOrder([...this.entries, entry]);
  }
}

/** By step; a resumed run may be asked at a step before those whose changes it has yet to repeat. */
function inOrder(record: readonly ControlEntry[]): readonly ControlEntry[] {
  return record
    .filter((entry) => appliedAt(entry) !== undefined)
    .sort((a, b) => (appliedAt(a) ?? 0) - (appliedAt(b) ?? 0));
}

/** Why a change cannot be made to a run after so many updates; undefined when it can. */
export function refusalOf(
  { steps, silenced = [] }: Change,
  { heads, layers }: Pick<RunConfig['model'], 'heads' | 'layers'>,
  made: number,
): string | undefined {
  if (steps !== undefined && steps <= made) return `it has made ${made} steps already; stop it instead`;
  const wrong = silenced.find((name) => {
    const [layer = 0, head = 0] = name.split('.').map(Number);
    return layer > layers || head > heads;
  });
  return wrong && `there is no head ${wrong}: the model has ${layers} layers of ${heads} heads`;
}
