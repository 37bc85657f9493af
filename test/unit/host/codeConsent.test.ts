import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { CodeConsent } from '../../../src/host/codeConsent';
import { writeConfig } from '../../../src/runs/configFile';
import { RunFolder } from '../../../src/runs/runFolder';
import { temporaryFolder } from '../../support/files';
import { aMemento } from '../../support/memento';
import { runConfigOf } from '../../support/runConfigs';
import { editor, resetEditor, workspace } from '../../support/vscode';

let run: RunFolder;
let module: string;
let consent: CodeConsent;

beforeEach(async () => {
  resetEditor();
  const place = await temporaryFolder();
  run = new RunFolder(join(place, 'run'));
  module = join(place, 'own.ts');
  await mkdir(run.path);
  await writeFile(module, '// one');
  const config = runConfigOf('pretrain');
  await writeConfig(run, { ...config, model: { ...config.model, variant: module } });
  consent = new CodeConsent(aMemento());
});

const evaluate = () => consent.askForCall(['evaluate', '--run', run.path, '--questions', 'q.tsv']);

describe('code that a run names', () => {
  it('is asked about once, and again when it has changed', async () => {
    editor.pressed = 'Run this code';
    await evaluate();
    await evaluate();
    expect(editor.messages).toMatchObject([{ modal: true, buttons: ['Run this code', 'Show it'] }]);
    expect(consent.allowed()).toHaveLength(1);
    await appendFile(module, '// two');
    await evaluate();
    expect(editor.messages).toHaveLength(2);
    expect(consent.allowed()).toHaveLength(2);
  });

  it('is not allowed by an answer that was not given, nor by looking at it', async () => {
    await evaluate();
    editor.pressed = 'Show it';
    await evaluate();
    expect([editor.messages.length, consent.allowed()]).toEqual([2, []]);
  });

  it('is asked about once for all questions about a checkpoint', async () => {
    await consent.askForCheckpoint(run.weights);
    await consent.askForCheckpoint(run.weights);
    expect(editor.messages).toHaveLength(1);
  });

  it('is not asked about where the workspace is not trusted', async () => {
    workspace.isTrusted = false;
    await evaluate();
    await consent.askForCheckpoint(run.weights);
    expect([editor.messages, consent.trusted()]).toEqual([[], false]);
  });
});
