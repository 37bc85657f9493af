/**
 * What a device is made of: names, memory, drivers, as far as the system tells.
 */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { systemProgram } from '../../files/systemProgram';
import type { Hardware } from './deviceReport';

/** The processor and the main memory. */
export function processor(): Hardware {
  const cores = cpus();
  const name = cores[0]?.model.trim() ?? 'unknown processor';
  return { name: `${name}, ${cores.length} cores`, memoryBytes: totalmem() };
}

/**
 * Cores of the processor, each counted once however many threads it runs. Only Linux tells; elsewhere x64 is taken
 * to run two threads on each core but for macOS, where new processors run one.
 */
export function physicalCores(): number {
  const logical = cpus().length;
  if (process.platform === 'linux') return coresIn(cpuinfo()) || logical;
  return process.platform === 'win32' && process.arch === 'x64' ? Math.ceil(logical / 2) : logical;
}

function cpuinfo(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    return '';
  }
}

/** Pairs of socket and core; 0 where the file names none, as on ARM. */
function coresIn(text: string): number {
  const processors = text.split('\n\n').flatMap((block) => {
    const core = /^core id\s*:\s*(\d+)/m.exec(block)?.[1];
    const socket = /^physical id\s*:\s*(\d+)/m.exec(block)?.[1];
    return core === undefined ? [] : `${socket ?? '0'}.${core}`;
  });
  return new Set(processors).size;
}

/** The first NVIDIA GPU, as its own tool describes it; undefined when there is none. */
export async function nvidiaGpu(): Promise<Hardware | undefined> {
  const query = ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader,nounits'];
  const program = systemProgram('nvidia-smi');
  if (program === undefined) return undefined;
  try {
    const { stdout } = await promisify(execFile)(program, query, { timeout: 5000 });
    const [name, megabytes, driver] = (stdout.split('\n')[0] ?? '').split(',').map((part) => part.trim());
    if (!name) return undefined;
    return { name, memoryBytes: Number(megabytes) * 1024 ** 2, ...(driver === undefined ? {} : { driver }) };
  } catch {
    // No NVIDIA driver on this machine.
    return undefined;
  }
}

/** The newest CUDA that the NVIDIA driver can run, like `12.4`; undefined where it does not say. */
export async function cudaVersion(): Promise<string | undefined> {
  const program = systemProgram('nvidia-smi');
  if (program === undefined) return undefined;
  const { stdout } = await promisify(execFile)(program, [], { timeout: 5000 }).catch(() => ({ stdout: '' }));
  return /CUDA Version\s*:\s*([\d.]+)/.exec(stdout)?.[1];
}

/** Where Linux distributions put the Vulkan loader. */
const VULKAN_FOLDERS = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'];

/** Whether WebGPU can find a driver: macOS and Windows bring theirs, Linux needs the Vulkan loader. */
export function hasGraphicsDriver(): boolean {
  if (process.platform !== 'linux') return true;
  const folders = [...(process.env['LD_LIBRARY_PATH'] ?? '').split(':'), ...VULKAN_FOLDERS];
  return folders.some((folder) => folder !== '' && existsSync(`${folder}/libvulkan.so.1`));
}
