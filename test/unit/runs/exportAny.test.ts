/**
 * What can be exported besides runs: a finished assignment, made on the spot.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openDevice } from '../../../src/engine/devices/openDevice';
import { EXPORT_FORMS } from '../../../src/model/exports/exportForms';
import { stateDict } from '../../../src/model/exports/stateDict';
import { torchFile } from '../../../src/model/exports/torchWriter';
import { Continuer } from '../../../src/model/continuation';
import { openAny } from '../../../src/model/openAny';
import { writeConfig } from '../../../src/runs/configFile';
import { exportAny } from '../../../src/runs/exportAny';
import { RunFolder } from '../../../src/runs/runFolder';
import { temporaryFolder } from '../../support/files';
import { runConfigOf } from '../../support/runConfigs';
import { SMALL, smallModel } from '../../support/smallModel';

const engine = openDevice('onnx-cpu');
afterAll(() => engine.dispose());

/** 37 characters and the line end: with padding and mask, the 40 of the small model. */
const CORPUS = `abcdefghijklmnopqrstuvwxyzABCDEFGHIJ \n`;

async function assignment(): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'wiki.txt'), CORPUS);
  const path = join(folder, 'done.params');
  await writeFile(path, torchFile(stateDict(SMALL, smallModel().weights)));
  return path;
}

describe('a finished assignment', () => {
  it.each(EXPORT_FORMS)('is exported as %s', async (form) => {
    const out = join(await temporaryFolder(), 'out');
    const files = await exportAny(await assignment(), form, { out, heads: 4 });
    expect(files).toEqual(expect.arrayContaining(['tokenizer.json', 'README.md']));
  });

  it('says the same when its folder is opened', async () => {
    const [path, out] = [await assignment(), join(await temporaryFolder(), 'out')];
    await exportAny(path, 'huggingface', { out, heads: 4 });
    const [before, after] = [await openAny(engine, path, { heads: 4 }), await openAny(engine, out)];
    const logits = async (open: typeof before) => [
      ...(await new Continuer(engine, open).logits(open.tokens.encode('abc D'))),
    ];
    const [one, other] = [await logits(before), await logits(after)];
    expect(other).toHaveLength(one.length);
    other.forEach((logit, token) => {
      expect(logit).toBeCloseTo(one[token] ?? NaN, 4);
    });
  });
});

it('a Hugging Face folder needs no export, and is told so', async () => {
  const folder = join(await temporaryFolder(), 'tiny');
  await mkdir(folder);
  await writeFile(join(folder, 'config.json'), '{"model_type":"gpt2"}');
  await expect(exportAny(folder, 'onnx', { out: join(folder, 'out') })).rejects.toThrow(
    /is a Hugging Face folder as it is/,
  );
});

it('a run is not overwritten by a model', async () => {
  const out = new RunFolder(await temporaryFolder());
  await writeConfig(out, runConfigOf('pretrain'));
  const config = await readFile(out.config, 'utf8');
  await expect(exportAny(await assignment(), 'huggingface', { out: out.path, heads: 4 })).rejects.toThrow(
    /holds a run, which the model would overwrite/,
  );
  expect(await readFile(out.config, 'utf8')).toBe(config);
});
