/**
 * How a model goes on with a text, token by token.
 *
 * Each step reads the whole text again, but only the last position's logits are computed: with a vocabulary of
 * 50 000 those of all positions would be a third of the work.
 */
import { randomNumbers, mix } from '../numbers/randomNumbers';
import type { Engine, TensorFunction } from '../engine/engine';
import { tf } from '../engine/tf';
import type { OpenedModel } from './openedModel';
import { readOut } from './readout';
import { RowRunner, longestRow } from './rowRunner';
import { type ChosenToken, GREEDY, type Sampling, chooseToken } from './sampling';
import type { Model } from './transformer';

/** Texts are padded to multiples of this: a program more takes longer to compile than padding costs. */
const LENGTH_STEP = 32;

/** How to go on. */
export interface ContinuationOptions {
  /** The most tokens. */
  readonly tokens: number;
  /** Greedy when left out. */
  readonly sampling?: Sampling;
  /** Equal seeds draw equal texts. */
  readonly seed?: number;
  /** Ends the text before a token; never when left out. */
  readonly ends?: (token: number) => boolean;
  /** Told each token as it comes. */
  readonly onToken?: (token: ChosenToken) => void;
  /** Aborting it ends the text within one token; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What was said. */
export interface Continuation {
  readonly tokens: readonly number[];
  /** Natural logarithm of the probability of these tokens and of the one that ended them. */
  readonly logProbability: number;
  /** Whether a token of `ends` closed it, rather than the count or the context's end. */
  readonly ended: boolean;
}

/** Continues texts with one model’s weights. Dispose of it after use: it owns compiled programs. */
export class Continuer {
  private readonly runner: RowRunner<readonly number[]>;

  constructor(
    engine: Engine,
    private readonly open: Pick<OpenedModel, 'model' | 'store'>,
  ) {
    this.runner = lastLogitsRunner(engine, open.model);
  }

  /** Goes on with a text until it ends, is long enough, or fills the context. */
  async continue(text: readonly number[], options: ContinuationOptions): Promise<Continuation> {
    const { sampling = GREEDY, seed = 0, ends = () => false, signal } = options;
    const next = randomNumbers(mix(seed, 0x5a3b1e));
    const said: number[] = [];
    let logProbability = 0;
    while (said.length < options.tokens && text.length + said.length <= longestRow(this.open.model)) {
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      const chosen = chooseToken(await this.logits([...text, ...said]), sampling, next);
      logProbability += chosen.logProbability;
      if (ends(chosen.token)) return { tokens: said, logProbability, ended: true };
      said.push(chosen.token);
      options.onToken?.(chosen);
    }
    return { tokens: said, logProbability, ended: false };
  }

  /** Logits behind the last token of a text that fits into the context: [vocabulary]. */
  async logits(tokens: readonly number[]): Promise<Float32Array | Int32Array> {
    const { outputs } = await this.runner.one(this.open.store, tokens);
    const { logits } = outputs;
    if (!logits) throw new Error('The program returned no logits.');
    return logits.data;
  }

  /** Frees the programs. */
  dispose(): Promise<void> {
    return this.runner.dispose();
  }
}

function lastLogitsRunner(engine: Engine, model: Model): RowRunner<readonly number[]> {
  return new RowRunner(engine, model, {
    rows: 1,
    lengthStep: LENGTH_STEP,
    tokens: (tokens) => [tokens],
    feed: {
      shapes: (length) => ({ at: [1, length] }),
      write: ({ at }, tokens) => {
        at?.fill(1, tokens.length - 1, tokens.length);
      },
    },
    body: logitsAt(model),
  });
}

/** Inputs: tokens, [1, length]; at, [1, length], 1 at the position whose logits, [1, vocabulary], are wanted. */
function logitsAt(model: Model): TensorFunction {
  return ({ tokens, at }, state) => {
    // Sound: the signature says that both are matrices.
    const { final } = model.forward(tokens as tf.Tensor2D, state);
    return { outputs: { logits: readOut(model.readout, tf.matMul(at as tf.Tensor2D, final), state) } };
  };
}
