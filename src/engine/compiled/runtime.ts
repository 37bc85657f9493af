/**
 * ONNX Runtime, loaded when it is first needed: not every computer has a build of it. Nothing else loads it,
 * for what must be said to it first.
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
  keepQuiet();
  try {
    // Sound: these are the package's own types. The name is written out so that nothing bundles it.
    return require('onnxruntime-node') as typeof Runtime;
  } catch (error) {
    throw new UserError(withoutBuild(`${process.platform}-${process.arch}`), { cause: error });
  }
}

/**
 * Switches off ONNX Runtime's telemetry, which is on since version 1.29: a device identifier and a database in
 * the home folder, a log in the temporary folder, events for a collector of Microsoft's. The library reads
 * the switch once, when it starts. What is set here reaches it in a process's main thread only: a worker
 * thread has a copy of the environment (seen: there it starts all the same).
 *
 * Builds for Windows have no such switch, and no collector either: they offer trace events to Windows.
 * See docs/Privacy.md in the repository of ONNX Runtime.
 */
function keepQuiet(): void {
  process.env['ORT_DISABLE_TELEMETRY'] = '1';
}

/** What to do on a computer, like `linux-x64`, for which the runtime has no build. */
export function withoutBuild(computer: string): string {
  if (computer === 'darwin-x64') {
    return (
      'ONNX Runtime has given up Intel Macs (1.23.2 was its last version for them). Use the device tfjs-js, which ' +
      'computes the same many times slower, or train on another computer and look at the run here.'
    );
  }
  return `ONNX Runtime has no build for ${computer} here. Use the device tfjs-js instead.`;
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
