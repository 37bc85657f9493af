/**
 * Dropout's randomness: masks that say what to keep, reproducible from a key and equal on every engine.
 *
 * Random operations inside a traced function would freeze to constants, and those of ONNX Runtime
 * keep a hidden state that a checkpoint cannot hold. So masks are inputs. Drawing 12 million fresh
 * numbers for every step of the study's model would cost some 40 ms; instead each mask is a window,
 * at an offset drawn from the key, into a pool of random numbers that is drawn anew every
 * {@link STEPS_PER_POOL} keys.
 */
import type { tf } from './tf';
import { type Shape, elementCount } from './tensors';
import { mix, randomNumbers } from '../mathematics/randomNumbers';

/**
 * Gives a tensor of `shape` that holds 0 with probability `rate`, else 1 / (1 − rate).
 *
 * Multiplying by it is inverted dropout (Srivastava et al., 2014): the expectation is unchanged.
 */
export type KeepMask = (shape: Shape, rate: number) => tf.Tensor;

/** Keys that share one pool. */
const STEPS_PER_POOL = 256;

/** Windows start at multiples of a cache line, in numbers of 4 bytes. */
const ALIGNMENT = 16;

/** The least size of a pool, in numbers; 16 MB. */
const SMALLEST_POOL = 1 << 22;

/** One mask that a function asked for, in the order of asking. */
export interface MaskRequest {
  readonly shape: Shape;
  readonly rate: number;
}

/** Cuts the masks of one program out of its pools. */
export class MaskPools {
  private readonly pools = new Map<number, { epoch: number; numbers: Float32Array }>();

  /** The numbers of the `index`-th mask of the call with this `key`; a view, not a copy. */
  window(request: MaskRequest, index: number, key: number): Float32Array {
    const length = elementCount(request.shape);
    const numbers = this.pool(request.rate, length, Math.floor(key / STEPS_PER_POOL));
    const starts = Math.floor((numbers.length - length) / ALIGNMENT) + 1;
    const start = (mix(key, index) % starts) * ALIGNMENT;
    return numbers.subarray(start, start + length);
  }

  private pool(rate: number, length: number, epoch: number): Float32Array {
    const known = this.pools.get(rate);
    const size = Math.max(SMALLEST_POOL, 2 * length);
    if (known?.epoch === epoch && known.numbers.length >= size) return known.numbers;
    const numbers = drawPool(rate, size, epoch, known?.numbers);
    this.pools.set(rate, { epoch, numbers });
    return numbers;
  }
}

function drawPool(rate: number, size: number, epoch: number, reuse?: Float32Array): Float32Array {
  const numbers = reuse?.length === size ? reuse : new Float32Array(size);
  const next = randomNumbers(mix(epoch, Math.round(rate * 1e6)));
  const kept = 1 / (1 - rate);
  for (let index = 0; index < size; index++) numbers[index] = next() < rate ? 0 : kept;
  return numbers;
}
