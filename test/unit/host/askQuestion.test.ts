import { afterEach, describe, expect, it, vi } from 'vitest';
import type * as vscode from 'vscode';
import { askQuestion } from '../../../src/host/commands/askQuestion';
import { LONGEST_QUESTION } from '../../../src/processes/panelSelection';
import { window } from '../../support/vscode';
import { aLab } from './someRuns';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('*Ask a question*', () => {
  it('takes no more than the panel does', async () => {
    const box = vi.spyOn(window, 'showInputBox').mockResolvedValue(undefined);
    // Sound: it asks the panel for nothing where nothing was typed.
    await askQuestion({} as never);
    // Sound: the stand-in is called as the editor’s own, whose form it leaves out.
    const [options] = (box.mock.calls as unknown as readonly [vscode.InputBoxOptions][])[0] ?? [];
    const validate = (text: string) => options?.validateInput?.(text);
    expect(validate('a'.repeat(LONGEST_QUESTION))).toBeUndefined();
    expect(validate('a'.repeat(LONGEST_QUESTION + 1))).toMatch(/^At most 100,000 characters/);
  });

  it('asks a model that was opened, too, which goes on with what is typed unless it is told to answer', async () => {
    const shown: unknown[] = [];
    vi.spyOn(window, 'showInputBox').mockResolvedValue(' Where was Ann born? ');
    await askQuestion(aLab({ panel: { show: (change: unknown) => shown.push(change) } }));
    expect(shown).toEqual([{ page: 'heads', question: 'Where was Ann born?', asks: true }]);
  });
});
