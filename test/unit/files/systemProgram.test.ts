import { describe, expect, it } from 'vitest';
import { systemProgram } from '../../../src/files/systemProgram';

function found(platform: NodeJS.Platform, env: Record<string, string>, files: readonly string[]) {
  const exists = (path: string) => files.includes(path);
  return systemProgram('nvidia-smi', { platform, env, folder: '/home/me/project', exists });
}

describe('programs of the system', () => {
  it('are in System32 on Windows, whatever the search path or the folder holds', () => {
    const system = 'C:\\Windows\\System32\\nvidia-smi.exe';
    const env = { SystemRoot: 'C:\\Windows', PATH: 'D:\\project' };
    expect(found('win32', env, [system, 'D:\\project\\nvidia-smi.exe'])).toBe(system);
    expect(found('win32', env, ['D:\\project\\nvidia-smi.exe', 'nvidia-smi.exe'])).toBeUndefined();
  });

  it('are found by absolute folders of the search path, and never in the folder one works in', () => {
    const files = ['/usr/bin/nvidia-smi', '/home/me/project/nvidia-smi', '/home/me/project/bin/nvidia-smi'];
    const ours = '.::bin:/home/me/project:/home/me/project/bin';
    expect(found('linux', { PATH: `${ours}:/usr/bin` }, files)).toBe('/usr/bin/nvidia-smi');
    expect(found('linux', { PATH: ours }, files)).toBeUndefined();
    expect(found('darwin', {}, files)).toBeUndefined();
  });
});
