import { beforeEach, describe, expect, it } from 'vitest';
import { Problems } from '../../../src/host/problems';
import { explained } from '../../../src/host/views/answerWords';
import type { AnsweredLine, EvaluationResult } from '../../../src/host/views/evaluationResult';
import { QuestionResults } from '../../../src/host/views/questionResults';
import { Uri, contextOf, editor, resetEditor, window } from '../../support/vscode';

beforeEach(() => {
  resetEditor();
});

const answered = (line: number, name: string, right: boolean): AnsweredLine => ({
  ...{ line, question: `Where was ${name} born?`, prediction: right ? 'Rome' : 'Oslo', answer: 'Rome' },
  ...{ correct: right, probability: 0.9, reasons: [] },
});

const EVALUATION: EvaluationResult = {
  ...{ run: 'wiki', predictions: '', scored: 2, correct: 1, accuracy: 0.5, interval: { low: 0, high: 1 } },
  baseline: { answer: 'Rome', correct: 2 },
  asked: { path: '/runs/wiki', hasCorpus: true },
  lines: [answered(1, 'Ada', true), answered(2, 'Bo', false)],
};

/** An open file whose marks can be read: what stands behind each line. */
function open(lines: string[], path = '/data/q.tsv') {
  const marks = new Map<string, string>();
  const document = {
    uri: Uri.file(path),
    get lineCount() {
      return lines.length;
    },
    lineAt: (line: number) => ({ text: lines[line] ?? '', range: { line } }),
  };
  interface Drawn {
    readonly range: { readonly line: number };
    readonly renderOptions: { after: { contentText: string } };
  }
  const drawn = new Map<unknown, readonly Drawn[]>();
  const shown = {
    document,
    selection: { active: { line: 0 } },
    get visibleRanges() {
      return [{ start: { line: 0 }, end: { line: lines.length - 1 } }];
    },
    setDecorations: (type: unknown, list: readonly Drawn[]) => {
      drawn.set(type, list);
      marks.clear();
      for (const one of [...drawn.values()].flat())
        marks.set(lines[one.range.line] ?? '', one.renderOptions.after.contentText);
    },
  };
  // Sound: the views use nothing else of an editor.
  window.activeTextEditor = shown as never;
  window.visibleTextEditors = [shown as never];
  return { marks, document: document as never };
}

const ADA = 'Where was Ada born?\tRome';
const BO = 'Where was Bo born?\tRome';

