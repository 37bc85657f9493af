/**
 * The one interface behind which TF.js code runs: eagerly, or compiled to ONNX.
 *
 * A program is a pure function of named tensors. State (parameters, optimizer moments, accumulated
 * gradients) lives in a {@link Store} on the device and is shared by all programs that use it.
 */
import type { KeepMask, MaskKey } from './keepMasks';
import type { Tensors } from './tf';
import type { HostTensor, HostTensors, TensorSpec } from './tensors';

/** What a {@link TensorFunction} gives back. */
interface Traced {
  /** Tensors to hand to the caller. */
  readonly outputs: Tensors;
  /** New values of entries of the store; what is not named here keeps its value. */
  readonly state?: Tensors;
}

/**
 * A pure function of tensors, written in TF.js.
 *
 * A compiled engine calls it once and records what it does, so it must not read the numbers in a
 * tensor, and randomness may come from `keepMask` alone.
 */
export type TensorFunction = (inputs: Tensors, state: Tensors, keepMask: KeepMask) => Traced;

/** Shapes and element types of what a program is fed. */
export interface Signature {
  readonly inputs: Readonly<Record<string, TensorSpec>>;
  /** Names of the entries of the store that the function reads. */
  readonly state: readonly string[];
}

/** Named tensors that stay on the device between the calls of programs. */
export interface Store {
  /** Names of all entries. */
  readonly names: readonly string[];
  /** Copies an entry into host memory. */
  read(name: string): Promise<HostTensor>;
  /** Replaces the numbers of an entry. Throws when the shape differs. */
  write(name: string, tensor: HostTensor): void;
  /** Sets entries to zero. */
  clear(names: readonly string[]): void;
  /** Frees the device's memory. */
  dispose(): void;
}

/** A function made ready to run on one engine, for one signature. */
export interface Program {
  /**
   * Runs the function: reads the store, replaces its new state, returns the outputs in host memory.
   *
   * @param key Which dropout masks to use; needed by functions that ask for some.
   */
  run(store: Store, inputs: HostTensors, key?: MaskKey): Promise<HostTensors>;
  /** Frees the program; its store lives on. */
  dispose(): Promise<void>;
}

/** Somewhere that TF.js code can run. */
export interface Engine {
  /** The device's id, as `attention-lab devices` lists it. */
  readonly device: string;
  /**
   * Puts tensors on the device.
   *
   * @param ownership `given`: the store may keep the arrays themselves, which the caller then leaves alone. The
   *   weights of a large model would not fit into memory twice.
   */
  createStore(tensors: HostTensors, ownership?: 'copied' | 'given'): Store;
  /**
   * Makes `body` ready to run; its tensors have the shapes of `signature` and of `store`.
   *
   * @param memory `freed`: what a run takes goes back after it. Otherwise the first programs keep theirs, which
   *   makes many runs quicker.
   */
  compile(
    body: TensorFunction,
    signature: Signature,
    store: Store,
    memory?: 'kept' | 'freed',
  ): Promise<Program>;
  /** Frees everything the engine holds. */
  dispose(): Promise<void>;
}
