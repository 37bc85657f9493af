/**
 * The noise of many sets of keys, as far as it meets a query.
 *
 * k_i ~ N(μ_i, αI), and key a’s has the further variance s² along μ_a. Queries lie in the plane of μ_a
 * and μ_b, so of each key’s noise z_i only z_i·μ_a and z_i·μ_b are kept: two numbers instead of d.
 * They do not depend on α, s or β, so those sliders move the same samples and draw nothing anew.
 *
 * Means are orthonormal, which leaves μ_i·μ_a = μ_i·μ_b = 0 for all other keys: they need no vectors.
 */
import { orthonormalRows } from '../numbers/linearAlgebra';
import { NormalNumbers } from '../numbers/normalNumbers';
import { mix, randomNumbers } from '../numbers/randomNumbers';

/** What is drawn. */
export interface KeyNoiseShape {
  /** n; key 0 is a, key 1 is b. */
  readonly keys: number;
  /** d. Two is enough: what lies outside of the plane of μ_a and μ_b meets no query. */
  readonly dimension: number;
  /** How many sets of keys. */
  readonly sets: number;
  readonly seed: number;
}

/** How strong the noise is. */
export interface NoiseStrength {
  /** α: variance of every key in every direction. */
  readonly alpha: number;
  /** s²: further variance of key a along μ_a; the study has ½. */
  readonly variance: number;
}

/** A query alongA · μ_a + alongB · μ_b. */
export interface PlaneQuery {
  readonly alongA: number;
  readonly alongB: number;
}

/** The noise of `sets` sets of keys. Sets are drawn a few at a time; how many at a time changes nothing. */
export class KeyNoise {
  /** z_i·μ_a and z_i·μ_b, [sets, keys]. */
  private readonly alongA: Float32Array;
  private readonly alongB: Float32Array;
  /** Key a’s further noise, [sets]. */
  private readonly swing: Float32Array;
  private readonly normal: NormalNumbers;
  private readonly meanA: Float64Array;
  private readonly meanB: Float64Array;
  /** One key’s noise, [d]; drawn into again and again, so that a sample allocates nothing. */
  private readonly key: Float32Array;
  private count = 0;

  constructor(readonly shape: KeyNoiseShape) {
    const { keys, dimension, sets, seed } = shape;
    this.alongA = new Float32Array(sets * keys);
    this.alongB = new Float32Array(sets * keys);
    this.swing = new Float32Array(sets);
    this.key = new Float32Array(dimension);
    this.normal = new NormalNumbers(mix(seed, 0xc));
    const means = orthonormalRows(randomNumbers(mix(seed, 0xd)), 2, dimension);
    this.meanA = means.data.subarray(0, dimension);
    this.meanB = means.data.subarray(dimension);
  }

  /** Sets drawn so far. */
  get drawn(): number {
    return this.count;
  }

  /** Draws up to `sets` more; fewer when the shape’s number is reached. */
  draw(sets: number): void {
    const { keys } = this.shape;
    const end = Math.min(this.shape.sets, this.count + sets);
    for (; this.count < end; this.count++) {
      for (let index = this.count * keys; index < (this.count + 1) * keys; index++) this.drawKey(index);
      this.swing[this.count] = this.normal.next();
    }
  }

  /** Writes q·k_i of one drawn set, for all keys, into the beginning of `scores`. */
  scores(scores: Float64Array, set: number, query: PlaneQuery, noise: NoiseStrength): void {
    const { keys } = this.shape;
    const deviation = Math.sqrt(noise.alpha);
    const [a, b] = [deviation * query.alongA, deviation * query.alongB];
    const start = set * keys;
    for (let key = 0; key < keys; key++) {
      scores[key] = a * (this.alongA[start + key] ?? 0) + b * (this.alongB[start + key] ?? 0);
    }
    const y = 1 + Math.sqrt(noise.variance) * (this.swing[set] ?? 0);
    scores[0] = (scores[0] ?? 0) + query.alongA * y;
    scores[1] = (scores[1] ?? 0) + query.alongB;
  }

  private drawKey(index: number): void {
    const { key, meanA, meanB } = this;
    this.normal.fill(key);
    let [a, b] = [0, 0];
    for (let axis = 0; axis < key.length; axis++) {
      const value = key[axis] ?? 0;
      a += value * (meanA[axis] ?? 0);
      b += value * (meanB[axis] ?? 0);
    }
    this.alongA[index] = a;
    this.alongB[index] = b;
  }
}
