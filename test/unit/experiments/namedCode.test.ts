import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { codeNamedByCall, codeNamedByCheckpoint } from '../../../src/experiments/namedCode';
import { writeConfig } from '../../../src/runs/configFile';
import { RunFolder } from '../../../src/runs/runFolder';
import { runConfigOf } from '../../support/runConfigs';
import { temporaryFolder } from '../../support/files';

let place: string;
let run: RunFolder;
beforeEach(async () => {
  place = await temporaryFolder();
  run = new RunFolder(join(place, 'run'));
  await mkdir(run.path);
});

async function moduleCalled(name: string): Promise<string> {
  const path = join(place, name);
  await writeFile(path, `// ${name}`);
  return path;
}

async function configNames(variant: string): Promise<void> {
  const config = runConfigOf('pretrain');
  await writeConfig(run, { ...config, model: { ...config.model, variant } });
}

const pathsOf = async (...args: readonly string[]) => (await codeNamedByCall(args)).map(({ path }) => path);

describe('code that a call would run', () => {
  it('is named by the configuration of a run', async () => {
    const one = await moduleCalled('one.ts');
    await configNames(one);
    expect(await pathsOf('evaluate', '--run', run.path, '--questions', 'q.tsv')).toEqual([one]);
    expect(await pathsOf('finetune', '--from', run.path, '--out', 'new')).toEqual([one]);
    expect(await pathsOf('pretrain', '--resume', '--out', run.path)).toEqual([one]);
    for (const checkpoint of [run.weights, run.checkpoint(3)]) {
      expect((await codeNamedByCheckpoint(checkpoint)).map(({ path }) => path)).toEqual([one]);
    }
  });

  it('is none where the attention is built in, the call names it itself, or nothing can be read', async () => {
    await configNames('rope');
    const own = await moduleCalled('own.ts');
    expect(await pathsOf('evaluate', '--run', run.path)).toEqual([]);
    expect(await pathsOf('pretrain', '--variant', own, '--out', run.path)).toEqual([]);
    expect(await pathsOf('evaluate', '--run', join(place, 'nowhere'))).toEqual([]);
    await configNames('/dev/zero.ts');
    expect(await pathsOf('evaluate', '--run', run.path)).toEqual([]);
  });

  it('is named by experiment files', async () => {
    const own = await moduleCalled('own.ts');
    const file = join(place, 'table.attn.json');
    const experiment = {
      corpus: 'a.txt',
      questions: 'q.tsv',
      heldOut: 'h.tsv',
      variants: ['rope', './own.ts'],
    };
    await writeFile(file, JSON.stringify(experiment));
    expect(await pathsOf('experiment', '--file', file, '--out', 'out')).toEqual([own]);
    // As the editor writes options: one word each.
    expect(await pathsOf('experiment', `--file=${file}`, '--out=out')).toEqual([own]);
  });
});
