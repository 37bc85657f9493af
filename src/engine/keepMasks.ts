/**
 * Dropout's randomness: masks that say what to keep, reproducible from a key and equal on every engine.
 *
 * Random operations inside a traced function would freeze to constants, and those of ONNX Runtime
 * keep a hidden state that a checkpoint cannot hold. So masks are inputs. Drawing 12 million fresh
 * numbers for every step of the study's model would cost some 40 ms; instead each mask is a window,
 * at an offset drawn from the key, into a pool of random numbers that is drawn anew every
 * {@link STEPS_PER_POOL} steps.
 */
import type { tf } from './tf';
import { type Shape, elementCount } from './tensors';
import { mix, randomNumbers } from '../numbers/randomNumbers';

/**
 * Gives a tensor of `shape` that holds 0 with probability `rate`, else 1 / (1 − rate).
 *
 * Multiplying by it is inverted dropout (Srivastava et al., 2014): the expectation is unchanged.
 */
export type KeepMask = (shape: Shape, rate: number) => tf.Tensor;

/** Which masks: equal keys give equal masks, in any process and on any engine. */
export interface MaskKey {
  readonly seed: number;
  /** The number of the update. */
  readonly step: number;
  /** The number of the micro-batch in it. */
  readonly part: number;
}

/** The key, when a call has one. Throws when a function wants dropout and nobody said which. */
export function requireKey(key: MaskKey | undefined): MaskKey {
  if (!key) throw new Error('A program with dropout needs a key for its masks.');
  return key;
}

/** Steps that share one pool. */
const STEPS_PER_POOL = 256;

/** Windows start at multiples of a cache line, in numbers of 4 bytes. */
const ALIGNMENT = 16;

/**
 * Numbers in a pool: 64 MB, and eight times the largest mask of the study's model. A fixed size, because
 * the offsets depend on it.
 */
const POOL = 1 << 24;

/** Pools that are kept, one for each rate. */
const MOST_POOLS = 2;

/** One mask that a function asked for, in the order of asking. */
export interface MaskRequest {
  readonly shape: Shape;
  readonly rate: number;
}

/** Cuts the masks of one engine's programs out of its pools. */
export class MaskPools {
  private readonly pools = new Map<number, { epoch: number; seed: number; numbers: Float32Array }>();

  /** @param size Numbers in a pool; offsets depend on it, so engines leave it as it is. */
  constructor(private readonly size = POOL) {}

  /** The numbers of the `index`-th mask of a call; a view, not a copy. */
  window(request: MaskRequest, index: number, key: MaskKey): Float32Array {
    const length = elementCount(request.shape);
    const numbers = this.pool(request.rate, length, key);
    const starts = Math.floor((numbers.length - length) / ALIGNMENT) + 1;
    const start = (mix(key.seed, key.step, key.part, index) % starts) * ALIGNMENT;
    return numbers.subarray(start, start + length);
  }

  private pool(rate: number, length: number, { seed, step }: MaskKey): Float32Array {
    if (2 * length > this.size)
      throw new RangeError(`A dropout mask of ${length} numbers is too large; use fewer rows.`);
    const epoch = Math.floor(step / STEPS_PER_POOL);
    const known = this.pools.get(rate);
    if (known?.epoch === epoch && known.seed === seed) return known.numbers;
    const numbers = known?.numbers ?? new Float32Array(this.size);
    draw(numbers, rate, mix(seed, epoch, Math.round(rate * 1e6)));
    this.pools.delete(rate);
    this.pools.set(rate, { epoch, seed, numbers });
    const [oldest] = this.pools.keys();
    // The rate of a run may change many times.
    if (this.pools.size > MOST_POOLS && oldest !== undefined) this.pools.delete(oldest);
    return numbers;
  }
}

function draw(numbers: Float32Array, rate: number, seed: number): void {
  const next = randomNumbers(seed);
  const kept = 1 / (1 - rate);
  for (let index = 0; index < numbers.length; index++) numbers[index] = next() < rate ? 0 : kept;
}
