/**
 * Finished assignments: what they are follows from their tensors, and their answers are those of the numbers.
 */
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openDevice } from '../../../src/engine/devices/openDevice';
import { assignmentConfig } from '../../../src/model/checkpoints/assignment';
import { createModel } from '../../../src/model/transformer';
import { openAny } from '../../../src/model/openAny';
import { builtInVariant } from '../../../src/model/variants';
import { missingStudyFiles, studyFile, temporaryFolder } from '../../support/files';
import { SMALL } from '../../support/smallModel';

const engine = openDevice('onnx-cpu');
afterAll(() => engine.dispose());

/** 37 characters and the line end: with padding and mask, the 40 of the small model. */
const CORPUS = `abcdefghijklmnopqrstuvwxyzABCDEFGHIJ \n`;

describe('what a state dict is', () => {
  it.each(['vanilla', 'rope', 'synthesizer', 'perceiver'])('%s is known by its tensors', (variant) => {
    const config = { ...SMALL, variant, bottleneck: variant === 'perceiver' ? 6 : 1, heads: 4 };
    const { parameters } = createModel(builtInVariant(variant), config);
    const tensors = Object.fromEntries(
      Object.entries(parameters).map(([name, { shape }]) => [name, { shape, data: new Float32Array() }]),
    );
    const mask = { shape: [1, 1, 24, 24], data: new Float32Array() };
    expect(assignmentConfig('a.params', { ...tensors, 'blocks.0.attn.mask': mask }, 4)).toEqual(config);
  });

  it('has the heads of its table, of its cache of angles, or of the assignment', () => {
    const { parameters } = createModel(builtInVariant('rope'), { ...SMALL, variant: 'rope' });
    const tensors = Object.fromEntries(
      Object.entries(parameters).map(([name, { shape }]) => [name, { shape, data: new Float32Array() }]),
    );
    const cache = { shape: [24, 4, 2], data: new Float32Array() };
    expect(assignmentConfig('a.params', tensors).heads).toBe(8);
    expect(assignmentConfig('a.params', { ...tensors, 'blocks.0.attn.rope_cache': cache }).heads).toBe(4);
    expect(() => assignmentConfig('a.params', tensors, 5)).toThrow(/how many heads .* --heads-each/);
  });

  it('is refused when it is of another model', () => {
    expect(() =>
      assignmentConfig('a.pt', { 'fc.weight': { shape: [2, 2], data: new Float32Array(4) } }),
    ).toThrow(/a\.pt is a state dict, but not of the assignment/);
  });
});

describe.skipIf(missingStudyFiles)(`a finished assignment ${missingStudyFiles ?? ''}`, () => {
  async function handedIn(name: string, corpus = CORPUS) {
    const folder = await temporaryFolder();
    const path = join(folder, `${name}.params`);
    await copyFile(studyFile('parity', `${name}.params`), path);
    await writeFile(join(folder, 'wiki.txt'), corpus);
    return path;
  }

  it.each(['vanilla', 'rope', 'synthesizer', 'perceiver'])(
    '%s opens with the corpus beside it',
    async (name) => {
      const open = await openAny(engine, await handedIn(name), { heads: 4 });
      expect(open.model.config).toMatchObject({
        variant: name,
        layers: 3,
        heads: 4,
      });
      expect(open.tokens.decode(open.asking.prompt('a b'))).toBe('a b⁇');
      expect(open.tokens.encode('\n')).toEqual([2]);
    },
  );

  it('is refused with another corpus, or none', async () => {
    await expect(openAny(engine, await handedIn('vanilla', 'abc\n'))).rejects.toThrow(
      /knows 40 characters, but .*wiki\.txt has 6/,
    );
    const alone = studyFile('parity', 'vanilla.params');
    await expect(openAny(engine, alone)).rejects.toThrow(/needs the text that it was pretrained on/);
  });
});

describe('a path', () => {
  it('that leads nowhere is said to', async () => {
    await expect(openAny(engine, '/nowhere/at/all')).rejects.toThrow(/There is no \/nowhere\/at\/all/);
  });
});
