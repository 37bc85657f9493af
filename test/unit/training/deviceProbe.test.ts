import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { listDevices, openForTraining } from '../../../src/training/deviceProbe';
import { temporaryFile, temporaryFolder } from '../../support/files';

/** Stands in for the command line that tries devices: these run, so fast, and no other does. Returns whom it tried. */
async function devicesThatRun(speeds: Readonly<Record<string, number>>): Promise<() => Promise<string>> {
  const tried = join(await temporaryFolder(), 'tried.txt');
  const program = `
    const id = process.argv[3];
    require('node:fs').appendFileSync(${JSON.stringify(tried)}, id + ' ');
    const tokensPerSecond = ${JSON.stringify(speeds)}[id];
    console.log(JSON.stringify(tokensPerSecond ? { tokensPerSecond } : { problem: 'no adapter' }));`;
  process.argv[1] = await temporaryFile('cli.js', program);
  return () => readFile(tried, 'utf8').catch(() => '');
}

async function fastest(): Promise<string> {
  const engine = await openForTraining('auto');
  const { device } = engine;
  await engine.dispose();
  return device;
}

describe.skipIf(process.platform !== 'linux')('the device that auto takes', () => {
  const [, script] = process.argv;

  beforeEach(async () => {
    vi.stubEnv('XDG_CACHE_HOME', await temporaryFolder());
    // WebGPU's library is there, whatever the machine has.
    const library = await temporaryFile('libvulkan.so.1', '');
    vi.stubEnv('LD_LIBRARY_PATH', join(library, '..'));
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    if (script !== undefined) process.argv[1] = script;
  });

  it('is found out once, also where no GPU runs', async () => {
    const tried = await devicesThatRun({ 'onnx-cpu': 1000 });
    expect(await fastest()).toBe('onnx-cpu');
    const first = await tried();
    expect(first).toMatch(/onnx-webgpu onnx-cpu $/);
    expect(await fastest()).toBe('onnx-cpu');
    expect(await tried()).toBe(first);
  });

  it('stays the GPU when that was busy while all devices were listed', async () => {
    await devicesThatRun({ 'onnx-cpu': 1000, 'onnx-webgpu': 9000 });
    await listDevices();
    await devicesThatRun({ 'onnx-cpu': 1000 });
    await listDevices();
    const tried = await devicesThatRun({ 'onnx-cpu': 1000 });
    expect(await fastest()).toBe('onnx-webgpu');
    expect(await tried()).toBe('');
  });

  it('is the processor no more once a list has found a GPU', async () => {
    await devicesThatRun({ 'onnx-cpu': 1000 });
    expect(await fastest()).toBe('onnx-cpu');
    await devicesThatRun({ 'onnx-cpu': 1000, 'onnx-webgpu': 9000 });
    await listDevices();
    expect(await fastest()).toBe('onnx-webgpu');
  });
});
