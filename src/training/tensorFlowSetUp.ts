/**
 * What training through TensorFlow on a GPU needs and what of it is here. Nothing is installed.
 */
import { basename, dirname } from 'node:path';
import { cudaVersion, nvidiaGpu } from '../engine/devices/hardware';
import { type FoundTensorFlow, findTensorFlow, installCommand } from '../engine/tensorflow/findTensorFlow';
import { cudaLibraries } from '../engine/tensorflow/loadTensorFlow';
import type { SetUpReport } from '../engine/tensorflow/setUpReport';
import { UserError } from '../files/userError';
import { bytes, wholeNumber } from '../numbers/formats';
import { probeElsewhere } from './deviceProbe';

type Finding = SetUpReport['findings'][number];

/** Looks for driver, GPU, CUDA and TensorFlow, and tries the device where all are there. */
export async function tensorFlowSetUp(): Promise<SetUpReport> {
  const gpu = await gpuFindings();
  const hasGpu = gpu.every(({ found }) => found);
  const { tensorFlow, words } = lookForTensorFlow(hasGpu);
  const findings = [...gpu, { found: tensorFlow !== undefined, words }];
  if (tensorFlow) findings.push(cudaFinding(tensorFlow));
  if (hasGpu && tensorFlow) findings.push(await trial());
  const complete = findings.every(({ found }) => found);
  const install = installCommand({
    gpu: hasGpu,
    python: tensorFlow?.python,
    upgrade: tensorFlow !== undefined,
  });
  // TensorFlow brings CUDA's libraries, but no driver and no GPU.
  return complete || !hasGpu ? { findings } : { findings, install };
}

async function gpuFindings(): Promise<readonly Finding[]> {
  const gpu = await nvidiaGpu();
  if (!gpu) {
    const words =
      'No NVIDIA GPU, or no driver (nvidia-smi does not answer). The driver comes with your distribution, not with pip.';
    return [{ found: false, words }];
  }
  const memory = gpu.memoryBytes === undefined ? '' : `, ${bytes(gpu.memoryBytes)}`;
  const cuda = await cudaVersion();
  const upTo = cuda === undefined ? '' : `, for CUDA up to ${cuda}`;
  return [
    { found: true, words: `GPU: ${gpu.name}${memory}` },
    { found: true, words: `Driver: ${gpu.driver ?? 'of unknown version'}${upTo}` },
  ];
}

function lookForTensorFlow(gpu: boolean): { readonly tensorFlow?: FoundTensorFlow; readonly words: string } {
  try {
    const tensorFlow = findTensorFlow(gpu);
    return { tensorFlow, words: `TensorFlow: ${tensorFlow.version ?? ''} in ${tensorFlow.folder}` };
  } catch (error) {
    if (error instanceof UserError) return { words: error.message };
    throw error;
  }
}

function cudaFinding(tensorFlow: FoundTensorFlow): Finding {
  const parts = new Set(cudaLibraries(tensorFlow).map((path) => basename(dirname(dirname(path)))));
  const found = parts.size > 0;
  return {
    found,
    words: found
      ? `CUDA’s libraries beside TensorFlow: ${[...parts].join(', ')}`
      : 'CUDA’s libraries: none beside TensorFlow',
  };
}

async function trial(): Promise<Finding> {
  const { problem, tokensPerSecond = 0 } = await probeElsewhere('tfjs-cuda');
  if (problem !== undefined) return { found: false, words: `tfjs-cuda does not run: ${problem}` };
  return { found: true, words: `tfjs-cuda trains: ${wholeNumber(tokensPerSecond)} tokens/s` };
}
