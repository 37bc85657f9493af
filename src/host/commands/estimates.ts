/**
 * What trainings will take on this machine, said while people still choose: measured one after the other by a few
 * steps in a child process, and remembered for the next time.
 */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { bytes, durationInWords, shortNumber } from '../../numbers/formats';
import { type EstimateOptions, estimateArguments } from '../../training/options';
import type { Lab } from './lab';

/** What `estimate --json` prints, as far as it is said. */
const estimate = v.object({
  device: v.string(),
  seconds: v.number(),
  parameters: v.number(),
  memory: v.number(),
});

/** A training that may be begun. */
export type PlannedTraining = EstimateOptions & { readonly corpus: string };

/** Estimates of trainings; they end with {@link Estimates.dispose}. */
export class Estimates implements vscode.Disposable {
  private ending = new AbortController();
  /** Two at once would time each other. */
  private queue: Promise<unknown> = Promise.resolve();

  constructor(private readonly lab: Pick<Lab, 'launcher' | 'context'>) {}

  /** `about 9 min on onnx-cpu, 3.3 M parameters, 1.2 GB`; undefined where that cannot be known. */
  of(planned: PlannedTraining): Promise<string | undefined> {
    const { signal } = this.ending;
    const next = this.queue.then(() => this.measured(planned, signal)).catch(() => undefined);
    this.queue = next;
    return next;
  }

  /** Ends what is being measured, for something else is to be. */
  restart(): void {
    this.ending.abort();
    this.ending = new AbortController();
    this.queue = Promise.resolve();
  }

  /** Ends all that is being measured: the choice is made. */
  dispose(): void {
    this.ending.abort();
  }

  private async measured(planned: PlannedTraining, signal: AbortSignal): Promise<string | undefined> {
    if (signal.aborted) return undefined;
    const { launcher, context } = this.lab;
    const memory = context.globalStorageUri.fsPath;
    await mkdir(memory, { recursive: true });
    const args = estimateArguments({ ...planned, times: join(memory, 'step-times.json') });
    const { code, stdout } = await launcher.run(args, { folder: dirname(planned.corpus), signal });
    // What is wrong with it is said when it is begun.
    if (code !== 0) return undefined;
    const { device, seconds, parameters, memory: most } = v.parse(estimate, JSON.parse(stdout));
    const [time, size, room] = [durationInWords(seconds), shortNumber(parameters), bytes(most)];
    return vscode.l10n.t('about {0} on {1}, {2} parameters, {3}', time, device, size, room);
  }
}
