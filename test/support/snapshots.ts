/**
 * Snapshots of a run that is at work, of the smallest model that there is.
 */
import { hostTensor } from '../../src/engine/tensors';
import { SMALL, SMALL_VOCABULARY, smallModel } from './smallModel';

/** As little to compute as can be: what counts is how often. */
const TINY = { ...SMALL, layers: 1, heads: 1, width: 8 };
const { weights } = smallModel(TINY);
/** Nobody waits, nobody calls it off. */
export const running = { onProgress: () => undefined, signal: new AbortController().signal };

/** A run's weights as they are after one more step. */
export function snapshot(step: number) {
  const tensors = Object.fromEntries(
    Object.entries(weights).map(([name, { shape, data }]) => {
      return [
        name,
        hostTensor(
          shape,
          Float32Array.from(data, (value) => value * (1 + step / 1000)),
        ),
      ] as const;
    }),
  );
  const progress = { step, tokens: 10 * step, seconds: step };
  return { model: TINY, characters: SMALL_VOCABULARY.characters, progress, tensors };
}
