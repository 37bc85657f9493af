/**
 * The engine that compiles: a TF.js function is recorded once as an ONNX graph, and each call of the
 * program is one native call of ONNX Runtime.
 */
import type * as ort from 'onnxruntime-node';
import type { Engine, Program, Signature, Store, TensorFunction } from '../engine';
import { type MaskKey, MaskPools, requireKey } from '../keepMasks';
import type { HostTensor, HostTensors } from '../tensors';
import { CompiledStore, runtimeTensor } from './compiledStore';
import { Downloader } from './download';
import { encodeModel } from './onnxFormat';
import { halfProducts } from './passes/halfProducts';
import { CPU_DIALECT, PORTABLE_DIALECT } from './recordingBackend';
import { type EngineSettings, type Provider, openSession } from './session';
import { NEXT, type Trace, maskName, trace } from './trace';

/**
 * Programs that keep their memory between runs. It makes a training step 15 % faster, but thirty programs,
 * one or two for each length of text, would hold 8.7 GB where 1.3 GB do. Two serve training on one length.
 */
const MOST_ARENAS = 2;

/** Runs TF.js functions through ONNX Runtime. */
export class CompiledEngine implements Engine {
  private readonly masks = new MaskPools();
  private readonly programs = new Set<CompiledProgram>();
  /** Programs that keep their memory. */
  private arenas = 0;
  private readonly stores = new Set<Store>();
  private readonly downloader: Downloader;

  constructor(
    readonly device: string,
    private readonly settings: EngineSettings,
  ) {
    this.downloader = new Downloader(settings);
  }

  createStore(tensors: HostTensors, ownership: 'copied' | 'given' = 'copied'): Store {
    const store: CompiledStore = new CompiledStore(tensors, this.downloader, {
      ownership,
      onDisposed: () => this.stores.delete(store),
    });
    this.stores.add(store);
    return store;
  }

  async compile(
    body: TensorFunction,
    signature: Signature,
    store: Store,
    memory: 'kept' | 'freed' = 'kept',
  ): Promise<Program> {
    const specs = Object.fromEntries(signature.state.map((name) => [name, ownStore(store).spec(name)]));
    const dialect = this.settings.provider === 'cpu' ? CPU_DIALECT : PORTABLE_DIALECT;
    const traced = trace(body, signature, specs, dialect);
    const next = traced.nextState.map((name) => name + NEXT);
    const keepMemory = memory === 'kept' && this.arenas < MOST_ARENAS;
    this.arenas += Number(keepMemory);
    const graph = this.settings.products ? halfProducts(traced.graph) : traced.graph;
    const session = await openSession(encodeModel(graph), { ...this.settings, keepMemory }, next);
    const program: CompiledProgram = new CompiledProgram(
      { session, traced, signature, pools: this.masks, provider: this.settings.provider },
      () => {
        this.arenas -= Number(keepMemory);
        this.programs.delete(program);
      },
    );
    this.programs.add(program);
    return program;
  }

  /** What lives on the engine now; for tests that nothing leaks. */
  get held(): { readonly programs: number; readonly stores: number } {
    return { programs: this.programs.size, stores: this.stores.size };
  }

  async dispose(): Promise<void> {
    for (const store of [...this.stores]) store.dispose();
    for (const program of [...this.programs]) await program.release();
    this.stores.clear();
    this.programs.clear();
    await this.downloader.dispose();
  }
}

interface ProgramParts {
  readonly session: ort.InferenceSession;
  readonly traced: Trace;
  readonly signature: Signature;
  readonly pools: MaskPools;
  readonly provider: Provider;
}

class CompiledProgram implements Program {
  private released = false;

  /** @param onReleased Called when the session has been freed. */
  constructor(
    private readonly parts: ProgramParts,
    private readonly onReleased: () => void,
  ) {}

  async run(store: Store, inputs: HostTensors, key?: MaskKey): Promise<HostTensors> {
    const state = ownStore(store);
    const fetched = await this.parts.session.run(this.feeds(state, inputs, key), this.fetches(state));
    for (const name of this.parts.traced.nextState) {
      const next = fetched[name + NEXT];
      if (next) state.swap(name, next);
    }
    return hostOutputs(fetched);
  }

  async dispose(): Promise<void> {
    // State on a GPU is freed by the session that made it, so those sessions live as long as the engine.
    if (this.parts.provider === 'cpu') await this.release();
  }

  /** Frees the session at once. */
  async release(): Promise<void> {
    if (this.released) return;
    this.released = true;
    await this.parts.session.release();
    this.onReleased();
  }

  private feeds(
    state: CompiledStore,
    inputs: HostTensors,
    key: MaskKey | undefined,
  ): Record<string, ort.Tensor> {
    const wanted = this.parts.traced.graph.inputs;
    const feeds: Record<string, ort.Tensor> = {};
    for (const name of this.parts.signature.state) if (wanted.has(name)) feeds[name] = state.current(name);
    for (const name of Object.keys(this.parts.signature.inputs)) {
      const tensor = inputs[name];
      if (!tensor) throw new Error(`The input '${name}' is missing.`);
      if (wanted.has(name)) feeds[name] = runtimeTensor(tensor);
    }
    this.parts.traced.masks.forEach((request, index) => {
      const data = this.parts.pools.window(request, index, requireKey(key));
      feeds[maskName(index)] = runtimeTensor({ shape: request.shape, data });
    });
    return feeds;
  }

  private fetches(state: CompiledStore): Record<string, ort.Tensor | null> {
    const fetches: Record<string, ort.Tensor | null> = {};
    for (const name of this.parts.traced.graph.outputs.keys()) fetches[name] = null;
    for (const name of this.parts.traced.nextState) fetches[name + NEXT] = state.spare(name);
    return fetches;
  }
}

function hostOutputs(fetched: ort.InferenceSession.OnnxValueMapType): HostTensors {
  const outputs: Record<string, HostTensor> = {};
  for (const [name, tensor] of Object.entries(fetched)) {
    // Sound: outputs are float32 or int32 tensors in host memory; state stays where it is.
    if (!name.endsWith(NEXT)) outputs[name] = { shape: tensor.dims, data: tensor.data as Float32Array };
  }
  return outputs;
}

function ownStore(store: Store): CompiledStore {
  if (store instanceof CompiledStore) return store;
  throw new Error('A store belongs to the engine that made it.');
}
