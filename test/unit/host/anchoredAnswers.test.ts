import { describe, expect, it } from 'vitest';
import { AnchoredAnswers, type TextChange } from '../../../src/host/views/anchoredAnswers';
import type { AnsweredLine } from '../../../src/host/views/evaluationResult';

/** A text that is edited as an editor would, with the answers of its lines. */
class EditedText {
  lines: string[];
  readonly answers: AnchoredAnswers;

  constructor(names: readonly string[]) {
    this.lines = names.map((name) => `Where was ${name} born?\tRome`);
    const asked = names.map((name, index): AnsweredLine => ({
      ...{ line: index + 1, question: `Where was ${name} born?`, prediction: name, answer: 'Rome' },
      ...{ correct: false, probability: 0.5, reasons: [] },
    }));
    this.answers = new AnchoredAnswers(asked, (line) => this.lines[line]);
  }

  edit(start: readonly [number, number], end: readonly [number, number], text: string): void {
    const before = (this.lines[start[0]] ?? '').slice(0, start[1]);
    const behind = (this.lines[end[0]] ?? '').slice(end[1]);
    this.lines.splice(start[0], end[0] - start[0] + 1, ...(before + text + behind).split('\n'));
    const change: TextChange = {
      range: { start: { line: start[0], character: start[1] }, end: { line: end[0], character: end[1] } },
      text,
    };
    this.answers.edit([change], (line) => this.lines[line]);
  }

  /** What stands at each line: the answer, with a `?` where it is outdated. */
  get shown(): readonly string[] {
    return this.lines.map((_, line) => {
      const { answer, outdated = false } = this.answers.at(line) ?? {};
      return (answer?.prediction ?? '') + (outdated ? '?' : '');
    });
  }
}

describe('answers in a file that is edited', () => {
  it('move with their lines when one is inserted above', () => {
    const text = new EditedText(['a', 'b', 'c']);
    text.edit([0, 0], [0, 0], 'new line\n');
    expect(text.shown).toEqual(['', 'a', 'b', 'c']);
    expect(text.answers.outdated).toBe(0);
  });

  it('move when a line end is typed at the end of the line above', () => {
    const text = new EditedText(['a', 'b']);
    text.edit([0, 26], [0, 26], '\n');
    expect(text.shown).toEqual(['a', '', 'b']);
  });

  it('are outdated when question or answer of their line is changed, and right again when it is undone', () => {
    const text = new EditedText(['a', 'b', 'c']);
    text.edit([1, 10], [1, 11], 'somebody else');
    expect(text.shown).toEqual(['a', 'b?', 'c']);
    text.edit([1, 10], [1, 23], 'b');
    expect(text.shown).toEqual(['a', 'b', 'c']);
    text.edit([2, 18], [2, 22], 'Oslo');
    expect(text.shown).toEqual(['a', 'b', 'c?']);
    expect(text.answers.outdated).toBe(1);
    expect(text.answers.current.map(({ line }) => line)).toEqual([0, 1]);
  });

  it('go with a line that is deleted, and come back with it', () => {
    const text = new EditedText(['a', 'b', 'c']);
    const gone = `${text.lines[1] ?? ''}\n`;
    text.edit([1, 0], [2, 0], '');
    expect(text.shown).toEqual(['a', 'c']);
    expect(text.answers.outdated).toBe(1);
    text.edit([0, 0], [0, 0], gone);
    expect(text.shown).toEqual(['b', 'a', 'c']);
    expect(text.answers.outdated).toBe(0);
  });

  it('follow a line into the one before when their line end is removed', () => {
    const text = new EditedText(['a', 'b', 'c']);
    text.edit([0, text.lines[0]?.length ?? 0], [1, 0], '');
    expect(text.shown).toEqual(['a?', 'c']);
  });

  it('find their lines when the whole text is replaced', () => {
    const text = new EditedText(['a', 'b', 'c']);
    const [a = '', b = '', c = ''] = text.lines;
    text.edit([0, 0], [2, c.length], [c, 'other', a, b].join('\n'));
    expect(text.shown).toEqual(['c', '', 'a', 'b']);
  });

  it('are tied to a file that had already changed when it was opened', () => {
    const question = { line: 1, question: 'one?', prediction: 'x', answer: '', correct: undefined };
    const lines = ['a new first line', 'one?'];
    const answers = new AnchoredAnswers(
      [{ ...question, probability: 1, reasons: [] }],
      (line) => lines[line],
    );
    expect(answers.at(1)?.answer.prediction).toBe('x');
    expect(answers.at(0)).toBeUndefined();
  });
});
