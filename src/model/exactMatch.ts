/**
 * Exact match without decoding.
 *
 * Greedy decoding gives exactly the true answer if, and only if, at each of its positions the most
 * probable character after the true beginning is the true next one. So one forward pass decides,
 * where decoding takes one for each character.
 */
import { microBatch } from '../data/batches';
import type { Example } from '../data/examples';
import type { Engine, Program, Store } from '../engine/engine';
import type { TensorFunction } from '../engine/engine';
import { tf } from '../engine/tf';
import type { Model } from './transformer';

/** Rows that are asked at once. */
const ROWS = 16;

/** Asks a model for the answers of examples. */
export class ExactMatcher {
  private readonly programs = new Map<number, Promise<Program>>();

  /** @param store Holds the model's parameters, which may change between calls. */
  constructor(
    private readonly engine: Engine,
    private readonly model: Model,
    private readonly store: Store,
  ) {}

  /** For each example, whether all that is predicted from its `answerStart` on is right. */
  async matches(examples: readonly Example[]): Promise<readonly boolean[]> {
    const order = examples
      .map((_, index) => index)
      .sort((a, b) => lengthOf(examples, a) - lengthOf(examples, b));
    const matches = new Array<boolean>(examples.length).fill(false);
    for (let start = 0; start < order.length; start += ROWS) {
      const indices = order.slice(start, start + ROWS);
      const group = indices.flatMap((index) => examples[index] ?? []);
      const results = await this.matchGroup(group);
      indices.forEach((index, row) => {
        matches[index] = results[row] ?? false;
      });
    }
    return matches;
  }

  private async matchGroup(group: readonly Example[]): Promise<readonly boolean[]> {
    const { rows, length, tokens } = microBatch(group, ROWS, this.model.config.contextLength - 1);
    const program = await this.program(length);
    const { predicted } = await program.run(this.store, { tokens: { shape: [rows, length], data: tokens } });
    return group.map(({ targets, answerStart }, row) =>
      targets.every((target, position) => {
        if (position < answerStart || target === 0) return true;
        return position < length && predicted?.data[row * length + position] === target;
      }),
    );
  }

  private program(length: number): Promise<Program> {
    const known = this.programs.get(length);
    if (known) return known;
    const tokens = { shape: [ROWS, length], type: 'int32' as const };
    const signature = { inputs: { tokens }, state: Object.keys(this.model.parameters) };
    const made = this.engine.compile(mostProbable(this.model), signature, this.store);
    this.programs.set(length, made);
    return made;
  }
}

function lengthOf(examples: readonly Example[], index: number): number {
  return examples[index]?.tokens.length ?? 0;
}

/** Input `tokens` [rows, length]; output `predicted` [rows · length], the most probable next tokens. */
function mostProbable(model: Model): TensorFunction {
  return (inputs, state) => {
    // Sound: the signature says that it is a matrix.
    const { logits } = model.forward(inputs['tokens'] as tf.Tensor2D, state);
    return { outputs: { predicted: tf.cast(tf.argMax(logits, -1), 'int32') } };
  };
}
