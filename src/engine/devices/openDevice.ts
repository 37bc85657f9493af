/**
 * Opens an engine on one device.
 */
import { availableParallelism } from 'node:os';
import '@tensorflow/tfjs-backend-cpu';
import { UserError } from '../../files/userError';
import { CompiledEngine } from '../compiled/compiledEngine';
import { hasRuntime } from '../compiled/runtime';
import { EagerEngine } from '../eager/eagerEngine';
import type { Engine } from '../engine';
import { loadTensorFlow } from '../tensorflow/loadTensorFlow';
import { DEVICES, DEVICE_IDS, type DeviceId } from './deviceCatalogue';
import { physicalCores } from './hardware';

/** How to open it. */
export interface DeviceOptions {
  /** Processor threads for one operation, 0 for all cores; what {@link THREADS} says when left out. */
  readonly threads?: number;
}

/** The environment's word on processor threads, for processes that share a machine: a number, or all cores. */
export const THREADS = 'ATTENTION_LAB_THREADS';

/** What {@link THREADS} says; 0 where it says nothing. */
function allowedThreads(): number {
  const threads = Number(process.env[THREADS] ?? 0);
  return Number.isSafeInteger(threads) && threads > 0 ? threads : 0;
}

/**
 * How many processor threads an operation takes here, for a run that is to be repeated: as many as it may, else
 * one for each core, as ONNX Runtime does itself.
 */
export function processorThreads(): number {
  return allowedThreads() || Math.min(physicalCores(), availableParallelism());
}

/**
 * Opens the device called `id`. Whether it computes at all shows when it is first used: see `training/deviceProbe.ts`.
 *
 * @throws UserError when there is no such device or what it needs is not installed.
 */
export function openDevice(id: string, { threads = allowedThreads() }: DeviceOptions = {}): Engine {
  const entry = DEVICES.find((device) => device.id === id);
  if (!entry) {
    throw new UserError(
      `There is no device '${id}'. Choose auto, ${DEVICE_IDS.join(', ')} (see: attention-lab devices).`,
    );
  }
  if (entry.driver.kind === 'compiled') {
    const { provider, products } = entry.driver;
    return new CompiledEngine(entry.id, { provider, products, threads });
  }
  if (entry.driver.backend === 'tensorflow') loadTensorFlow({ gpu: entry.gpu, threads });
  return new EagerEngine(entry.id, entry.driver.backend);
}

/** The device that is always there, for everything but training: the processor, as fast as it can be used. */
export function processorDevice(): DeviceId {
  return hasRuntime() ? 'onnx-cpu' : 'tfjs-js';
}

/** Works with a device's engine, and frees it however the work ends. */
export async function withDevice<Result>(
  id: string,
  work: (engine: Engine) => Promise<Result>,
): Promise<Result> {
  const engine = openDevice(id);
  try {
    return await work(engine);
  } finally {
    await engine.dispose();
  }
}
