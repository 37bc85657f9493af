/**
 * TF.js's kernels on TensorFlow: a bundle of its own, which only a process that uses TensorFlow loads.
 *
 * TF.js keeps its backends and kernels in a global table, so that they serve the TF.js of the bundle that loads this one.
 */
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend';
import '@tensorflow/tfjs-node-gpu/dist/register_all_kernels';

/** The native part of `@tensorflow/tfjs-node-gpu`. */
export type BindingOfTensorFlow = ConstructorParameters<typeof NodeJSKernelBackend>[0];

/** Registers the backend `tensorflow`, and tells whether it computes on a GPU. */
export function register(binding: BindingOfTensorFlow): { readonly isUsingGpuDevice: boolean } {
  restoreRemovedNodeFunctions();
  const backend = new NodeJSKernelBackend(binding, 'attention-lab');
  tf.registerBackend('tensorflow', () => backend);
  return backend;
}

/** The kernels call `util.isNullOrUndefined`, which Node 23 removed (tensorflow/tfjs issue 8425). */
function restoreRemovedNodeFunctions(): void {
  const legacy: { isNullOrUndefined?: (value: unknown) => boolean } = util;
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
}
