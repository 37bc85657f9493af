/**
 * The engine that runs TF.js as it is, operation by operation: on CUDA through
 * `@tensorflow/tfjs-node-gpu`, on libtensorflow, or in pure JavaScript (the reference in tests).
 */
import type { Engine, Program, Signature, Store, TensorFunction } from '../engine';
import { type MaskKey, MaskPools, requireKey } from '../keepMasks';
import { type HostTensor, type HostTensors, sameShape, specOf } from '../tensors';
import { type Tensors, tf, withBackend } from '../tf';

/** Runs TF.js functions on a TF.js backend. */
export class EagerEngine implements Engine {
  private readonly masks = new MaskPools();

  constructor(
    readonly device: string,
    private readonly backend: string,
  ) {}

  createStore(tensors: HostTensors, ownership: 'copied' | 'given' = 'copied'): Store {
    return new EagerStore(this.backend, tensors, ownership);
  }

  compile(body: TensorFunction, signature: Signature): Promise<Program> {
    return Promise.resolve(new EagerProgram(this.backend, body, signature, this.masks));
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

class EagerStore implements Store {
  private readonly tensors = new Map<string, tf.Tensor>();

  constructor(
    private readonly backend: string,
    tensors: HostTensors,
    ownership: 'copied' | 'given',
  ) {
    withBackend(backend, () => {
      for (const [name, tensor] of Object.entries(tensors)) {
        this.tensors.set(name, deviceTensor(tensor, ownership));
      }
    });
  }

  get names(): readonly string[] {
    return [...this.tensors.keys()];
  }

  current(name: string): tf.Tensor {
    const tensor = this.tensors.get(name);
    if (!tensor) throw new Error(`The store has no entry '${name}'.`);
    return tensor;
  }

  replace(name: string, next: tf.Tensor): void {
    this.current(name).dispose();
    this.tensors.set(name, next);
  }

  async read(name: string): Promise<HostTensor> {
    return hostCopy(this.current(name));
  }

  write(name: string, tensor: HostTensor): void {
    const { shape } = this.current(name);
    if (!sameShape(shape, tensor.shape)) {
      throw new Error(`'${name}' has shape [${shape.join()}], not [${tensor.shape.join()}].`);
    }
    this.replace(
      name,
      withBackend(this.backend, () => deviceTensor(tensor)),
    );
  }

  clear(names: readonly string[]): void {
    withBackend(this.backend, () => {
      for (const name of names) this.replace(name, tf.zerosLike(this.current(name)));
    });
  }

  dispose(): void {
    for (const tensor of this.tensors.values()) tensor.dispose();
    this.tensors.clear();
  }
}

class EagerProgram implements Program {
  constructor(
    private readonly backend: string,
    private readonly body: TensorFunction,
    private readonly signature: Signature,
    private readonly pools: MaskPools,
  ) {}

  async run(store: Store, inputs: HostTensors, key?: MaskKey): Promise<HostTensors> {
    if (!(store instanceof EagerStore)) throw new Error('A store belongs to the engine that made it.');
    const [outputs, state] = withBackend(this.backend, () =>
      tf.tidy(() => {
        const traced = this.body(this.inputTensors(inputs), this.stateTensors(store), this.keepMask(key));
        return [copies(traced.outputs), copies(traced.state ?? {})];
      }),
    );
    for (const [name, next] of Object.entries(state)) store.replace(name, next);
    return hostOutputs(outputs);
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }

  private inputTensors(inputs: HostTensors): Tensors {
    return Object.fromEntries(
      Object.keys(this.signature.inputs).map((name) => {
        const tensor = inputs[name];
        if (!tensor) throw new Error(`The input '${name}' is missing.`);
        return [name, deviceTensor(tensor)];
      }),
    );
  }

  private stateTensors(store: EagerStore): Tensors {
    return Object.fromEntries(this.signature.state.map((name) => [name, store.current(name)]));
  }

  private keepMask(key: MaskKey | undefined) {
    let index = 0;
    return (shape: readonly number[], rate: number) =>
      deviceTensor({ shape, data: this.pools.window({ shape, rate }, index++, requireKey(key)) });
  }
}

/** Clones, so that an output that is also an input or the state can be freed on its own. */
function copies(tensors: Tensors): Record<string, tf.Tensor> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tf.clone(tensor)]));
}

async function hostOutputs(tensors: Tensors): Promise<HostTensors> {
  const outputs: Record<string, HostTensor> = {};
  for (const [name, tensor] of Object.entries(tensors)) {
    outputs[name] = await hostCopy(tensor);
    tensor.dispose();
  }
  return outputs;
}

async function hostCopy(tensor: tf.Tensor): Promise<HostTensor> {
  // Sound: programs handle float32 and int32 tensors only.
  const data = (await tensor.data()) as Float32Array | Int32Array;
  return { shape: tensor.shape, data: data.slice() };
}

function deviceTensor(tensor: HostTensor, ownership: 'copied' | 'given' = 'copied'): tf.Tensor {
  const data = ownership === 'given' ? tensor.data : tensor.data.slice();
  return tf.tensor(data, [...tensor.shape], specOf(tensor).type);
}
