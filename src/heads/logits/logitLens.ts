/**
 * What a model would predict if it ended behind each of its blocks (nostalgebraist, 2020): the stream before a block,
 * read out as if it were the last.
 */
import type { Tokens } from '../../data/tokens/tokens';
import type { Engine, Store, TensorFunction } from '../../engine/engine';
import type { tf } from '../../engine/tf';
import { UserError } from '../../files/userError';
import { TEXT_SIDES } from '../../model/attentionMap';
import { textRunner } from '../../model/attentionMaps';
import { readNext } from '../../model/readout';
import { type RowRunner, longestRow } from '../../model/rowRunner';
import type { Model } from '../../model/transformer';
import type { LensLayer, LogitLens } from '../results';

/** Reads the streams of one model, whatever its weights. */
export class LensReader {
  private readonly runner: RowRunner<readonly number[]>;

  constructor(
    engine: Engine,
    private readonly model: Model,
    private readonly vocabulary: Tokens,
  ) {
    this.runner = textRunner(engine, model, everyStream(model));
  }

  /** Top token and accuracy behind each block. Throws a UserError for a text of fewer than two tokens. */
  async read(store: Store, given: readonly number[], step: number): Promise<LogitLens> {
    const tokens = given.slice(0, longestRow(this.model));
    if (tokens.length < 2)
      throw new UserError('The line is too short: a prediction needs a token before it.');
    const { outputs } = await this.runner.one(store, tokens);
    const next = tokens.slice(1);
    const layers = lensNames(this.model).map((name): LensLayer => {
      const top = Array.from(outputs[`top ${name}`]?.data ?? []).slice(0, tokens.length);
      const probability = Array.from(outputs[`probability ${name}`]?.data ?? []).slice(0, tokens.length);
      const right = next.filter((token, at) => top[at] === token).length;
      return {
        name,
        right,
        top: top.map((token) => this.vocabulary.label(token)),
        probability: probability.map((value) => Number(Math.exp(value).toPrecision(4))),
      };
    });
    return {
      step,
      tokens: tokens.map((token) => this.vocabulary.label(token)),
      predicted: next.length,
      layers,
    };
  }

  /** Frees the programs. */
  dispose(): Promise<void> {
    return this.runner.dispose();
  }
}

const EMBEDDED = 'embedding';

/** The embedding, and the blocks behind which the stream is the text's: a Perceiver's latents predict nothing. */
export function lensNames({ blockNames, sides }: Model): readonly string[] {
  return [EMBEDDED, ...blockNames.filter((block) => (sides[block] ?? TEXT_SIDES).queries === 'text')];
}

/**
 * Reads `tokens`, [rows, length]; `top NAME` and `probability NAME`, ln p, of the token that each layer finds the most
 * probable: [rows · length].
 */
export function everyStream(model: Model): TensorFunction {
  const { blockNames, readout } = model;
  return (inputs, state) => {
    // Sound: the signature says that it is a matrix.
    const { streams, embedded, final } = model.forward(inputs['tokens'] as tf.Tensor2D, state);
    const outputs: Record<string, tf.Tensor> = {};
    for (const name of lensNames(model)) {
      const behind = streams[blockNames.indexOf(name) + 1] ?? final;
      const { predicted, logProbability } = readNext(readout, name === EMBEDDED ? embedded : behind, state);
      outputs[`top ${name}`] = predicted;
      outputs[`probability ${name}`] = logProbability;
    }
    return { outputs };
  };
}
