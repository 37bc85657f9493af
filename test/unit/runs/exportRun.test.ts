import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeCheckpoint } from '../../../src/model/checkpoints/checkpoint';
import { createModel } from '../../../src/model/transformer';
import { builtInVariant } from '../../../src/model/variants';
import { writeConfig } from '../../../src/runs/configFile';
import { EXPORT_FORMS } from '../../../src/model/exports/exportForms';
import { exportRun } from '../../../src/runs/exportRun';
import { RunFolder } from '../../../src/runs/runFolder';
import { temporaryFolder } from '../../support/files';
import { randomWeights } from '../../support/openCheckpoints';
import { runConfigOf } from '../../support/runConfigs';
import { SMALL, SMALL_VOCABULARY } from '../../support/smallModel';

async function run(variant: string): Promise<RunFolder> {
  const folder = new RunFolder(join(await temporaryFolder(), 'my-run'));
  await folder.create();
  const model = { ...SMALL, variant };
  const tensors = randomWeights(createModel(builtInVariant(variant), model));
  await writeConfig(
    folder,
    runConfigOf('pretrain', { model, corpus: { path: '/data/lives.txt', bytes: 3, sha256: 'abc' } }),
  );
  const { characters } = SMALL_VOCABULARY;
  await writeCheckpoint(folder.weights, {
    model,
    characters,
    progress: { step: 7, tokens: 8, seconds: 9 },
    tensors,
  });
  return folder;
}

describe('an exported run', () => {
  it.each(EXPORT_FORMS)('%s has a card that says what it learned from and how', async (form) => {
    const out = join(await temporaryFolder(), 'out');
    const files = await exportRun(await run('vanilla'), form, out);
    expect(files).toContain('tokenizer.json');
    const card = await readFile(join(out, 'README.md'), 'utf8');
    expect(card).toMatch(/^---\nlibrary_name: transformers\n[\s\S]*# my-run\n/);
    expect(card).toContain('vanilla: 3 layers of 4 heads, width 32, context 24');
    expect(card).toContain('7 updates, 8 tokens, 9 seconds');
    expect(card).toContain('## Data\n\n- corpus: lives.txt (SHA-256 abc)');
  });

  it('is refused where the form cannot hold it, or the folder is a file', async () => {
    const folder = await temporaryFolder();
    await expect(exportRun(await run('perceiver'), 'huggingface', folder)).rejects.toThrow(
      /--to onnx or --to pytorch/,
    );
    const file = join(folder, 'file');
    await writeFile(file, '');
    await expect(exportRun(await run('rope'), 'onnx', file)).rejects.toThrow(/file/);
  });
});
