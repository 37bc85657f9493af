import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { rememberDevice, rememberedDevice } from '../../../src/training/rememberedDevice';
import { temporaryFile, temporaryFolder } from '../../support/files';

const PROCESSOR = { id: 'onnx-cpu', gpu: false };

afterEach(() => {
  vi.useRealTimers();
});

describe('the fastest device', () => {
  it('is the processor for a day, where a GPU may yet be found; a GPU stays', async () => {
    const folder = await temporaryFolder();
    const [ofProcessor, ofGpu] = [join(folder, 'a.json'), join(folder, 'b.json')];
    await rememberDevice('here', PROCESSOR, ofProcessor);
    await rememberDevice('here', { id: 'onnx-webgpu', gpu: true }, ofGpu);
    expect(await rememberedDevice('here', ofProcessor)).toBe('onnx-cpu');
    vi.useFakeTimers({ now: Date.now() + 25 * 3_600_000, toFake: ['Date'] });
    expect(await rememberedDevice('here', ofProcessor)).toBeUndefined();
    expect(await rememberedDevice('here', ofGpu)).toBe('onnx-webgpu');
  });

  it('is remembered for this machine and this driver, and for no other', async () => {
    const path = join(await temporaryFolder(), 'attention-lab', 'device.json');
    await rememberDevice('here, driver 550', { id: 'tfjs-cuda', gpu: true }, path);
    expect(await rememberedDevice('here, driver 550', path)).toBe('tfjs-cuda');
    expect(await rememberedDevice('here, driver 560', path)).toBeUndefined();
  });

  it('is not known where nothing was remembered, or what is there is not ours', async () => {
    expect(await rememberedDevice('here', join(await temporaryFolder(), 'device.json'))).toBeUndefined();
    expect(await rememberedDevice('here', await temporaryFile('device.json', '{"machine":'))).toBeUndefined();
    expect(await rememberedDevice('here', await temporaryFile('device.json', '[1]'))).toBeUndefined();
  });

  it('is found out anew where it cannot be kept', async () => {
    const file = await temporaryFile('file', '');
    await expect(rememberDevice('here', PROCESSOR, join(file, 'device.json'))).resolves.toBeUndefined();
  });
});
