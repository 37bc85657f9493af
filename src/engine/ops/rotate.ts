/**
 * The rotation of rotary position embedding, with its inverse as derivative.
 */
import { ROTARY_EMBEDDING } from '../compiled/kernels/fused';
import { hasKernel, tf } from '../tf';

/** The base of the geometric sequence of angles (Su et al., 2021, section 3.2.2). */
const BASE = 10_000;

/**
 * Turns each pair of neighbours (x_2i, x_2i+1) at position t by the angle t · BASE^(−2i/d).
 *
 * @param x [batch, heads, length, d], d even
 */
export function rotate(x: tf.Tensor4D, length: number): tf.Tensor4D {
  const operation = tf.customGrad((...args) => {
    const [input] = args as unknown as [tf.Tensor4D];
    return {
      value: turned(input, length, 1),
      gradFunc: (dy: tf.Tensor) => [turned(dy as tf.Tensor4D, length, -1)],
    };
  });
  return operation(x) as tf.Tensor4D;
}

function turned(x: tf.Tensor4D, length: number, direction: 1 | -1): tf.Tensor4D {
  const width = x.shape[3];
  const { cosines, sines } = anglesOf(length, width, direction);
  if (hasKernel(ROTARY_EMBEDDING)) {
    return tf.engine().runKernel(ROTARY_EMBEDDING, { x, cosines, sines }, { interleaved: 1 });
  }
  const doubled = (table: tf.Tensor2D) => tf.reshape(tf.stack([table, table], -1), [length, width]);
  const quarterTurn = tf.reshape(tf.matMul(tf.reshape(x, [-1, width]), quarterTurnOf(width)), x.shape);
  return tf.add(tf.mul(x, doubled(cosines)), tf.mul(quarterTurn, doubled(sines)));
}

/** Cosines and sines of all angles, each [length, width / 2]. */
function anglesOf(
  length: number,
  width: number,
  direction: 1 | -1,
): { cosines: tf.Tensor2D; sines: tf.Tensor2D } {
  const pairs = width / 2;
  const cosines = new Float32Array(length * pairs);
  const sines = new Float32Array(length * pairs);
  for (let position = 0; position < length; position++) {
    for (let pair = 0; pair < pairs; pair++) {
      const angle = position * BASE ** ((-2 * pair) / width);
      cosines[position * pairs + pair] = Math.cos(angle);
      sines[position * pairs + pair] = direction * Math.sin(angle);
    }
  }
  const shape: [number, number] = [length, pairs];
  return { cosines: tf.tensor2d(cosines, shape), sines: tf.tensor2d(sines, shape) };
}

/** The matrix that sends each pair (a, b) to (−b, a). */
function quarterTurnOf(width: number): tf.Tensor2D {
  const matrix = new Float32Array(width * width);
  for (let even = 0; even < width; even += 2) {
    matrix[even * width + even + 1] = 1;
    matrix[(even + 1) * width + even] = -1;
  }
  return tf.tensor2d(matrix, [width, width]);
}
