/**
 * Loads a person's TensorFlow into this process and makes it a backend of TF.js, by the binding that is built when
 * the extension is packed (`.ci/tensorflow`).
 *
 * A process sees either its GPUs or none: TensorFlow decides it once, when it is loaded.
 */
import { closeSync, existsSync, openSync, readSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { UserError } from '../../files/userError';
import type * as Backend from './backend';
import { LOG_LEVEL } from './environment';
import { type FoundTensorFlow, LIBRARIES, findTensorFlow, installCommand } from './findTensorFlow';

/** How to load it. */
export interface TensorFlowOptions {
  /** Whether it may use a GPU, and must. */
  readonly gpu: boolean;
  /** Processor threads for one operation, 0 for all cores. */
  readonly threads: number;
}

/** What is loaded, and whether for a GPU. */
type Loading = FoundTensorFlow & Pick<TensorFlowOptions, 'gpu'>;

/** What `library.c` offers. */
interface Library {
  load(path: string): string | undefined;
  silence(): number;
  restore(kept: number): void;
}

/** The folder of bundles, where the build puts `tensorflow/`. */
const BUILT = join(dirname(__filename), 'tensorflow');

let loaded: { readonly gpu: boolean } | undefined;

/**
 * Makes the backend `tensorflow` ready.
 *
 * @throws UserError where there is no binding, no TensorFlow or no GPU, naming what is missing and what mends it.
 */
export function loadTensorFlow({ gpu, threads }: TensorFlowOptions): void {
  loaded ??= load(gpu, threads);
  if (loaded.gpu === gpu) return;
  throw new UserError('A process uses TensorFlow either with its GPU or without it, not both.');
}

function load(gpu: boolean, threads: number): { readonly gpu: boolean } {
  const binding = join(BUILT, 'tfjs_binding.node');
  if (!existsSync(binding)) {
    const here = `${process.platform}-${process.arch}`;
    throw new UserError(
      `This build of Attention Lab has no binding to TensorFlow for ${here}. Where it was packed, ` +
        'node .ci/tensorflow/build.mjs says why.',
    );
  }
  const found = { ...findTensorFlow(gpu), gpu };
  const require = createRequire(__filename);
  // Sound: both are built from this repository's own sources.
  const library = require(join(BUILT, 'library.node')) as Library;
  const { register } = require(join(BUILT, 'backend.js')) as typeof Backend;
  prepareEnvironment(gpu, threads);
  const { isUsingGpuDevice } = quietly(library, () => {
    if (gpu) for (const path of cudaLibraries(found)) library.load(path);
    for (const name of LIBRARIES) loadLibrary(library, found, name);
    return register(loadBinding(binding, found));
  });
  if (gpu && !isUsingGpuDevice) throw noGpu(found);
  return { gpu };
}

/** What TensorFlow reads once, when it starts. Reaches it in a process's main thread only. */
function prepareEnvironment(gpu: boolean, threads: number): void {
  if (!gpu) process.env['CUDA_VISIBLE_DEVICES'] = '-1';
  // Else it takes all the memory of the GPU at once.
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
  if (threads > 0) process.env['TF_NUM_INTRAOP_THREADS'] = String(threads);
}

/** Runs `start` with what TensorFlow prints unheard, as most of it is for those who build it. */
function quietly<Result>(library: Library, start: () => Result): Result {
  if (process.env[LOG_LEVEL] !== undefined) return start();
  process.env[LOG_LEVEL] = '2';
  // It greets before it knows how much it is to say.
  const kept = library.silence();
  try {
    return start();
  } finally {
    library.restore(kept);
  }
}

/** CUDA's libraries where pip puts them, beside TensorFlow: paths in `site-packages/nvidia/PART/lib`. */
export function cudaLibraries({ folder }: FoundTensorFlow): readonly string[] {
  const nvidia = join(dirname(folder), 'nvidia');
  return namesIn(nvidia).flatMap((part) => {
    const lib = join(nvidia, part, 'lib');
    const libraries = namesIn(lib).filter((name) => /\.so\.\d+$/.test(name));
    return libraries.map((name) => join(lib, name));
  });
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

function loadLibrary(library: Library, found: Loading, name: string): void {
  const path = join(found.folder, name);
  requireSameMachine(path, found.gpu);
  const problem = library.load(path);
  if (problem !== undefined) throw unloadable(found, problem);
}

function loadBinding(path: string, found: Loading): Backend.BindingOfTensorFlow {
  const module: { exports: unknown } = { exports: {} };
  try {
    // All names at once: one that a TensorFlow lacks would else end the process when it is first called.
    process.dlopen(module, path, constants.dlopen.RTLD_NOW);
  } catch (error) {
    throw unloadable(found, error instanceof Error ? error.message : String(error));
  }
  // Sound: it is the binding that this version of the package describes.
  return module.exports as Backend.BindingOfTensorFlow;
}

/** The architectures that an ELF file names, by its two bytes at offset 18 (System V ABI, `e_machine`). */
const MACHINES: Readonly<Record<number, NodeJS.Architecture>> = { 62: 'x64', 183: 'arm64' };

function requireSameMachine(path: string, gpu: boolean): void {
  const header = Buffer.alloc(20);
  const file = openSync(path, 'r');
  readSync(file, header, 0, header.length, 0);
  closeSync(file);
  const machine = MACHINES[header.readUInt16LE(18)] ?? 'another machine';
  if (machine === process.arch) return;
  throw new UserError(
    `${path} is for ${machine}, and this is ${process.arch}. Install TensorFlow with a Python for ${process.arch}: ` +
      installCommand({ gpu }),
  );
}

/** The system's words, as one sentence with what is missing and what mends it. */
function unloadable({ folder, python, gpu }: Loading, problem: string): UserError {
  const library = /^(\S+): cannot open shared object file/.exec(problem)?.[1];
  const symbol = /undefined symbol: (\S+)/.exec(problem)?.[1];
  const lacks = library ?? symbol;
  const what = lacks === undefined ? `: ${problem.split('\n')[0] ?? ''}` : `, as ${lacks} is missing`;
  return new UserError(
    `TensorFlow in ${folder} cannot be loaded${what}. ` +
      `2.15 or newer works; mend it with: ${installCommand({ gpu, python, upgrade: true })}`,
  );
}

function noGpu({ folder, python }: FoundTensorFlow): UserError {
  return new UserError(
    `TensorFlow in ${folder} sees no GPU: it is built without CUDA, or CUDA's libraries are not beside it. ` +
      `Install both with: ${installCommand({ gpu: true, python, upgrade: true })}`,
  );
}
