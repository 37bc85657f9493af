import { describe, expect, it } from 'vitest';
import { hostTensor } from '../../../src/engine/tensors';
import { tf } from '../../../src/engine/tf';
import { OWN_READOUT, logProbabilitiesOf, readOut } from '../../../src/model/readout';
import { largestDifference, noise, runOnBoth } from '../../support/engines';

/** More than is read at once, and no multiple of it. */
const VOCABULARY = 2500;

describe('the log-probability of given tokens', () => {
  it('is that of the softmax over all logits, read in parts', async () => {
    const tokens = [0, 1023, 1024, 2499, 7];
    const { compiled, reference } = await runOnBoth(
      ({ rows, wanted, ...parameters }) => {
        if (!rows || !wanted) throw new Error('The inputs are missing.');
        const stream = tf.reshape<tf.Rank.R2>(rows, [tokens.length, 8]);
        const logits = readOut(OWN_READOUT, stream, parameters);
        return {
          parts: logProbabilitiesOf(OWN_READOUT, stream, wanted, parameters),
          all: tf.logSoftmax(logits),
        };
      },
      {
        rows: noise([tokens.length, 8]),
        wanted: hostTensor([tokens.length], Int32Array.from(tokens)),
        'ln_f.weight': noise([8], 2),
        'ln_f.bias': noise([8], 3),
        'head.weight': noise([VOCABULARY, 8], 4),
      },
    );
    for (const { parts, all } of [compiled, reference]) {
      const wanted = tokens.map((token, row) => all?.data[row * VOCABULARY + token] ?? NaN);
      expect(largestDifference(parts?.data ?? [], wanted)).toBeLessThan(1e-5);
    }
  });
});
