/**
 * Brings tensors from a device's memory into this process's.
 *
 * ONNX Runtime's own `getData` aborts the process for WebGPU buffers in Node (seen with 1.30), so the
 * tensor goes through a graph that does nothing and whose output lies in host memory.
 */
import type * as ort from 'onnxruntime-node';
import { type GraphNode, Value } from './graph';
import { encodeModel } from './onnxFormat';
import { type EngineSettings, openSession } from './session';

/** Copies tensors into host memory. */
export class Downloader {
  private readonly sessions = new Map<string, Promise<ort.InferenceSession>>();

  constructor(private readonly settings: EngineSettings) {}

  /** The tensor's numbers; a copy that nobody else holds. */
  async numbers(tensor: ort.Tensor): Promise<Float32Array | Int32Array> {
    // Sound: engines hold float32 and int32 tensors only.
    if (tensor.location === 'cpu') return (tensor.data as Float32Array | Int32Array).slice();
    const session = await this.session(tensor);
    const { copy } = await session.run({ tensor });
    if (!copy) throw new Error('The runtime returned no copy.');
    return (copy.data as Float32Array | Int32Array).slice();
  }

  /** Frees the graphs. */
  async dispose(): Promise<void> {
    for (const session of this.sessions.values()) await (await session).release();
    this.sessions.clear();
  }

  private session({ dims, type }: ort.Tensor): Promise<ort.InferenceSession> {
    const key = `${type} ${dims.join()}`;
    const known = this.sessions.get(key);
    if (known) return known;
    const model = copyModel(dims, type === 'int32' ? 'int32' : 'float32');
    const opened = openSession(model, { ...this.settings, keepMemory: false }, []);
    this.sessions.set(key, opened);
    return opened;
  }
}

function copyModel(shape: readonly number[], type: 'float32' | 'int32'): Uint8Array {
  const tensor = new Value(shape, type);
  const copy = new Value(shape, type);
  const node: GraphNode = {
    operator: 'Identity',
    domain: '',
    inputs: [tensor],
    outputs: [copy],
    attributes: {},
  };
  return encodeModel({
    inputs: new Map([['tensor', tensor]]),
    outputs: new Map([['copy', copy]]),
    nodes: [node],
  });
}
