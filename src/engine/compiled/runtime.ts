/**
 * ONNX Runtime, loaded when it is first needed: not every computer has a build of it.
 */
import { createRequire } from 'node:module';
import type * as Runtime from 'onnxruntime-node';
import { UserError } from '../../files/userError';

const require = createRequire(__filename);

/**
 * The runtime.
 *
 * @throws UserError where it has no build for this computer.
 */
export function runtime(): typeof Runtime {
  try {
    // Sound: these are the package's own types. The name is written out so that nothing bundles it.
    return require('onnxruntime-node') as typeof Runtime;
  } catch (error) {
    const here = `${process.platform}-${process.arch}`;
    throw new UserError(`ONNX Runtime has no build for ${here} here. Use the device tfjs-js instead.`, {
      cause: error,
    });
  }
}

/** Whether there is one for this computer. */
export function hasRuntime(): boolean {
  try {
    runtime();
    return true;
  } catch {
    return false;
  }
}
