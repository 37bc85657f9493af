/**
 * A model in training: parameters and moments on a device, and the programs that change them.
 *
 * Programs are compiled when a length first occurs; all share one store.
 */
import type { Batch, MicroBatch } from '../data/batches';
import type { Engine, Program, Store } from '../engine/engine';
import { type HostTensors, hostScalar } from '../engine/tensors';
import type { Checkpoint } from '../model/checkpoints/checkpoint';
import type { Model } from '../model/transformer';
import type { Optimizer } from './optimizers/optimizer';
import { type StepRole, gradientState, stepSignature, trainingStep } from './trainingStep';

/** What a learner is made of. */
export interface LearnerOptions {
  readonly engine: Engine;
  readonly model: Model;
  readonly optimizer: Optimizer;
  /** The greatest norm of all gradients together. */
  readonly clipNorm: number;
  /** Seeds dropout. */
  readonly seed: number;
  /** Parameters, and moments when there are some already. */
  readonly state: HostTensors;
}

/** How far one update goes. */
export interface UpdateSettings {
  readonly learningRate: number;
  readonly weightDecay: number;
}

/** The result of one update. */
export interface StepResult {
  /** Nats a character, averaged over the batch. */
  readonly loss: number;
  /** Share of characters predicted right. */
  readonly accuracy: number;
  /** Norm of all gradients, before clipping. */
  readonly gradientNorm: number;
  /** Critical sharpness along the update, where it was measured. */
  readonly sharpness?: number;
}

/** All that training needs to go on. */
export type ResumableState = Required<Pick<Checkpoint, 'tensors' | 'optimizerState'>>;

/** Trains one model: a batch in, its loss out. Its store holds parameters and moments; dispose of it after use. */
export class Learner {
  readonly store: Store;
  private readonly optimizerState: readonly string[];
  private readonly gradients: readonly string[];
  private readonly programs = new Map<string, Promise<Program>>();
  private model: Model;

  constructor(private readonly options: LearnerOptions) {
    const { engine, model, optimizer, state } = options;
    this.model = model;
    const fresh = optimizer.initialState(model.parameters);
    const gradients = gradientState(model.parameters);
    this.optimizerState = Object.keys(fresh);
    this.gradients = Object.keys(gradients);
    this.store = engine.createStore({ ...gradients, ...fresh, ...state });
  }

  /**
   * Goes on with another model of the same parameters: its dropout, say, is another. Programs are compiled anew
   * when they are next needed.
   */
  async use(model: Model): Promise<void> {
    if (model === this.model) return;
    this.model = model;
    await this.disposePrograms();
  }

  /**
   * One update of the parameters.
   *
   * @param update The number of the update, from 1; with the seed, it determines the dropout.
   */
  async step(batch: Batch, settings: UpdateSettings, update: number): Promise<StepResult> {
    const targets = batch.microBatches.reduce((sum, { targetCount }) => sum + targetCount, 0);
    let loss = 0;
    let correct = 0;
    let gradientNorm = 0;
    for (const [index, microBatch] of batch.microBatches.entries()) {
      const role = {
        accumulates: batch.microBatches.length > 1,
        updates: index === batch.microBatches.length - 1,
      };
      if (role.accumulates && index === 0) this.store.clear(this.gradients);
      const inputs = stepInputs(microBatch, { targets, ...settings, update });
      const program = await this.program(microBatch, role);
      const outputs = await program.run(this.store, inputs, {
        seed: this.options.seed,
        step: update,
        part: index,
      });
      loss += first(outputs, 'loss');
      correct += first(outputs, 'correct');
      if (role.updates) gradientNorm = first(outputs, 'gradientNorm');
    }
    return { loss: loss / targets, accuracy: correct / targets, gradientNorm };
  }

  /** Copies the parameters into host memory. */
  parameters(): Promise<HostTensors> {
    return this.read(Object.keys(this.options.model.parameters));
  }

  /** Copies parameters and the optimizer's state into host memory: all that training needs to go on. */
  async snapshot(): Promise<ResumableState> {
    const tensors = { ...(await this.parameters()), ...(await this.read(this.optimizerState)) };
    return { tensors, optimizerState: this.optimizerState };
  }

  /** Frees the device's memory. */
  async dispose(): Promise<void> {
    await this.disposePrograms();
    this.store.dispose();
  }

  private async disposePrograms(): Promise<void> {
    const programs = [...this.programs.values()];
    this.programs.clear();
    for (const program of programs) await (await program).dispose();
  }

  private async read(names: readonly string[]): Promise<HostTensors> {
    const entries = await Promise.all(
      names.map(async (name) => [name, await this.store.read(name)] as const),
    );
    return Object.fromEntries(entries);
  }

  private program({ rows, length }: MicroBatch, role: StepRole): Promise<Program> {
    const key = [rows, length, role.accumulates, role.updates].join();
    const known = this.programs.get(key);
    if (known) return known;
    const { engine, optimizer, clipNorm } = this.options;
    const options = { model: this.model, optimizer, clipNorm, role };
    const made = engine.compile(
      trainingStep(options),
      stepSignature(options, this.optimizerState, [rows, length]),
      this.store,
    );
    this.programs.set(key, made);
    return made;
  }
}

function stepInputs(
  { rows, length, tokens, targets }: MicroBatch,
  scalars: UpdateSettings & { readonly targets: number; readonly update: number },
): HostTensors {
  return {
    tokens: { shape: [rows, length], data: tokens },
    targets: { shape: [rows, length], data: targets },
    lossScale: hostScalar(1 / scalars.targets),
    learningRate: hostScalar(scalars.learningRate),
    weightDecay: hostScalar(scalars.weightDecay),
    update: hostScalar(scalars.update),
  };
}

function first(outputs: HostTensors, name: string): number {
  return outputs[name]?.data[0] ?? NaN;
}
