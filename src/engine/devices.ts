import '@tensorflow/tfjs-backend-cpu';
import { CompiledEngine } from './compiled/compiledEngine';
import { EagerEngine } from './eager/eagerEngine';
import type { Engine } from './engine';

export async function openEngine(device: string): Promise<Engine> {
  if (device === 'onnx-cpu') return new CompiledEngine(device, { provider: 'cpu', threads: 0 });
  if (device === 'onnx-webgpu') return new CompiledEngine(device, { provider: 'webgpu', threads: 0 });
  return new EagerEngine(device, 'cpu');
}
