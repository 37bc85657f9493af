/**
 * How busy the NVIDIA GPU is and how much of its memory is taken, by all processes together, as its driver tells.
 */
import { execFile } from 'node:child_process';
import { systemProgram } from '../../files/systemProgram';
import { DEVICES } from './deviceCatalogue';

/** What the driver told last. */
export interface GpuUse {
  /** Share of the time in which the GPU computed something, 0 to 1. */
  readonly gpuUse: number;
  /** Memory that is taken. */
  readonly gpuMemoryBytes: number;
}

/** The program takes some 30 ms of a processor each time. */
const INTERVAL_MS = 5000;

const QUERY = ['--query-gpu=utilization.gpu,memory.used', '--format=csv,noheader,nounits'];

/** Asks the driver every few seconds, beside the training; tells nothing where there is none to ask. */
export class GpuWatch {
  private timer: NodeJS.Timeout | undefined;
  private told: GpuUse | undefined;

  /** @param device The device that trains; the processor's are not watched. */
  constructor(device: string) {
    const program = systemProgram('nvidia-smi');
    if (program === undefined || DEVICES.find(({ id }) => id === device)?.gpu !== true) return;
    const ask = () => {
      execFile(program, QUERY, { timeout: INTERVAL_MS }, (error, stdout) => {
        this.told = error ? undefined : gpuUseOf(stdout);
      });
    };
    ask();
    this.timer = setInterval(ask, INTERVAL_MS);
    this.timer.unref();
  }

  /** What is known now; nothing where the driver does not answer. */
  get latest(): Partial<GpuUse> {
    return this.told ?? {};
  }

  /** Asks no more. */
  dispose(): void {
    clearInterval(this.timer);
  }
}

/** The first GPU of what `nvidia-smi` prints, percent and MiB: `87, 3121`. */
export function gpuUseOf(printed: string): GpuUse | undefined {
  const [use = NaN, megabytes = NaN] = (printed.split('\n')[0] ?? '').split(',').map(Number);
  if (!Number.isFinite(use) || !Number.isFinite(megabytes)) return undefined;
  return { gpuUse: use / 100, gpuMemoryBytes: megabytes * 2 ** 20 };
}
