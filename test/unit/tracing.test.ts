import { describe, expect, it } from 'vitest';
import { openDevice } from '../../src/engine/devices/openDevice';
import { tf } from '../../src/engine/tf';

describe('compiled engine', () => {
  it('adds', async () => {
    const engine = openDevice('onnx-cpu');
    const store = engine.createStore({ x: { shape: [2], data: Float32Array.of(1, 2) } });
    const program = await engine.compile((_, { x }) => ({ outputs: { y: tf.add(x ?? 0, 1) } }), { inputs: {}, state: ['x'] }, store);
    const { y } = await program.run(store, {});
    expect([...(y?.data ?? [])]).toEqual([2, 3]);
  });
});
