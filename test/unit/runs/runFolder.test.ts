import { chmod, readFile, readdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeCheckpoint, readCheckpoint } from '../../../src/model/checkpoints/checkpoint';
import type { RunStatus } from '../../../src/runs/runConfig';
import { readConfig } from '../../../src/runs/configFile';
import { RunFolder } from '../../../src/runs/runFolder';
import { isStale, readStatus, writeStatus } from '../../../src/runs/statusFile';
import { TensorBoardWriter } from '../../../src/runs/tensorBoard';
import { type Moment, thinCheckpoints } from '../../../src/runs/thinCheckpoints';
import { resumableCheckpoint } from '../../../src/training/trainRun';
import { noise } from '../../support/engines';
import { temporaryFile, temporaryFolder } from '../../support/files';

async function newFolder(): Promise<RunFolder> {
  const folder = new RunFolder(join(await temporaryFolder(), 'run'));
  await folder.create();
  return folder;
}

function status(heartbeat: Date): RunStatus {
  return {
    state: 'running',
    step: 1,
    steps: 2,
    process: 1,
    host: 'elsewhere',
    heartbeat: heartbeat.toISOString(),
    device: 'onnx-cpu',
    secondsElapsed: 1,
  };
}

describe('the status', () => {
  it('is stale when a running trainer has been silent for a minute', () => {
    expect(isStale(status(new Date()))).toBe(false);
    expect(isStale(status(new Date(Date.now() - 61_000)))).toBe(true);
    expect(isStale({ ...status(new Date()), heartbeat: 'yesterday' })).toBe(true);
    expect(isStale({ ...status(new Date(0)), state: 'done' })).toBe(false);
  });

  it('that cannot be read is none', async () => {
    const folder = await newFolder();
    expect(await readStatus(folder)).toBeUndefined();
    await writeFile(folder.status, '{"state":"dancing"}');
    expect(await readStatus(folder)).toBeUndefined();
  });

  it.each([-1, 0, 1.5, 2 ** 53])('that names a process %s is none', async (process) => {
    const folder = await newFolder();
    await writeStatus(folder, { ...status(new Date()), process });
    expect(await readStatus(folder)).toBeUndefined();
  });
});

