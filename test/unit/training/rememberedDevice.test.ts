import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rememberDevice, rememberedDevice } from '../../../src/training/rememberedDevice';
import { temporaryFile, temporaryFolder } from '../../support/files';

describe('the fastest device', () => {
  it('is remembered for this machine and this driver, and for no other', async () => {
    const path = join(await temporaryFolder(), 'attention-lab', 'device.json');
    await rememberDevice('here, driver 550', 'tfjs-cuda', path);
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
    await expect(rememberDevice('here', 'onnx-cpu', join(file, 'device.json'))).resolves.toBeUndefined();
  });
});
