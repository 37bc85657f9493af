/**
 * What a device is made of: names, memory, drivers, as far as the system tells.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
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
