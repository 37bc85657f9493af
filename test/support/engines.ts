/**
 * Running a TF.js function once, on any engine.
 */
import type { Engine } from '../../src/engine/engine';
import { openDevice } from '../../src/engine/devices/openDevice';
import type { MaskKey } from '../../src/engine/keepMasks';
import type { KeepMask } from '../../src/engine/keepMasks';
import {
  type HostTensor,
  type HostTensors,
  elementCount,
  hostTensor,
  specOf,
} from '../../src/engine/tensors';
import type { Tensors } from '../../src/engine/tf';
import { mix, randomNormal, randomNumbers } from '../../src/numbers/randomNumbers';

/** Standard normal numbers, the same for the same seed. */
export function noise(shape: readonly number[], seed = 1, scale = 1): HostTensor {
  const next = randomNumbers(mix(seed));
  return hostTensor(
    shape,
    new Float32Array(elementCount(shape)).map(() => scale * randomNormal(next)),
  );
}

/** What a function of these inputs gives on an engine. */
export async function runOn(
  engine: Engine,
  body: (inputs: Tensors, keepMask: KeepMask) => Tensors,
  inputs: HostTensors,
  key?: MaskKey,
): Promise<HostTensors> {
  const store = engine.createStore({});
  const signature = {
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, specOf(tensor)])),
    state: [],
  };
  const program = await engine.compile(
    (fed, _state, keepMask) => ({ outputs: body(fed, keepMask) }),
    signature,
    store,
  );
  const outputs = await program.run(store, inputs, key);
  store.dispose();
  await program.dispose();
  return outputs;
}

/** The same function in the compiled engine and in the plain JavaScript reference. */
export async function runOnBoth(
  body: (inputs: Tensors, keepMask: KeepMask) => Tensors,
  inputs: HostTensors,
  key?: MaskKey,
): Promise<{ compiled: HostTensors; reference: HostTensors }> {
  const [onnx, javascript] = [openDevice('onnx-cpu'), openDevice('tfjs-js')];
  const compiled = await runOn(onnx, body, inputs, key);
  const reference = await runOn(javascript, body, inputs, key);
  await onnx.dispose();
  return { compiled, reference };
}

/** The largest absolute difference of two lists of numbers. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  return Array.from(a).reduce((largest, value, index) => {
    const difference = Math.abs(value - (b[index] ?? NaN));
    return Number.isNaN(difference) ? Infinity : Math.max(largest, difference);
  }, 0);
}

/** An engine that counts what is compiled and stored on it and not yet freed. */
export function countingEngine(engine: Engine): {
  engine: Engine;
  held: { programs: number; stores: number };
} {
  const held = { programs: 0, stores: 0 };
  const once = (free: () => void) => {
    let freed = false;
    return () => {
      if (!freed) free();
      freed = true;
    };
  };
  const counting: Engine = {
    device: engine.device,
    createStore: (tensors) => {
      const store = engine.createStore(tensors);
      held.stores += 1;
      const gone = once(() => (held.stores -= 1));
      const dispose = store.dispose.bind(store);
      return Object.assign(store, {
        dispose: () => {
          gone();
          dispose();
        },
      });
    },
    compile: async (body, signature, store) => {
      const program = await engine.compile(body, signature, store);
      held.programs += 1;
      const gone = once(() => (held.programs -= 1));
      return {
        run: (...call) => program.run(...call),
        dispose: async () => {
          gone();
          await program.dispose();
        },
      };
    },
    dispose: () => engine.dispose(),
  };
  return { engine: counting, held };
}
