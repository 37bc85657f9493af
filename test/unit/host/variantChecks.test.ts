import { beforeEach, describe, expect, it } from 'vitest';
import { mayTrain } from '../../../src/host/commands/leakQuestion';
import { LEAK, VariantChecks } from '../../../src/host/views/variantChecks';
import { Problems } from '../../../src/host/problems';
import { openDevice } from '../../../src/engine/devices/openDevice';
import { consentToModule } from '../../../src/model/codeConsent';
import { loadVariant } from '../../../src/model/loadVariant';
import { requireCausal } from '../../../src/model/causality';
import { presetModel } from '../../../src/training/presets';
import { temporaryFile } from '../../support/files';
import { Uri, editor, resetEditor } from '../../support/vscode';

beforeEach(() => {
  resetEditor();
});

const MODULE = `import { defineAttention } from 'attention-lab';

export default defineAttention({
  name: 'leaky',
  learnedPositions: true,
  layer: () => ({
    parameters: {},
    weights: (call) => call.everything,
  }),
});
`;

const LEAKS = "The variant 'leaky' sees the future: its prediction at position 0 depends on position 1.";

/** What the command line says of a module. */
function checks(lastLine: string | undefined): VariantChecks {
  const run = () => Promise.resolve({ code: lastLine === undefined ? 0 : 1, stdout: '', lastLine });
  return new VariantChecks({ run }, '/', new Problems());
}

describe('a variant of one’s own', () => {
  it('that sees the future is marked where it weighs, until it does not any more', async () => {
    await checks(LEAKS).check('/own.attention.ts', MODULE);
    const [mark] = editor.diagnostics.get('/own.attention.ts') ?? [];
    expect(mark).toMatchObject({ message: LEAKS, source: 'Attention Lab' });
    expect(mark?.range).toMatchObject({ start: { line: 7, character: 4 }, end: { line: 7, character: 11 } });
    await checks(undefined).check('/own.attention.ts', MODULE);
    expect(editor.diagnostics.get('/own.attention.ts')).toBeUndefined();
  });

  it('that breaks down is marked at the line that it names', async () => {
    await checks("The variant 'leaky' failed: x is undefined (line 5).").check('/own.attention.ts', MODULE);
    expect(editor.diagnostics.get('/own.attention.ts')?.[0]?.range.start).toMatchObject({
      line: 4,
      character: 2,
    });
  });

  it('is marked by its newest check alone, and not once it is closed', async () => {
    const ends: ((lastLine: string | undefined) => void)[] = [];
    const run = () =>
      new Promise<{ code: number; stdout: string; lastLine: string | undefined }>((resolve) => {
        ends.push((lastLine) => {
          resolve({ code: lastLine === undefined ? 0 : 1, stdout: '', lastLine });
        });
      });
    const own = new VariantChecks({ run }, '/', new Problems());
    const marks = () => editor.diagnostics.get('/own.attention.ts');
    const [first, second] = [1, 2].map(() => own.check('/own.attention.ts', MODULE));
    ends[1]?.(undefined);
    expect(await second).toBeUndefined();
    ends[0]?.(LEAKS);
    // Whoever asked is answered: it is not trained unasked.
    expect(await first).toMatchObject({ leaks: true });
    expect(marks()).toBeUndefined();
    const third = own.check('/own.attention.ts', MODULE);
    editor.closedFiles.fire({ uri: Uri.file('/own.attention.ts') } as never);
    ends[2]?.(LEAKS);
    await third;
    expect(marks()).toBeUndefined();
    own.dispose();
  });

  it('that sees the future can be trained all the same, if people say so', async () => {
    const path = await temporaryFile('own.attention.ts', MODULE);
    const lab = { variants: checks(LEAKS), problems: new Problems() };
    expect(await mayTrain(lab, path)).toBeUndefined();
    expect(editor.messages).toMatchObject([{ modal: true, buttons: ['Train anyway', 'Show in file'] }]);
    editor.pressed = 'Train anyway';
    expect(await mayTrain(lab, path)).toEqual({ allowLeak: true });
  });

  it('that is right, or comes with the product, is trained without a question', async () => {
    const path = await temporaryFile('own.attention.ts', MODULE);
    const problems = new Problems();
    expect(await mayTrain({ variants: checks(undefined), problems }, path)).toEqual({});
    expect(await mayTrain({ variants: checks(LEAKS), problems }, 'rope')).toEqual({});
    expect(editor.messages).toEqual([]);
  });

  it('is known to leak by the words of the check itself', async () => {
    const leaky = await temporaryFile(
      'leaky.attention.js',
      `const { defineAttention, softmax, tf } = require('attention-lab');
       module.exports.default = defineAttention({ name: 'leaky', learnedPositions: true, layer: () => ({ parameters: {},
         weights: ({ batch, heads, queryLength, keyLength }) => softmax(tf.zeros([batch, heads, queryLength, keyLength])) }) });`,
    );
    consentToModule(leaky);
    const config = { ...presetModel('quick', leaky), contextLength: 8, vocabularySize: 2 };
    const check = loadVariant(leaky).then((own) => requireCausal(openDevice('tfjs-js'), own, config));
    await expect(check).rejects.toThrow(LEAK);
  });
});
