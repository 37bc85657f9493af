/**
 * Runs in a few words, and what commands work with, for tests of the host.
 */
import type { Lab } from '../../../src/host/commands/lab';
import { NO_MODELS } from '../../../src/host/models/openModels';
import { Problems } from '../../../src/host/problems';
import type { RunStatus } from '../../../src/runs/runConfig';
import type { RunSummary } from '../../../src/runs/runSummary';

type Given = Partial<Omit<RunSummary, 'config' | 'status'>> & {
  readonly task?: 'pretrain' | 'finetune';
  readonly status?: Partial<RunStatus>;
};

/** A run; whatever is not given is of no matter. */
export function aRun({ task = 'finetune', status = {}, name = 'wiki', ...given }: Given = {}): RunSummary {
  const path = given.path ?? `/runs/${name}`;
  const training = { steps: 100, optimizer: {}, schedule: {} };
  const config = { task, preset: 'fast', seed: 1, device: 'auto', created: '', training };
  const model = { variant: 'rope', layers: 4, heads: 8, width: 256 };
  const full = { state: 'done', step: 100, steps: 100, secondsElapsed: 540, ...status };
  // Sound: what is left out is not looked at by what is tested.
  return {
    state: 'done',
    ...given,
    path,
    name,
    config: { ...config, model },
    status: full,
  } as unknown as RunSummary;
}

/** Runs that change when a test says so. */
export class SomeRuns {
  private readonly listeners = new Set<() => void>();
  constructor(public runs: readonly RunSummary[] = []) {}

  find = (path: string) => this.runs.find((run) => run.path === path);
  refresh = () => Promise.resolve();
  onChange = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  become(...runs: readonly RunSummary[]): void {
    this.runs = runs;
    for (const listener of [...this.listeners]) listener();
  }
}

/** The parts of the extension that a test gives, as if they were all. */
export function aLab(parts: Readonly<Record<string, unknown>>): Lab {
  // Sound: a part that is missing fails the test that uses it.
  const own = {
    problems: new Problems(),
    panel: { show: () => undefined, shows: () => false },
    models: NO_MODELS,
  };
  return { ...own, ...parts } as unknown as Lab;
}
