/**
 * Training through WebGPU, on the software Vulkan that comes with Debian's chromium where there is no GPU.
 */
import { existsSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { RunFolder } from '../../src/runs/runFolder';
import { madeUpPeople, startCli } from '../support/cli';
import { temporaryFolder } from '../support/files';
import { metricsOf } from '../support/metrics';
import { required } from '../support/required';

/** Each length of row is a set of shaders to compile, which takes a processor seconds: few and short ones. */
const MODEL = [
  '--layers',
  '1',
  '--heads',
  '2',
  '--width',
  '8',
  '--context',
  '16',
  '--batch',
  '8',
  '--preset',
  'quick',
];

// Software draws the shaders, slowly where other work goes on.
vi.setConfig({ testTimeout: 180_000 });

const CHROMIUM = '/usr/lib/chromium';
const obstacle = required(
  existsSync(join(CHROMIUM, 'vk_swiftshader_icd.json'))
    ? undefined
    : 'Debian’s chromium with its software Vulkan is not installed',
);

describe.skipIf(obstacle)(`onnx-webgpu ${obstacle ?? ''}`, () => {
  it('trains to the losses of the processor', async () => {
    const people = await madeUpPeople();
    const libraries = await temporaryFolder();
    await symlink(join(CHROMIUM, 'libvulkan.so.1'), join(libraries, 'libvulkan.so.1'));
    const env = { LD_LIBRARY_PATH: libraries, VK_DRIVER_FILES: join(CHROMIUM, 'vk_swiftshader_icd.json') };
    const losses = await Promise.all(
      ['onnx-webgpu', 'onnx-cpu'].map(async (device) => {
        const run = new RunFolder(join(await temporaryFolder(), 'run'));
        const args = [
          'pretrain',
          '--corpus',
          people.corpus,
          '--out',
          run.path,
          ...MODEL,
          '--steps',
          '4',
          '--device',
          device,
        ];
        expect(await startCli(args, env).ended).toMatchObject({ code: 0 });
        return (await metricsOf(run)).map(({ loss }) => loss);
      }),
    );
    const [gpu = [], cpu = []] = losses;
    expect(gpu).toHaveLength(4);
    gpu.forEach((loss, step) => {
      expect(Math.abs(loss - (cpu[step] ?? NaN)) / loss).toBeLessThan(1e-3);
    });
    expect(gpu.at(-1)).toBeLessThan(gpu[0] ?? 0);
  });
});
