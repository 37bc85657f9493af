/**
 * State on the device in two sets of buffers: a program reads the one and writes the other, then
 * they swap. Nothing is copied.
 */
import type * as ort from 'onnxruntime-node';
import type { Store } from '../engine';
import type { Downloader } from './download';
import { type HostTensor, type HostTensors, type TensorSpec, sameShape, specOf } from '../tensors';
import { runtime } from './runtime';

/** What a store may be told. */
export interface StoreOptions {
  /** Who owns the arrays afterwards; `copied` when left out. */
  readonly ownership?: 'copied' | 'given';
  /** Called when the store has been freed. */
  readonly onDisposed?: () => void;
}

/** A {@link Store} of ONNX Runtime tensors. */
export class CompiledStore implements Store {
  private readonly front = new Map<string, ort.Tensor>();
  private readonly back = new Map<string, ort.Tensor>();
  private readonly onDisposed: () => void;

  constructor(
    tensors: HostTensors,
    private readonly downloader: Downloader,
    { ownership = 'copied', onDisposed = () => undefined }: StoreOptions = {},
  ) {
    this.onDisposed = onDisposed;
    for (const [name, tensor] of Object.entries(tensors)) {
      this.front.set(name, ownership === 'given' ? runtimeTensor(tensor) : runtimeTensor(tensor, 'copy'));
    }
  }

  get names(): readonly string[] {
    return [...this.front.keys()];
  }

  /** The tensor that programs read now. */
  current(name: string): ort.Tensor {
    const tensor = this.front.get(name);
    if (!tensor) throw new Error(`The store has no entry '${name}'.`);
    return tensor;
  }

  /** The shape and element type of an entry. */
  spec(name: string): TensorSpec {
    const tensor = this.current(name);
    return { shape: tensor.dims, type: tensor.type === 'int32' ? 'int32' : 'float32' };
  }

  /** The buffer to write an entry's next value into; `null` lets the runtime make one. */
  spare(name: string): ort.Tensor | null {
    const current = this.current(name);
    if (current.location !== 'cpu') return null;
    const known = this.back.get(name);
    if (known) return known;
    const made = runtimeTensor({ shape: current.dims, data: new Float32Array(current.size) });
    this.back.set(name, made);
    return made;
  }

  /** Makes `next` current; the former buffer becomes the spare one, or is freed if it is the device's. */
  swap(name: string, next: ort.Tensor): void {
    const former = this.current(name);
    this.front.set(name, next);
    if (former.location === 'cpu') this.back.set(name, former);
    else former.dispose();
  }

  async read(name: string): Promise<HostTensor> {
    const tensor = this.current(name);
    return { shape: tensor.dims, data: await this.downloader.numbers(tensor) };
  }

  write(name: string, tensor: HostTensor): void {
    const former = this.current(name);
    if (!sameShape(former.dims, tensor.shape)) {
      throw new Error(`'${name}' has shape [${former.dims.join()}], not [${tensor.shape.join()}].`);
    }
    this.swap(name, runtimeTensor(tensor, 'copy'));
  }

  clear(names: readonly string[]): void {
    for (const name of names) {
      const tensor = this.current(name);
      // Sound: stores hold float32 and int32 tensors only.
      if (tensor.location === 'cpu') (tensor.data as Float32Array | Int32Array).fill(0);
      else this.write(name, { shape: tensor.dims, data: new Float32Array(tensor.size) });
    }
  }

  dispose(): void {
    for (const tensor of [...this.front.values(), ...this.back.values()]) {
      if (tensor.location !== 'cpu') tensor.dispose();
    }
    this.front.clear();
    this.back.clear();
    this.onDisposed();
  }
}

/** A runtime tensor over the numbers of a host tensor, which it shares unless told to copy. */
export function runtimeTensor(tensor: HostTensor, ownership?: 'copy'): ort.Tensor {
  const data = ownership === 'copy' ? tensor.data.slice() : tensor.data;
  return new (runtime().Tensor)(specOf(tensor).type, data, [...tensor.shape]);
}
