/**
 * Finds out which devices run here, and how fast they train. A driver can take its whole process down, so each device
 * is tried in a process of its own.
 */
import { execFile } from 'node:child_process';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { cudaProviderObstacle } from '../engine/compiled/cudaProvider';
import type { Provider } from '../engine/compiled/session';
import { DEVICES, type DeviceEntry, isHalf } from '../engine/devices/deviceCatalogue';
import {
  type DeviceReport,
  type Hardware,
  type ProbeResult,
  probeResult,
} from '../engine/devices/deviceReport';
import { hasGraphicsDriver, nvidiaGpu, processor } from '../engine/devices/hardware';
import { type DeviceOptions, openDevice } from '../engine/devices/openDevice';
import { selfCheck } from '../engine/devices/selfCheck';
import type { Engine } from '../engine/engine';
import { findTensorFlow } from '../engine/tensorflow/findTensorFlow';
import { programVersion } from '../files/programVersion';
import { UserError } from '../files/userError';
import { percent } from '../numbers/formats';
import { trainingSpeed } from './referenceStep';
import { rememberDevice, rememberedDevice } from './rememberedDevice';

/** The hidden verb under which the command line tries one device. */
export const PROBE_VERB = 'probe-device';

/** A GPU compiles a step's shaders in seconds; a software Vulkan, which is no use for training, takes minutes. */
const PROBE_SECONDS = 120;

