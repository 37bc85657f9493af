import { beforeEach, describe, expect, it } from 'vitest';
import { inDialogue } from '../../../src/host/commands/dialogue';
import { editor, resetEditor } from '../../support/vscode';

beforeEach(() => {
  resetEditor();
});

const choices = ['one', 'two', 'three'].map((label) => ({ label, value: label }));

describe('the questions of a command', () => {
  it('are asked in one list that is never closed in between', async () => {
    editor.lists.choices = ['two', 'three'];
    const answers: (string | undefined)[] = [];
    await inDialogue('test', async (dialogue) => {
      answers.push(await dialogue.choose({ title: 'First?', choices }));
      // What a command does before it can ask on: Enter must not fall anywhere else meanwhile.
      await new Promise(setImmediate);
      expect(editor.lists.open).toBe(1);
      answers.push(await dialogue.choose({ title: 'Second?', choices }));
    });
    expect(answers).toEqual(['two', 'three']);
    expect(editor.lists.shown.map(({ title, wasOpen }) => [title, wasOpen])).toEqual([
      ['First?', false],
      ['Second?', true],
    ]);
    expect(editor.lists.open).toBe(0);
  });

  it('say more of a choice as soon as it is known, and take it as the same choice', async () => {
    let known = (_: string): void => undefined;
    const detail = new Promise<string>((resolve) => (known = resolve));
    await inDialogue('test', async (dialogue) => {
      const asked = dialogue.choose({
        title: 'Which?',
        choices,
        details: (value) => (value === 'two' ? detail : undefined),
      });
      const list = editor.lists.last;
      known('9 min');
      await Promise.resolve()
        .then(() => detail)
        .then(() => undefined);
      expect(list?.items.map((item) => item.detail)).toEqual([undefined, '9 min', undefined]);
      expect(list?.activeItems.map(({ label }) => label)).toEqual(['one']);
      editor.lists.choices = ['two'];
      expect(await asked).toBe('two');
    });
  });

  it('are not asked twice when the command is called again meanwhile', async () => {
    editor.lists.choices = ['one'];
    let calls = 0;
    const command = () =>
      inDialogue('test', async (dialogue) => {
        calls++;
        await dialogue.choose({ title: 'First?', choices });
      });
    await Promise.all([command(), command()]);
    expect([calls, editor.lists.shown.length]).toEqual([1, 1]);
    await command();
    expect(calls).toBe(2);
  });

  it('end when the list is closed', async () => {
    editor.lists.choices = [undefined, 'two'];
    await inDialogue('test', async (dialogue) => {
      expect(await dialogue.choose({ title: 'First?', choices })).toBeUndefined();
      expect(await dialogue.choose({ title: 'Second?', choices })).toBeUndefined();
    });
    expect(editor.lists.shown).toHaveLength(1);
  });

  it('go on where a part of the answer is left', async () => {
    editor.lists.choices = ['one', undefined, 'two'];
    await inDialogue('test', async (dialogue) => {
      expect(await dialogue.choose({ title: 'Which?', choices })).toBe('one');
      const part = await dialogue.part(async () => {
        const first = await dialogue.choose({ title: 'Which part?', choices });
        return [first, await dialogue.choose({ title: 'Which part of it?', choices })];
      });
      expect(part).toEqual([undefined, undefined]);
      expect(await dialogue.choose({ title: 'Which?', choices })).toBe('two');
    });
    expect(editor.lists.shown.map(({ title }) => title)).toEqual(['Which?', 'Which part?', 'Which?']);
  });

  it('put the preferred answer first, under Enter, unless nothing may be preselected', async () => {
    editor.lists.choices = ['one', 'one'];
    await inDialogue('test', async (dialogue) => {
      await dialogue.choose({ title: '', choices, preferred: (value) => value === 'three' });
      expect(editor.lists.labels).toEqual(['three', 'one', 'two']);
      await dialogue.choose({ title: '', choices, nothingPreselected: true });
    });
    expect(editor.lists.shown.map(({ preselected }) => preselected)).toEqual([['three'], []]);
  });

  it('go on after a dialogue of the editor’s own', async () => {
    editor.lists.choices = ['one', 'two'];
    await inDialogue('test', async (dialogue) => {
      await dialogue.choose({ title: '', choices });
      const open = await dialogue.aside(() => Promise.resolve(editor.lists.open));
      expect(open).toBe(0);
      expect(await dialogue.choose({ title: '', choices })).toBe('two');
    });
  });
});
