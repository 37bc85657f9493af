/**
 * Many standard normal numbers, quickly: the ziggurat of Marsaglia & Tsang (2000).
 *
 * Not for runs: what a run draws comes from `randomNumbers.ts`, whose order of draws is part of the
 * run format. This one exists because a page that samples 50 keys of 64 numbers a thousand times needs
 * 3.2 million normal numbers: see `fill`.
 */

import { mix } from './randomNumbers';

const LAYERS = 256;

/** Where the tail begins, and the area of each layer, for 256 layers (Doornik, 2005). */
const TAIL = 3.6541528853610088;
const AREA = 4.92867323399e-3;

/** EDGES[i] is the right edge of layer i; the lowest one is widened so that its area covers the tail. */
const EDGES = new Float64Array(LAYERS + 1);

/** Up to this share of a layer's width every point lies under the curve. */
const SAFE_SHARES = new Float64Array(LAYERS);

buildLayers();

function buildLayers(): void {
  const curve = (x: number) => Math.exp(-0.5 * x * x);
  EDGES[0] = AREA / curve(TAIL);
  EDGES[1] = TAIL;
  let edge = TAIL;
  for (let layer = 2; layer < LAYERS; layer++) {
    edge = Math.sqrt(-2 * Math.log(AREA / edge + curve(edge)));
    EDGES[layer] = edge;
  }
  for (let layer = 0; layer < LAYERS; layer++) {
    SAFE_SHARES[layer] = (EDGES[layer + 1] ?? 0) / (EDGES[layer] ?? 1);
  }
}

/** The places of a layer: 24 random bits, signed, with a half added so that none is zero. */
const PLACES = 8388608;

/** Up to this place every point of a layer lies under the curve. */
const SAFE_PLACES = SAFE_SHARES.map((share) => share * PLACES);

/** From a place to a number. */
const WIDTHS = EDGES.map((edge) => edge / PLACES);

/** A seeded stream of standard normal numbers. How it is cut into calls changes nothing. */
export class NormalNumbers {
  /** Of the generator xorshift128 (Marsaglia, 2003). */
  private readonly state: Int32Array;

  /** @param seed Any whole number; 32 bits of it count. */
  constructor(seed: number) {
    // All four zero would stay so; the mixture of distinct parts never is.
    this.state = Int32Array.of(mix(seed, 1), mix(seed, 2), mix(seed, 3), mix(seed, 4));
  }

  /**
   * Fills an array with the next numbers.
   *
   * The generator of `randomNumbers.ts` would take two thirds of the time for its multiplications; this
   * one shifts alone, and its state stays in registers: 9 ms against 34 ms for 3.2 million numbers. The
   * layer and the place in it come from different bits of one draw: sharing them would correlate
   * neighbours (Doornik, 2005).
   */
  fill(target: Float32Array): void {
    const { state } = this;
    // Read one by one: destructuring a typed array goes through its iterator, which took half of the time.
    let x = state[0] ?? 0;
    let y = state[1] ?? 0;
    let z = state[2] ?? 0;
    let w = state[3] ?? 0;
    for (let index = 0; index < target.length; index++) {
      const shifted = x ^ (x << 11);
      x = y;
      y = z;
      z = w;
      w = w ^ (w >>> 19) ^ shifted ^ (shifted >>> 8);
      const layer = w & (LAYERS - 1);
      const place = (w >> 8) + 0.5;
      if (Math.abs(place) < (SAFE_PLACES[layer] ?? 0)) {
        target[index] = place * (WIDTHS[layer] ?? 0);
        continue;
      }
      this.keep(x, y, z, w);
      target[index] = this.nearEdge(layer, place / PLACES);
      x = state[0] ?? 0;
      y = state[1] ?? 0;
      z = state[2] ?? 0;
      w = state[3] ?? 0;
    }
    this.keep(x, y, z, w);
  }

  private keep(x: number, y: number, z: number, w: number): void {
    const { state } = this;
    state[0] = x;
    state[1] = y;
    state[2] = z;
    state[3] = w;
  }

  /** The next number. */
  next(): number {
    const bits = this.bits();
    return this.nearEdge(bits & (LAYERS - 1), ((bits >> 8) + 0.5) / PLACES);
  }

  /** 32 random bits, signed. */
  private bits(): number {
    const { state } = this;
    const [first, last] = [state[0] ?? 0, state[3] ?? 0];
    const shifted = first ^ (first << 11);
    const bits = last ^ (last >>> 19) ^ shifted ^ (shifted >>> 8);
    this.keep(state[1] ?? 0, state[2] ?? 0, last, bits);
    return bits;
  }

  /** A number in (0, 1]. */
  private uniform(): number {
    return ((this.bits() >>> 0) + 1) / 4294967296;
  }

  /** Accepts a point of a layer, or tries new ones until one lies under the curve. */
  private nearEdge(firstLayer: number, firstShare: number): number {
    let [layer, share] = [firstLayer, firstShare];
    for (;;) {
      const outer = EDGES[layer] ?? 0;
      const x = share * outer;
      if (Math.abs(share) < (SAFE_SHARES[layer] ?? 0)) return x;
      if (layer === 0) return share < 0 ? -this.beyondTail() : this.beyondTail();
      const inner = EDGES[layer + 1] ?? 0;
      const [low, high] = [Math.exp(0.5 * (x * x - outer * outer)), Math.exp(0.5 * (x * x - inner * inner))];
      if (low + this.uniform() * (high - low) < 1) return x;
      const bits = this.bits();
      layer = bits & (LAYERS - 1);
      share = ((bits >> 8) + 0.5) / PLACES;
    }
  }

  /** A number beyond the tail’s beginning (Marsaglia, 1964). */
  private beyondTail(): number {
    for (;;) {
      const x = Math.log(this.uniform()) / TAIL;
      const y = Math.log(this.uniform());
      if (-2 * y >= x * x) return TAIL - x;
    }
  }
}
