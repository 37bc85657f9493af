/**
 * Opens a recorded graph in ONNX Runtime.
 */
import type * as ort from 'onnxruntime-node';
import { UserError } from '../../files/userError';
import { runtime } from './runtime';

/** Execution providers of ONNX Runtime that this product uses. */
export type Provider = 'cpu' | 'cuda' | 'dml' | 'coreml' | 'webgpu';

/** What all sessions of an engine share. */
export interface EngineSettings {
  readonly provider: Provider;
  /** Threads for one operation; 0 lets the runtime take all cores. */
  readonly threads: number;
  /** What matrix products are computed in; float32 when left out. */
  readonly products?: 'float16' | undefined;
}

/** How to open a session. */
export interface SessionSettings extends EngineSettings {
  /** Whether memory stays with the session between two runs: faster, but each session has its own. */
  readonly keepMemory: boolean;
}

/** Where a provider keeps tensors: 'cpu' memory can be shared with JavaScript. */
function locationOf(provider: Provider): 'cpu' | 'gpu-buffer' {
  return provider === 'webgpu' ? 'gpu-buffer' : 'cpu';
}

/**
 * Opens an encoded model.
 *
 * @param onDevice Names of outputs that should stay in the device's memory.
 */
export async function openSession(
  model: Uint8Array,
  settings: SessionSettings,
  onDevice: readonly string[],
): Promise<ort.InferenceSession> {
  const location = locationOf(settings.provider);
  const stay = location === 'cpu' ? {} : { preferredOutputLocation: locations(onDevice, location) };
  const session = runtime().InferenceSession.create(model, {
    executionProviders: settings.provider === 'cpu' ? ['cpu'] : [settings.provider, 'cpu'],
    graphOptimizationLevel: 'all',
    intraOpNumThreads: settings.threads,
    executionMode: 'sequential',
    enableCpuMemArena: settings.keepMemory,
    logSeverityLevel: 3,
    // The moments of rare characters decay into denormal numbers, on which the processor is many
    // times slower: without this, a step took 40 % longer after some 800 steps.
    extra: { session: { set_denormal_as_zero: '1' } },
    ...stay,
  });
  return session.catch((error: unknown) => {
    throw withoutAdapter(error) ? new UserError(NO_ADAPTER, { cause: error }) : error;
  });
}

const NO_ADAPTER = 'No WebGPU adapter was found. It takes a GPU with its driver.';

/** ONNX Runtime 1.30 says it as a failed assertion of its C++, with the path of the source. */
function withoutAdapter(error: unknown): boolean {
  return error instanceof Error && error.message.includes('Failed to get a WebGPU adapter');
}

function locations(names: readonly string[], location: ort.Tensor.DataLocation) {
  return Object.fromEntries(names.map((name) => [name, location]));
}
