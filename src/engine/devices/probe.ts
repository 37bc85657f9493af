/**
 * Finds out which devices run here. A driver can take its whole process down, so each device is tried
 * in a process of its own.
 */
import { percent } from '../../numbers/formats';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { type DeviceReport, type Hardware, type ProbeResult, probeResult } from './deviceReport';
import { UserError } from '../../files/userError';
import type { Engine } from '../engine';
import { DEVICES, type DeviceEntry } from './deviceCatalogue';
import { hasGraphicsDriver, nvidiaGpu, processor } from './hardware';
import { type DeviceOptions, openDevice } from './openDevice';
import { measureSpeed, selfCheck } from './selfCheck';

/** The hidden verb under which the command line tries one device. */
export const PROBE_VERB = 'probe-device';

const PROBE_SECONDS = 60;

/** Tries one device in this process; only for the process that exists to try it. */
export async function probeHere(id: string): Promise<ProbeResult> {
  try {
    const engine = openDevice(id);
    const { passed, difference } = await selfCheck(engine);
    if (!passed) {
      return {
        problem: `It computes wrong results: its losses are off by ${percent(difference)}.`,
      };
    }
    const gflops = id === 'tfjs-js' ? {} : { gflops: await measureSpeed(engine) };
    await engine.dispose();
    return gflops;
  } catch (error) {
    return { problem: error instanceof Error ? firstSentence(error.message) : String(error) };
  }
}

function firstSentence(message: string): string {
  const [line = ''] = message.split('\n');
  return line.length > 300 ? `${line.slice(0, 300)} …` : line;
}

/** Tries all devices that can exist on this platform. */
export async function listDevices(): Promise<readonly DeviceReport[]> {
  const nvidia = await nvidiaGpu();
  const reports: DeviceReport[] = [];
  // One after the other: two at a time would spoil each other's speed.
  for (const entry of DEVICES) reports.push(await report(entry, nvidia));
  return reports;
}

async function report(entry: DeviceEntry, nvidia: Hardware | undefined): Promise<DeviceReport> {
  const { id, title, gpu } = entry;
  const hardware = hardwareOf(entry, nvidia);
  const described = { id, title, gpu, ...(hardware ? { hardware } : {}) };
  const obstacle = obstacleTo(entry, nvidia);
  if (obstacle !== undefined) return { ...described, available: false, problem: obstacle };
  const { problem, gflops } = await probeElsewhere(id);
  if (problem !== undefined) return { ...described, available: false, problem };
  return { ...described, available: true, ...(gflops === undefined ? {} : { gflops }) };
}

function hardwareOf({ id, gpu }: DeviceEntry, nvidia: Hardware | undefined): Hardware | undefined {
  if (!gpu) return processor();
  return id === 'onnx-cuda' || id === 'tfjs-cuda' ? nvidia : undefined;
}

/** What is known to be missing without trying. */
function obstacleTo({ id, platforms }: DeviceEntry, nvidia: Hardware | undefined): string | undefined {
  if (!platforms.includes(process.platform)) return `It does not exist on ${process.platform}.`;
  if ((id === 'onnx-cuda' || id === 'tfjs-cuda') && !nvidia) {
    return 'There is no NVIDIA GPU, or its driver is not installed (nvidia-smi does not answer).';
  }
  if (id === 'onnx-webgpu' && !hasGraphicsDriver()) {
    return 'There is no Vulkan driver. Install your GPU’s driver and the package libvulkan1.';
  }
  return undefined;
}

async function probeElsewhere(id: string): Promise<ProbeResult> {
  const script = process.argv[1];
  if (script === undefined) throw new Error('The command line does not know its own path.');
  try {
    const options = { timeout: PROBE_SECONDS * 1000 };
    const { stdout } = await promisify(execFile)(process.execPath, [script, PROBE_VERB, id], options);
    const last = stdout.trim().split('\n').at(-1) ?? '';
    return v.parse(probeResult, JSON.parse(last));
  } catch {
    return { problem: 'It crashed or hung while it was tried. Update its driver.' };
  }
}

/**
 * The fastest device that computes right: what `--device auto` means.
 *
 * Where no GPU can exist the processor is taken without comparing speeds, which saves a second.
 */
export async function openBestDevice(options: DeviceOptions = {}): Promise<Engine> {
  const nvidia = await nvidiaGpu();
  const candidates = DEVICES.filter((entry) => entry.gpu && obstacleTo(entry, nvidia) === undefined);
  if (candidates.length > 0) {
    const cpu = DEVICES.filter(({ id }) => id === 'onnx-cpu');
    const reports: DeviceReport[] = [];
    for (const entry of [...candidates, ...cpu]) reports.push(await report(entry, nvidia));
    const fastest = reports
      .filter(({ available }) => available)
      .sort((a, b) => (b.gflops ?? 0) - (a.gflops ?? 0))[0];
    if (fastest) return openDevice(fastest.id, options);
  }
  for (const id of ['onnx-cpu', 'tfjs-node', 'tfjs-js']) {
    const engine = await openChecked(id, options);
    if (engine) return engine;
  }
  throw new UserError('No device computes right here. Run: attention-lab devices');
}

async function openChecked(id: string, options: DeviceOptions): Promise<Engine | undefined> {
  try {
    const engine = openDevice(id, options);
    return (await selfCheck(engine)).passed ? engine : undefined;
  } catch {
    return undefined;
  }
}
