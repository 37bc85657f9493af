/**
 * Runs a program over one text at a time, compiled once for each length in steps of {@link LENGTH_STEP}.
 *
 * For many texts at once there is `rowRunner.ts`.
 */
import { paddedLength } from '../data/batches';
import type { Engine, Program, TensorFunction } from '../engine/engine';
import { type HostTensors, hostTensor } from '../engine/tensors';
import type { OpenModel } from './openModel';

/** Texts are padded to multiples of this: a program more takes longer to compile than padding costs. */
const LENGTH_STEP = 32;

/** What a program gave for a text. */
export interface TextOutputs {
  readonly outputs: HostTensors;
  /** Characters that were read; what the outputs say of later ones is padding. */
  readonly used: number;
}

/** See the header. */
export class TextProgram {
  private readonly programs = new Map<number, Promise<Program>>();

  /** @param body Reads `tokens`, [1, length], and the model's parameters. */
  constructor(
    private readonly engine: Engine,
    private readonly open: Pick<OpenModel, 'model' | 'store'>,
    private readonly body: TensorFunction,
  ) {}

  /**
   * Runs it; what does not fit into the context is left out.
   *
   * Padding at the end changes nothing before it, because attention is causal. What the outputs say of the
   * padding itself is to be cut off.
   */
  async run(tokens: readonly number[]): Promise<TextOutputs> {
    const { model, store } = this.open;
    const longest = model.config.contextLength - 1;
    const used = Math.min(tokens.length, longest);
    const length = paddedLength(used, longest, LENGTH_STEP);
    const row = new Int32Array(length);
    row.set(tokens.slice(0, used));
    const program = await this.program(length);
    return { outputs: await program.run(store, { tokens: hostTensor([1, length], row) }), used };
  }

  private program(length: number): Promise<Program> {
    const known = this.programs.get(length);
    if (known) return known;
    const { model, store } = this.open;
    const tokens = { shape: [1, length], type: 'int32' as const };
    const signature = { inputs: { tokens }, state: Object.keys(model.parameters) };
    const made = this.engine.compile(this.body, signature, store);
    this.programs.set(length, made);
    return made;
  }
}