describe('checkpoints', () => {
  async function withCheckpoints(steps: number): Promise<RunFolder> {
    const folder = await newFolder();
    const shape = { layers: 1, heads: 1, width: 4, contextLength: 16, vocabularySize: 3, upMlpRatio: 4 };
    const model = { ...shape, variant: 'rope', dropout: 0, bottleneck: 1, latents: 'prefix' as const };
    for (let step = 1; step <= steps; step++) {
      const tensors = { 'head.weight': noise([2]), 'adamw.m.head.weight': noise([2]) };
      const progress = { step, tokens: 0, seconds: 0 };
      await writeCheckpoint(folder.checkpoint(step), {
        ...{ model, characters: ['□', '⁇', 'a'], progress, tensors },
      });
    }
    return folder;
  }

  it('keep their moments only while they are new, and are few', async () => {
    const folder = await newFolder();
    const source = await withCheckpoints(60);
    const warnings: string[] = [];
    for (const step of await source.checkpointSteps()) {
      await rename(source.checkpoint(step), folder.checkpoint(step));
      await thinCheckpoints(folder, (sentence) => warnings.push(sentence));
    }
    const steps = await folder.checkpointSteps();
    expect(steps.length).toBeLessThanOrEqual(48);
    expect(steps[0]).toBe(1);
    const withMoments = [];
    for (const step of steps) {
      const { tensors } = await readCheckpoint(folder.checkpoint(step));
      if ('adamw.m.head.weight' in tensors) withMoments.push(step);
    }
    expect(withMoments).toEqual([59, 60]);
    const gaps = steps.slice(1).map((step, index) => step - (steps[index] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(2);
    expect(warnings).toEqual([]);
  });

  it('on both sides of a moment stay, alone without the optimizer’s', async () => {
    const left = async (kept: readonly Moment[]) => {
      const moments = () => Promise.resolve(kept);
      const folder = await newFolder();
      const source = await withCheckpoints(60);
      for (const step of await source.checkpointSteps()) {
        await rename(source.checkpoint(step), folder.checkpoint(step));
        await thinCheckpoints(folder, () => undefined, { moments });
      }
      return folder;
    };
    const all = Array.from({ length: 60 }, (_, index) => index + 1);
    const gone = (await (await left([])).checkpointSteps()).reduce(
      (missing, step) => missing.filter((one) => one !== step),
      all,
    );
    const [first = 0, second = 0] = gone;
    const folder = await left([[first, second]]);
    expect(await folder.checkpointSteps()).toEqual(expect.arrayContaining([first, second]));
    expect((await readCheckpoint(folder.checkpoint(first))).optimizerState).toBeUndefined();
  });

  it('of an optimizer that nobody has heard of are thinned, and go on, alike', async () => {
    const folder = await newFolder();
    const source = await readCheckpoint((await withCheckpoints(1)).checkpoint(1));
    const {
      model,
      characters,
      tensors: { 'head.weight': weight = noise([2]) },
    } = source;
    const header = { model, characters };
    for (const step of [1, 2, 3, 4]) {
      const progress = { step, tokens: 0, seconds: 0 };
      // The state has no telling name; an optimizer without state is complete as well.
      const own =
        step === 4
          ? { tensors: { 'head.weight': weight }, optimizerState: [] }
          : {
              tensors: { 'head.weight': weight, velocity: noise([2]) },
              optimizerState: ['velocity'],
            };
      await writeCheckpoint(folder.checkpoint(step), { ...header, progress, ...own });
      await thinCheckpoints(folder, () => undefined);
    }
    const names = async (step: number) =>
      Object.keys((await readCheckpoint(folder.checkpoint(step))).tensors);
    expect(await names(1)).toEqual(['head.weight']);
    expect(await names(2)).toEqual(['head.weight']);
    expect((await names(3)).sort()).toEqual(['head.weight', 'velocity']);
    expect((await resumableCheckpoint(folder, () => undefined))?.progress.step).toBe(4);
    await rm(folder.checkpoint(4));
    expect((await resumableCheckpoint(folder, () => undefined))?.progress.step).toBe(3);
    await rm(folder.checkpoint(3));
    expect(await resumableCheckpoint(folder, () => undefined)).toBeUndefined();
  });

  it('that are damaged and not the newest are a warning, and no end of a healthy run', async () => {
    const folder = await withCheckpoints(3);
    await truncate(folder.checkpoint(1), 100);
    const warnings: string[] = [];
    await thinCheckpoints(folder, (sentence) => warnings.push(sentence));
    expect(warnings).toEqual([
      expect.stringMatching(/step-00000001\.safetensors is not a usable checkpoint/),
    ]);
    expect(await folder.checkpointSteps()).toEqual([1, 2, 3]);
  });
});

describe('a run folder', () => {
  it('cannot be a file', async () => {
    const path = await temporaryFile('run', 'not a folder');
    await expect(new RunFolder(path).create()).rejects.toThrow(
      /is a file. Name a folder for the run with --out/,
    );
  });

  it.skipIf(process.getuid?.() === 0)('must be writable (root may write anywhere: skipped)', async () => {
    const parent = await temporaryFolder();
    await chmod(parent, 0o500);
    await expect(new RunFolder(join(parent, 'run')).create()).rejects.toThrow(/permission denied/);
  });

  it('of another version or without a configuration is refused in words', async () => {
    const folder = await newFolder();
    await expect(readConfig(folder)).rejects.toThrow(/is not a run folder: it has no readable config.json/);
    await writeFile(folder.config, '{"version": 99}');
    await expect(readConfig(folder)).rejects.toThrow(
      /was written in format 99; this version of Attention Lab reads format 1/,
    );
    await writeFile(folder.config, '{"version": 1, "task": "dance"}');
    await expect(readConfig(folder)).rejects.toThrow(/config.json is not valid at 'task'/);
    await writeFile(folder.config, '{');
    await expect(readConfig(folder)).rejects.toThrow(/config.json is not valid JSON/);
  });
});

describe('TensorBoard events', () => {
  it('are framed with lengths and checksums', async () => {
    const folder = await newFolder();
    const writer = await TensorBoardWriter.open(folder, 0, new Date(0));
    await writer.scalars(7, { loss: 1.5 }, new Date(1000));
    await writer.close();
    const [name] = (await readdir(folder.path)).filter((file) => file.startsWith('events.out.tfevents.'));
    const bytes = await readFile(join(folder.path, name ?? ''));
    const length = Number(bytes.readBigUInt64LE(0));
    expect(length).toBe(24);
    expect(bytes.readUInt32LE(8)).toBe(maskedChecksum(bytes.subarray(0, 8)));
    expect(bytes.readUInt32LE(12 + length)).toBe(maskedChecksum(bytes.subarray(12, 12 + length)));
    expect(bytes.toString('latin1', 12, 12 + length)).toContain('brain.Event:2');
    expect(bytes.toString('latin1', 12 + length + 4)).toContain('loss');
    expect(bytes.readFloatLE(bytes.length - 8)).toBe(1.5);
  });
});

/** CRC-32C by its definition, bit by bit, and TensorFlow's mask. */
function checksum(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

function maskedChecksum(data: Uint8Array): number {
  // The check value of the standard (RFC 3720, appendix B.4).
  expect(checksum(Buffer.from('123456789'))).toBe(0xe3069283);
  const crc = checksum(data);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