/** Tries one device in this process; only for the process that exists to try it. */
export async function probeHere(id: string): Promise<ProbeResult> {
  try {
    const engine = openDevice(id);
    const problem = await checked(engine);
    if (problem !== undefined) return { problem };
    // A step of the reference takes a quarter of a minute.
    const speed = id === 'tfjs-js' ? {} : { tokensPerSecond: await trainingSpeed(engine) };
    await engine.dispose();
    return speed;
  } catch (error) {
    return { problem: sentenceOf(error) };
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? firstSentence(error.message) : String(error);
}

function firstSentence(message: string): string {
  const [line = ''] = message.split('\n');
  return line.length > 600 ? `${line.slice(0, 600)} …` : line;
}

/**
 * Tries all devices that can exist on this platform, and remembers which is the fastest. Where no GPU runs, what is
 * remembered stays: it may only be busy.
 */
export async function listDevices(): Promise<readonly DeviceReport[]> {
  const nvidia = await nvidiaGpu();
  const reports = await probed(DEVICES, nvidia);
  const exact = reports.filter(({ id }) => !isHalf(id));
  const fastest = fastestOf(exact);
  const choice = exact.some(({ available, gpu }) => available && gpu);
  if (fastest && choice) await rememberDevice(await machine(nvidia), fastest);
  return reports;
}

/** Tries these, one after the other: two at a time would spoil each other's speed. */
async function probed(
  entries: readonly DeviceEntry[],
  nvidia: Hardware | undefined,
): Promise<readonly DeviceReport[]> {
  const reports: DeviceReport[] = [];
  for (const entry of entries) reports.push(await report(entry, nvidia));
  return reports;
}

/** Those that may run here; float16 is taken only where it is asked for. */
function gpusToTry(nvidia: Hardware | undefined): readonly DeviceEntry[] {
  return DEVICES.filter((entry) => entry.gpu && !isHalf(entry.id) && obstacleTo(entry, nvidia) === undefined);
}

function fastestOf(reports: readonly DeviceReport[]): DeviceReport | undefined {
  return reports
    .filter(({ available }) => available)
    .sort((a, b) => (b.tokensPerSecond ?? 0) - (a.tokensPerSecond ?? 0))[0];
}

async function report(entry: DeviceEntry, nvidia: Hardware | undefined): Promise<DeviceReport> {
  const { id, title, gpu } = entry;
  const hardware = hardwareOf(entry, nvidia);
  const described = { id, title, gpu, ...(hardware ? { hardware } : {}) };
  const obstacle = obstacleTo(entry, nvidia);
  if (obstacle !== undefined) return { ...described, available: false, problem: obstacle };
  const { problem, ...speed } = await probeElsewhere(id);
  if (problem !== undefined) return { ...described, available: false, problem };
  return { ...described, available: true, ...speed };
}

function hardwareOf(entry: DeviceEntry, nvidia: Hardware | undefined): Hardware | undefined {
  if (!entry.gpu) return processor();
  return needsCuda(entry) ? nvidia : undefined;
}

function needsCuda({ id, driver }: DeviceEntry): boolean {
  return id === 'tfjs-cuda' || providerOf(driver) === 'cuda';
}

function providerOf(driver: DeviceEntry['driver']): Provider | undefined {
  return driver.kind === 'compiled' ? driver.provider : undefined;
}

/** What is known to be missing without trying. */
function obstacleTo(entry: DeviceEntry, nvidia: Hardware | undefined): string | undefined {
  if (!entry.platforms.includes(process.platform)) return `It does not exist on ${process.platform}.`;
  if (needsCuda(entry) && !nvidia) {
    return 'There is no NVIDIA GPU, or its driver is not installed (nvidia-smi does not answer).';
  }
  const provider = providerOf(entry.driver);
  if (provider === 'cuda') return cudaProviderObstacle();
  if (provider === 'webgpu' && !hasGraphicsDriver()) {
    return 'There is no Vulkan driver. Install your GPU’s driver and the package libvulkan1.';
  }
  return undefined;
}

/** Tries one device in a process of its own; a problem is one sentence. */
export async function probeElsewhere(id: string): Promise<ProbeResult> {
  const script = process.argv[1];
  if (script === undefined) throw new Error('The command line does not know its own path.');
  try {
    const options = { timeout: PROBE_SECONDS * 1000 };
    const { stdout } = await promisify(execFile)(process.execPath, [script, PROBE_VERB, id], options);
    const last = stdout.trim().split('\n').at(-1) ?? '';
    return v.parse(probeResult, JSON.parse(last));
  } catch (error) {
    const tooSlow = error instanceof Error && 'killed' in error && error.killed === true;
    return {
      problem: tooSlow
        ? `A few training steps took longer than ${PROBE_SECONDS / 60} minutes: it is no use here.`
        : 'It crashed while it was tried. Update its driver.',
    };
  }
}

/** All that decides which device is the fastest. */
async function machine(nvidia: Hardware | undefined): Promise<string> {
  const { name } = processor();
  const gpu = nvidia ? `${nvidia.name} ${nvidia.driver ?? ''} ${tensorFlowFolder()}` : 'no NVIDIA GPU';
  const candidates = gpusToTry(nvidia).map(({ id }) => id);
  const parts = [hostname(), process.platform, process.arch, name, gpu, ...candidates];
  return [...parts, await programVersion()].join(', ');
}

function tensorFlowFolder(): string {
  try {
    return findTensorFlow(true).folder;
  } catch {
    return 'without TensorFlow';
  }
}

/**
 * Opens the device that a training asks for. One that rounds more than others do is checked before it is used.
 *
 * @throws UserError when there is no such device, or it does not compute right.
 */
export async function openForTraining(id: string, options: DeviceOptions = {}): Promise<Engine> {
  if (id === 'auto') return openBestDevice(options);
  const engine = openDevice(id, options);
  if (!isHalf(id)) return engine;
  const problem = await checked(engine);
  if (problem === undefined) return engine;
  await engine.dispose();
  throw new UserError(`Use ${id.replace('-fp16', '')}: ${id} does not compute right here. ${problem}`);
}

/** What is wrong with a device, as a sentence; undefined when it computes right. */
async function checked(engine: Engine): Promise<string | undefined> {
  try {
    const { passed, difference } = await selfCheck(engine, isHalf(engine.device));
    return passed ? undefined : `It computes wrong results: its losses are off by ${percent(difference)}.`;
  } catch (error) {
    return sentenceOf(error);
  }
}

/**
 * The device that trains fastest and computes right: what `--device auto` means. It is found out once for a machine
 * with its drivers, and remembered.
 *
 * Where no GPU can exist the processor is taken without comparing speeds, which saves a second.
 */
async function openBestDevice(options: DeviceOptions = {}): Promise<Engine> {
  const nvidia = await nvidiaGpu();
  const candidates = gpusToTry(nvidia);
  if (candidates.length > 0) {
    const here = await machine(nvidia);
    const known = await rememberedDevice(here);
    const engine = known === undefined ? undefined : opened(known, options);
    if (engine) return engine;
    const reports = await probed([...candidates, ...DEVICES.filter(({ id }) => id === 'onnx-cpu')], nvidia);
    const fastest = fastestOf(reports);
    if (fastest) {
      await rememberDevice(here, fastest);
      return openDevice(fastest.id, options);
    }
  }
  for (const id of ['onnx-cpu', 'tfjs-node', 'tfjs-js']) {
    const engine = opened(id, options);
    if (engine && (await checked(engine)) === undefined) return engine;
  }
  throw new UserError('No device computes right here. Run: attention-lab devices');
}

function opened(id: string, options: DeviceOptions): Engine | undefined {
  try {
    return openDevice(id, options);
  } catch {
    return undefined;
  }
}
