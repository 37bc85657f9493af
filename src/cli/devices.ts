/**
 * `attention-lab devices`: what can run here, and why the others cannot.
 */
import { wholeNumber, bytes } from '../numbers/formats';
import { listDevices, probeHere } from '../training/deviceProbe';
import { DEVICE_IDS } from '../engine/devices/deviceCatalogue';
import type { DeviceReport } from '../engine/devices/deviceReport';
import type { Verb } from './verb';

/** Lists every device and tries it. */
export const devices: Verb = {
  summary: 'what can run here, and why the others cannot',
  options: {},
  run: async (call) => {
    const reports = await listDevices();
    for (const report of reports) call.say(describe(report));
    return reports;
  },
};

/** So that titles stand below each other. */
const LONGEST_ID = Math.max(...DEVICE_IDS.map(({ length }) => length));

function describe({ id, title, available, hardware, tokensPerSecond, problem }: DeviceReport): string {
  const memory = hardware?.memoryBytes === undefined ? '' : `, ${bytes(hardware.memoryBytes)}`;
  const driver = hardware?.driver === undefined ? '' : `, driver ${hardware.driver}`;
  const what = hardware ? ` — ${hardware.name}${memory}${driver}` : '';
  const speed = tokensPerSecond === undefined ? '' : `, ${wholeNumber(tokensPerSecond)} tokens/s`;
  const verdict = available ? `runs${speed}` : `does not run: ${problem ?? 'unknown reason'}`;
  return `${available ? '●' : '○'} ${id.padEnd(LONGEST_ID)} ${title}${what}\n  ${verdict}`;
}

/** Tries one device and prints the result as JSON; see `training/deviceProbe.ts`. */
export const probeDevice: Verb = {
  summary: '',
  positionals: 'ID',
  options: {},
  run: async (call) => {
    process.stdout.write(`${JSON.stringify(await probeHere(call.positionals[0] ?? ''))}\n`);
    return undefined;
  },
};
