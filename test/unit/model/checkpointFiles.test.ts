import { readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  readCheckpoint,
  readCheckpointHeader,
  writeCheckpoint,
} from '../../../src/model/checkpoints/checkpoint';
import { readTensorFile, writeTensorFile } from '../../../src/model/checkpoints/safetensors';
import { readTorchFile } from '../../../src/model/checkpoints/torchFile';
import { LEAST_MODEL as model } from '../../support/runConfigs';
import { UserError } from '../../../src/files/userError';
import { largestDifference, noise } from '../../support/engines';
import { missingStudyFiles, studyFile, temporaryFile, temporaryFolder } from '../../support/files';

const tensors = {
  weight: noise([3, 5]),
  scalar: noise([], 2),
  ids: { shape: [2], data: Int32Array.of(7, -7) },
};

async function writtenFile(): Promise<string> {
  const path = join(await temporaryFolder(), 'model.safetensors');
  await writeTensorFile(path, { tensors, metadata: { note: 'ä' } });
  return path;
}

describe('safetensors', () => {
  it('gives back what was written', async () => {
    expect(await readTensorFile(await writtenFile())).toEqual({ tensors, metadata: { note: 'ä' } });
  });

  it('leaves nothing beside the file', async () => {
    expect(await readdir(dirname(await writtenFile()))).toEqual(['model.safetensors']);
  });

  it.skipIf(missingStudyFiles)(`reads files of other programs ${missingStudyFiles ?? ''}`, async () => {
    const { tensors: read } = await readTensorFile(studyFile('parity', 'vanilla.weights.safetensors'));
    expect(read['head.weight']?.shape).toEqual([40, 32]);
  });

  it('never gives back anything else than was written, whichever bit has flipped', async () => {
    const whole = await readFile(await writtenFile());
    for (let bit = 0; bit < 8 * whole.length; bit += 13) {
      const flipped = Buffer.from(whole);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      const path = await temporaryFile('flipped.safetensors', flipped);
      // Only a flip in the name of the digest itself goes unnoticed; then all else is whole.
      const read = await readTensorFile(path).catch((reason: unknown) => reason);
      if (read instanceof UserError) continue;
      expect(read, `bit ${bit}`).toMatchObject({ tensors, metadata: { note: 'ä' } });
    }
  });

  it('is refused in one sentence when it is damaged, at whatever byte it ends', async () => {
    const whole = await readFile(await writtenFile());
    for (let length = 0; length < whole.length; length += 7) {
      const path = await temporaryFile('cut.safetensors', whole.subarray(0, length));
      const error = await readTensorFile(path).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(UserError);
    }
  });

  it.each([
    ['garbage', Buffer.from('this is no checkpoint at all, it is a sentence'), /its header claims/],
    ['an oversized header', header(2n ** 40n, '{}'), /its header claims 1099511627776 bytes/],
    ['a header that is no object', header(4n, '[42]'), /its header is not a JSON object/],
    ['a header that is no JSON', header(4n, '{{{{'), /its header is not a JSON object/],
    [
      'tensors of another type',
      entry({ dtype: 'F64', shape: [1], data_offsets: [0, 8] }),
      /'x' has numbers of the type F64, not F32 or I32/,
    ],
    [
      'a shape that does not fit',
      entry({ dtype: 'F32', shape: [3], data_offsets: [0, 8] }),
      /gives 'x' another length than its shape has/,
    ],
    ['negative sizes', entry({ dtype: 'F32', shape: [-2], data_offsets: [8, 0] }), /'x' is malformed/],
    [
      'numbers beyond its end',
      entry({ dtype: 'F32', shape: [2], data_offsets: [64, 72] }),
      /it ends inside 'x'/,
    ],
  ])('is refused for %s', async (_what, bytes, message) => {
    await expect(readTensorFile(await temporaryFile('bad.safetensors', bytes))).rejects.toThrow(message);
  });
});

function header(length: bigint, text: string): Buffer {
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(length);
  return Buffer.concat([size, Buffer.from(text), Buffer.alloc(8)]);
}

function entry(value: unknown): Buffer {
  const text = JSON.stringify({ x: value });
  return header(BigInt(text.length), text);
}

describe('a checkpoint', () => {
  const checkpoint = {
    model,
    characters: ['□', '⁇', 'a'],
    progress: { step: 3, tokens: 99, seconds: 1.5 },
    tensors,
  };

  it('carries its model and characters', async () => {
    const path = join(await temporaryFolder(), 'step.safetensors');
    await writeCheckpoint(path, checkpoint);
    expect(await readCheckpoint(path)).toEqual(checkpoint);
    expect((await readCheckpointHeader(path)).progress.step).toBe(3);
  });

  it('is told from other safetensors files', async () => {
    await expect(readCheckpoint(await writtenFile())).rejects.toThrow(/not a checkpoint of this version/);
  });

  it.each([
    ['model', '{"variant":"rope","layers":"<b>"}'],
    ['model', '{'],
    ['characters', '[1]'],
    ['progress', '{"step":-1,"tokens":0,"seconds":0}'],
  ])('whose %s is %s is refused in one sentence', async (name, value) => {
    const path = join(await temporaryFolder(), 'checkpoint.safetensors');
    await writeCheckpoint(path, checkpoint);
    const { metadata } = await readTensorFile(path);
    await writeTensorFile(path, { tensors, metadata: { ...metadata, [name]: value } });
    for (const read of [readCheckpoint, readCheckpointHeader]) {
      await expect(read(path)).rejects.toThrow(/is not a usable checkpoint: its header is damaged/);
    }
  });

  it('that cannot be written leaves the old one in place', async () => {
    const path = join(await temporaryFolder(), 'step.safetensors');
    await writeCheckpoint(path, checkpoint);
    const before = await readFile(path);
    await expect(writeCheckpoint(join(path, 'below-a-file'), checkpoint)).rejects.toThrow(
      /a part of its path is a file/,
    );
    expect(await readFile(path)).toEqual(before);
  });
});

describe('PyTorch state dicts', () => {
  it.skipIf(missingStudyFiles)(`are read without Python ${missingStudyFiles ?? ''}`, async () => {
    for (const name of ['vanilla', 'rope', 'synthesizer', 'perceiver']) {
      const torch = await readTorchFile(studyFile('parity', `${name}.params`));
      const { tensors: expected } = await readTensorFile(studyFile('parity', `${name}.weights.safetensors`));
      // Besides its parameters, a module saves its buffers: here the causal mask.
      expect(
        Object.keys(torch)
          .filter((key) => !key.endsWith('.mask'))
          .sort(),
      ).toEqual(Object.keys(expected).sort());
      for (const [key, { shape, data }] of Object.entries(expected)) {
        expect(torch[key]?.shape).toEqual(shape);
        expect(largestDifference(torch[key]?.data ?? [], data)).toBe(0);
      }
    }
  });

  it.skipIf(missingStudyFiles)(`can run no code ${missingStudyFiles ?? ''}`, async () => {
    const bytes = await readFile(studyFile('parity', 'vanilla.params'));
    const hostile = Buffer.from(
      bytes.toString('latin1').replace('collections\nOrderedDict', 'subprocess\ncheck_call\nx'),
      'latin1',
    );
    const path = await temporaryFile('hostile.params', hostile);
    await expect(readTorchFile(path)).rejects.toThrow(
      /asks for 'subprocess.check_call', which is not a tensor/,
    );
  });

  it('are refused in one sentence when they are something else', async () => {
    await expect(readTorchFile(await temporaryFile('a.params', 'text'))).rejects.toThrow(
      /it is not a ZIP archive/,
    );
  });
});
