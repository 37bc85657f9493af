import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { inDialogue } from '../../../src/host/commands/dialogue';
import { chooseHeldOut } from '../../../src/host/commands/heldOutQuestion';
import { pickFile } from '../../../src/host/commands/pick';
import { temporaryFolder } from '../../support/files';
import { editor, openFolder, resetEditor, Uri, workspace } from '../../support/vscode';

const ANSWERED = 'Where?\tRome\n'.repeat(80);

let folder: string;

beforeEach(async () => {
  resetEditor();
  folder = await temporaryFolder();
  openFolder(folder);
});

async function write(name: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), text);
}

async function offered(): Promise<readonly (readonly (string | undefined)[])[]> {
  editor.lists.choices = [undefined];
  await inDialogue('test', async (dialogue) => {
    await pickFile(dialogue, { kind: 'tsv', title: 'Which?' });
  });
  return (editor.lists.shown.at(-1)?.items ?? []).map((item) => [item.label, item.description, item.detail]);
}

describe('files that are offered', () => {
  it('are datasets, not what models have answered, those with answers first, with what is in each', async () => {
    await write('a-bare.tsv', 'Where?\nWhen?\n');
    await write('data/train.tsv', ANSWERED);
    await write('mixed.tsv', 'Where?\tRome\nWhen?\n');
    await write('runs/one/predictions/train.tsv', ANSWERED);
    await write('elsewhere/run/config.json', '{}');
    await write('elsewhere/run/predictions/train.tsv', ANSWERED);
    await write('predictions/mine.tsv', ANSWERED);
    expect(await offered()).toEqual([
      ['mixed.tsv', '', '2 questions, 1 of them with answers, 18\u00a0B'],
      ['train.tsv', 'data', '80 questions with answers, 960\u00a0B'],
      ['mine.tsv', 'predictions', '80 questions with answers, 960\u00a0B'],
      ['a-bare.tsv', '', '2 questions without answers, 13\u00a0B'],
      ['$(folder-opened) Another file…', undefined, undefined],
    ]);
  });

  it('leave out the folder that the setting names', async () => {
    await write('train.tsv', ANSWERED);
    await write('results/deep/predictions/train.tsv', ANSWERED);
    editor.settings.set('attentionLab.runsFolder', 'results');
    expect((await offered()).map(([label]) => label)).toEqual([
      'train.tsv',
      '$(folder-opened) Another file…',
    ]);
  });
});

describe('the held-out questions of finetuning', () => {
  const ask = async (choice: string) => {
    editor.lists.choices = [choice];
    let answer: unknown;
    await inDialogue('test', async (dialogue) => {
      answer = await chooseHeldOut(dialogue, Uri.file(join(folder, 'data/birth-train.tsv')) as never);
    });
    return answer;
  };

  it('are offered from the files beside, the likely ones first; the file itself never', async () => {
    await write('data/birth-train.tsv', ANSWERED);
    await write('data/birth-held-out.tsv', ANSWERED);
    await write('data/dev.tsv', ANSWERED);
    await write('data/devices.tsv', ANSWERED);
    await write('data/bare-dev.tsv', 'Where?\n');
    const path = join(folder, 'data/birth-held-out.tsv');
    expect(await ask('birth-held-out')).toEqual({ heldOut: path });
    expect(editor.lists.labels).toEqual([
      'birth-held-out.tsv',
      'dev.tsv',
      'Keep back some of these questions',
      'devices.tsv',
      '$(folder-opened) Another file…',
    ]);
    expect(await ask('Keep back')).toEqual({});
  });

  it('are kept back where no other file is there', async () => {
    await write('data/birth-train.tsv', ANSWERED);
    expect(workspace.workspaceFolders).toHaveLength(1);
    expect(await ask('Keep back')).toEqual({});
    expect(editor.lists.shown.at(-1)?.items[0]?.detail).toBe('16 of 80, chosen by the seed, never learned');
    expect(editor.lists.labels[0]).toBe('Keep back some of these questions');
  });
});
