import { describe, expect, it } from 'vitest';
import { hostTensor } from '../../../src/engine/tensors';
import { tf } from '../../../src/engine/tf';
import { OWN_READOUT, readNext, readOut } from '../../../src/model/readout';
import { largestDifference, noise, runOnBoth } from '../../support/engines';

/** More than is read at once, and no multiple of it. */
const VOCABULARY = 2500;

describe('the next token', () => {
  it('is that of the softmax over all logits, though the vocabulary is read in parts', async () => {
    const tokens = [0, 1023, 1024, 2499, 7];
    const { compiled, reference } = await runOnBoth(
      ({ rows, wanted, ...parameters }) => {
        if (!rows || !wanted) throw new Error('The inputs are missing.');
        const stream = tf.reshape<tf.Rank.R2>(rows, [tokens.length, 8]);
        const all = tf.logSoftmax(readOut(OWN_READOUT, stream, parameters));
        const { ofTokens, predicted, logProbability } = readNext(OWN_READOUT, stream, parameters);
        return { ofTokens: ofTokens(wanted), predicted, logProbability, all, best: tf.argMax(all, -1) };
      },
      {
        rows: noise([tokens.length, 8]),
        wanted: hostTensor([tokens.length], Int32Array.from(tokens)),
        'ln_f.weight': noise([8], 2),
        'ln_f.bias': noise([8], 3),
        'head.weight': noise([VOCABULARY, 8], 4),
      },
    );
    for (const { ofTokens, predicted, logProbability, all, best } of [compiled, reference]) {
      const logOf = (tokens: ArrayLike<number>) =>
        Array.from(tokens, (token, row) => all?.data[row * VOCABULARY + token] ?? NaN);
      expect(largestDifference(ofTokens?.data ?? [], logOf(tokens))).toBeLessThan(1e-5);
      expect(predicted?.data).toEqual(best?.data);
      expect(new Set(predicted?.data).size).toBeGreaterThan(1);
      expect(largestDifference(logProbability?.data ?? [], logOf(best?.data ?? []))).toBeLessThan(1e-5);
    }
  });
});
