import { beforeEach, describe, expect, it } from 'vitest';
import { ActiveTextFollower } from '../../../../src/host/panel/activeText';
import { typedQuestion } from '../../../../src/host/panel/shownText';
import { editor, openFile, resetEditor, window } from '../../../support/vscode';

const TSV = 'Where was Ann born?\tRome\nWhere was Bob born?\tOslo\n\n';

beforeEach(() => {
  resetEditor();
});

function follower() {
  const text = new ActiveTextFollower();
  let changes = 0;
  text.onDidChange(() => changes++);
  return { text, changes: () => changes };
}

describe('the text under the cursor', () => {
  it('is a question, its answer and the wording of its file', () => {
    window.activeTextEditor = openFile('/data/births.tsv', TSV, 2);
    expect(follower().text.text).toEqual({
      text: 'Where was Bob born?',
      question: true,
      answer: 'Oslo',
      wording: { before: 'Where was ', after: ' born?' },
      source: { kind: 'line', file: 'births.tsv', line: 2 },
      file: '/data/births.tsv',
    });
  });

  it('is a line of a corpus, and no question', () => {
    window.activeTextEditor = openFile('/data/people.txt', 'Ann. Ann was born\tin Rome.');
    expect(follower().text.text).toEqual({
      text: 'Ann. Ann was born\tin Rome.',
      question: false,
      source: { kind: 'line', file: 'people.txt', line: 1 },
    });
  });

  it('follows the cursor, the editor and what is typed, and tells of changes alone', () => {
    const { text, changes } = follower();
    const first = openFile('/data/births.tsv', TSV, 1);
    editor.activeEditor.fire(first);
    editor.activeEditor.fire(first);
    expect([text.text?.text, changes()]).toEqual(['Where was Ann born?', 1]);
    editor.cursor.fire({ textEditor: openFile('/data/births.tsv', TSV, 2) } as never);
    expect([text.text?.source, changes()]).toEqual([{ kind: 'line', file: 'births.tsv', line: 2 }, 2]);
    const edited = openFile('/data/births.tsv', 'Who?\t', 1);
    window.activeTextEditor = edited;
    editor.edited.fire({ document: edited.document } as never);
    editor.edited.fire({ document: first.document } as never);
    expect([text.text?.text, changes()]).toEqual(['Who?', 3]);
  });

  it('says whether it is of another file of questions, be its name the same', () => {
    const { text } = follower();
    const told: string[] = [];
    text.onDidChange((what) => told.push(what));
    editor.activeEditor.fire(openFile('/x/births.tsv', TSV, 1));
    editor.activeEditor.fire(openFile('/x/births.tsv', TSV, 2));
    editor.activeEditor.fire(openFile('/y/births.tsv', TSV, 2));
    expect(told).toEqual(['file', 'line', 'file']);
  });

  it('stays where it was when the cursor is on nothing, in another file, or nowhere', () => {
    window.activeTextEditor = openFile('/data/births.tsv', TSV, 1);
    const { text, changes } = follower();
    editor.cursor.fire({ textEditor: openFile('/data/births.tsv', TSV, 3) } as never);
    editor.activeEditor.fire(openFile('/src/a.ts', 'const a = 1;'));
    editor.activeEditor.fire(undefined);
    expect([text.text?.text, changes()]).toEqual(['Where was Ann born?', 0]);
  });

  it('is any text where any counts, but no log', () => {
    let any = false;
    window.activeTextEditor = openFile('/notes/a.md', 'The cat sat.');
    const text = new ActiveTextFollower(() => any);
    expect(text.text).toBeUndefined();
    any = true;
    text.look();
    expect(text.text).toEqual({
      text: 'The cat sat.',
      question: false,
      source: { kind: 'line', file: 'a.md', line: 1 },
    });
    const log = openFile('/log', 'It has ended.');
    editor.activeEditor.fire({ ...log, document: { ...log.document, uri: { scheme: 'output' } } } as never);
    expect(text.text?.text).toBe('The cat sat.');
  });

  it('stays in the file that was looked at last while the panel has the focus, wherever it stands', () => {
    const [people, births] = [openFile('/data/people.txt', 'Ann.'), openFile('/data/births.tsv', TSV, 2)];
    const other = { ...births, selection: openFile('', '').selection };
    window.visibleTextEditors = [people, other, births];
    const { text, changes } = follower();
    editor.activeEditor.fire(births);
    const before = changes();
    editor.activeEditor.fire(undefined);
    text.look();
    expect([text.text?.source, changes()]).toEqual([{ kind: 'line', file: 'births.tsv', line: 2 }, before]);
    // The editor has made another for the same file.
    window.visibleTextEditors = [people, other];
    text.look();
    expect(text.text?.source).toEqual({ kind: 'line', file: 'births.tsv', line: 1 });
    window.activeTextEditor = people;
    text.look();
    expect(text.text?.text).toBe('Ann.');
    window.activeTextEditor = undefined;
    window.visibleTextEditors = [births];
    text.look();
    expect(text.text?.text).toBe('Where was Bob born?');
  });

  it('is found in an editor that comes back after the panel', () => {
    const { text } = follower();
    editor.visibleEditors.fire([openFile('/src/a.ts', ''), openFile('/data/births.tsv', TSV, 1)]);
    expect(text.text?.text).toBe('Where was Ann born?');
    text.dispose();
    expect(editor.visibleEditors.count).toBe(0);
  });
});

describe('a typed question', () => {
  it('is asked in the wording of the open file, whose answer is not its own', () => {
    window.activeTextEditor = openFile('/data/births.tsv', TSV, 1);
    expect(typedQuestion('Where was Cat born?', follower().text.text)).toEqual({
      text: 'Where was Cat born?',
      question: true,
      wording: { before: 'Where was ', after: ' born?' },
      file: '/data/births.tsv',
      source: { kind: 'typed' },
    });
    expect(typedQuestion('Who?', undefined)).toEqual({
      text: 'Who?',
      question: true,
      source: { kind: 'typed' },
    });
  });
});
