/**
 * Seeded random numbers. Everything random in a run comes from here, so that a seed repeats it.
 */

/** A function that returns the next number, uniform in [0, 1). */
export type RandomNumbers = () => number;

/**
 * The generator "mulberry32": 32 bits of state, period 2³², passes gjrand's tests.
 *
 * `Math.random` cannot be seeded; a cryptographic generator costs ten times as much for nothing.
 */
export function randomNumbers(seed: number): RandomNumbers {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * Mixes whole numbers into one seed of 32 bits, so that neighbouring inputs give unrelated streams.
 *
 * The finalizer of MurmurHash3 (Appleby, 2011), applied after each part.
 */
export function mix(...parts: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const part of parts) {
    hash = Math.imul(hash ^ (part >>> 0), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}

/** A whole number, uniform in [from, to], both included. */
export function randomInteger(next: RandomNumbers, from: number, to: number): number {
  return from + Math.floor(next() * (to - from + 1));
}

/** A number from the standard normal distribution (Box & Muller, 1958). */
export function randomNormal(next: RandomNumbers): number {
  const radius = Math.sqrt(-2 * Math.log(1 - next()));
  return radius * Math.cos(2 * Math.PI * next());
}

/** Shuffles in place (Fisher & Yates) and returns the same array. */
export function shuffle<Item>(items: Item[], next: RandomNumbers): Item[] {
  for (let last = items.length - 1; last > 0; last--) {
    const other = randomInteger(next, 0, last);
    const [a, b] = [items[last], items[other]];
    if (a !== undefined && b !== undefined) [items[last], items[other]] = [b, a];
  }
  return items;
}