describe('answers in a questions file', () => {
  it('stay with their lines when one is inserted above, and say when theirs has changed', async () => {
    const lines = [ADA, BO];
    const { marks, document } = open(lines);
    const results = new QuestionResults(new Problems());
    await results.show(Uri.file('/data/q.tsv') as never, EVALUATION);
    lines.unshift('a new line');
    const at = { line: 0, character: 0 };
    const change = (text: string) => ({
      document,
      contentChanges: [{ range: { start: at, end: at }, text }],
    });
    editor.edited.fire(change('a new line\n') as never);
    expect(marks.get(ADA)).toMatch(/^✓ Rome/);
    expect(marks.get(BO)).toMatch(/^✗ Oslo/);
    expect(results.wrongAfter(Uri.file('/data/q.tsv') as never, 1, 1)).toBe(3);
    lines[1] = 'Where was Eva born?\tRome';
    const end = { start: { line: 1, character: 10 }, end: { line: 1, character: 13 } };
    editor.edited.fire({ document, contentChanges: [{ range: end, text: 'Eva' }] } as never);
    expect(marks.get(lines[1])).toBe('○ Rome, before this line was changed');
    const lenses = results.provideCodeLenses(document).map(({ command }) => command);
    expect(lenses.find((lens) => lens?.title.includes('1 line has changed'))).toMatchObject({
      command: 'attentionLab.evaluate',
      arguments: [{ path: '/data/q.tsv' }, '/runs/wiki'],
    });
    results.dispose();
  });

  it('find their lines again in a file that was changed while it was closed', async () => {
    const lines = [ADA, BO];
    const { marks, document } = open(lines);
    const results = new QuestionResults(new Problems());
    await results.show(Uri.file('/data/q.tsv') as never, EVALUATION);
    let lensesChanged = 0;
    results.onDidChangeCodeLenses(() => lensesChanged++);
    lines.splice(0, 2, BO, 'Where was Eva born?\tRome');
    editor.openedFiles.fire(document);
    expect(marks.get(BO)).toMatch(/^✗ Oslo/);
    expect(results.wrongAfter(Uri.file('/data/q.tsv') as never, 5, 1)).toBe(1);
    expect(lensesChanged).toBe(1);
    results.dispose();
  });

  it.each([
    ['their file', '/data/q.tsv', '/data/new.tsv', '/data/new.tsv'],
    ['its folder', '/data', '/other', '/other/q.tsv'],
  ])('go with %s when that is renamed', async (_, from, to, path) => {
    open([ADA, BO]);
    const results = new QuestionResults(new Problems());
    await results.show(Uri.file('/data/q.tsv') as never, EVALUATION);
    const { marks, document } = open([ADA, BO], path);
    editor.renamed.fire({ files: [{ oldUri: Uri.file(from), newUri: Uri.file(to) }] } as never);
    expect(marks.get(BO)).toMatch(/^✗ Oslo/);
    expect(results.provideCodeLenses(document)).not.toEqual([]);
    expect(contextOf('attentionLab.resultsVisible')).toBe(true);
    expect(results.in(Uri.file('/data/q.tsv') as never)).toBeUndefined();
    results.dispose();
  });

  it('end with their file or its folder, and not with another of a like name', async () => {
    const results = new QuestionResults(new Problems());
    const files = ['/data/q.tsv', '/data-2/q.tsv', '/more/q.tsv'];
    for (const path of files) {
      open([ADA, BO], path);
      await results.show(Uri.file(path) as never, EVALUATION);
    }
    editor.deleted.fire({ files: [Uri.file('/data'), Uri.file('/more/q.tsv')] } as never);
    const kept = files.filter((path) => results.in(Uri.file(path) as never) !== undefined);
    expect(kept).toEqual(['/data-2/q.tsv']);
    results.dispose();
  });

  it('offer in one click to say which are known and which made up, until that is known', async () => {
    const { document } = open([ADA, BO]);
    const results = new QuestionResults(new Problems());
    const file = Uri.file('/data/q.tsv') as never;
    const offers = () => results.provideCodeLenses(document).map(({ command }) => command?.command);
    await results.show(file, EVALUATION);
    expect(offers()).toContain('attentionLab.checkTrust');
    const lines = EVALUATION.lines.map((line) => ({ ...line, verdict: 'known' as const }));
    await results.show(file, { ...EVALUATION, lines });
    expect(offers()).not.toContain('attentionLab.checkTrust');
    await results.show(file, { ...EVALUATION, asked: { path: '/runs/wiki', hasCorpus: false } });
    expect(offers()).not.toContain('attentionLab.checkTrust');
    results.dispose();
  });

  it('lead from the score to the run that gave them, where it is known', async () => {
    const { document } = open([ADA, BO]);
    const results = new QuestionResults(new Problems());
    const file = Uri.file('/data/q.tsv') as never;
    const score = () => results.provideCodeLenses(document)[0]?.command;
    await results.show(file, { ...EVALUATION, asked: { path: '/runs/wiki', hasCorpus: true } });
    expect(score()).toMatchObject({ command: 'attentionLab.showRun', arguments: ['/runs/wiki'] });
    const { asked: _, ...committee } = EVALUATION;
    await results.show(file, committee);
    expect(score()?.command).toBe('attentionLab.viewPanel');
    results.dispose();
  });

  it('never become links, whatever a file or a model says', () => {
    const evil = '[x](command:workbench.action.quit)';
    const answer: AnsweredLine = {
      ...{ line: 1, question: evil, prediction: evil, answer: evil, correct: false, probability: 1 },
      ...{ reasons: [evil], verdict: 'made up' },
    };
    const { value, isTrusted } = explained({ answer, line: 0, outdated: true });
    expect(isTrusted).toBeUndefined();
    expect(value).not.toContain('](');
  });
});
