/**
 * Exact match without decoding: one forward pass decides; see `answerEnd.ts`.
 */
import type { Example } from '../data/examples';
import type { Engine, Store } from '../engine/engine';
import { answerRoom, decodesTo, endsAnswer } from './answerEnd';
import { nextTokens } from './nextTokens';
import { type RowResult, RowRunner, longestRow } from './rowRunner';
import type { Model } from './transformer';

/** Rows that are asked at once. */
const ROWS = 16;

/** Asks a model for the answers of examples. */
export class ExactMatcher {
  private readonly runner: RowRunner<Example>;

  /** @param store Holds the model's parameters, which may change between calls. */
  constructor(
    engine: Engine,
    private readonly model: Model,
    private readonly store: Store,
  ) {
    this.runner = new RowRunner<Example>(engine, model, {
      rows: ROWS,
      tokens: ({ tokens }) => [tokens.slice(0, longestRow(model))],
      body: nextTokens(model),
    });
  }

  /** For each example, whether greedy decoding gives its answer, or its cut-out span. */
  async matches(examples: readonly Example[]): Promise<readonly boolean[]> {
    const matches = new Array<boolean>(examples.length).fill(false);
    await this.runner.run(this.store, examples, {}, (index, result) => {
      const example = examples[index];
      if (example) matches[index] = matchesExactly(example, result, longestRow(this.model));
    });
    return matches;
  }

  /** Frees the programs. */
  dispose(): Promise<void> {
    return this.runner.dispose();
  }
}

/**
 * Whether greedy decoding gives the answer of an example.
 *
 * @param result Of a run over its tokens, with `predicted`: [rows · length].
 * @param ends Whether a token ends an answer.
 */
export function matchesExactly(
  { targets, answerStart }: Pick<Example, 'targets' | 'answerStart'>,
  { outputs, row, length }: RowResult,
  longest: number,
  ends: (token: number) => boolean = endsAnswer,
): boolean {
  const predicted = (place: number) =>
    answerStart + place < length ? outputs['predicted']?.data[row * length + answerStart + place] : undefined;
  const answer = targets.slice(answerStart);
  const last = answer.at(-1);
  if (last !== undefined && ends(last)) {
    return decodesTo(answer.slice(0, -1), predicted, answerRoom(answerStart, longest), ends);
  }
  // A cut-out span has no end of its own, and may be longer than an answer.
  return answer.every((token, place) => predicted(place) === token);
}
