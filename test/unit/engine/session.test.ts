import { afterEach, expect, it, vi } from 'vitest';
import { openSession } from '../../../src/engine/compiled/session';
import { runtime } from '../../../src/engine/compiled/runtime';
import { UserError } from '../../../src/files/userError';

const WEBGPU = { provider: 'webgpu', threads: 1, keepMemory: false } as const;

/** As ONNX Runtime 1.30 says it on a machine without a GPU. */
const ASSERTION =
  '/onnxruntime_src/onnxruntime/core/providers/webgpu/webgpu_context.cc:136 ' +
  'onnxruntime::webgpu::WebGpuContext::Initialize(const onnxruntime::webgpu::WebGpuContextConfig&)::<lambda()> ' +
  'adapter_result.status == wgpu::RequestAdapterStatus::Success was false. Failed to get a WebGPU adapter: No ' +
  'supported adapters';

afterEach(() => {
  vi.restoreAllMocks();
});

function openingFails(message: string): Promise<unknown> {
  vi.spyOn(runtime().InferenceSession, 'create').mockRejectedValue(new Error(message));
  return openSession(new Uint8Array(), WEBGPU, []).catch((error: unknown) => error);
}

it('a missing WebGPU adapter is said in a sentence for people, without the assertion', async () => {
  const error = await openingFails(ASSERTION);
  expect(error).toBeInstanceOf(UserError);
  expect(error).toHaveProperty('message', 'No WebGPU adapter was found. It takes a GPU with its driver.');
});

it('any other failure stays what it is', async () => {
  const error = await openingFails('The graph is broken.');
  expect(error).not.toBeInstanceOf(UserError);
  expect(error).toHaveProperty('message', 'The graph is broken.');
});
