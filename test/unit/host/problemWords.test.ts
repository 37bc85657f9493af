import { describe, expect, it } from 'vitest';
import { problemWords } from '../../../src/host/problemWords';

const there =
  (...paths: readonly string[]) =>
  (path: string) =>
    paths.includes(path);

describe('a problem in words', () => {
  it('begins with the file’s name, and keeps the place for a button', () => {
    const path = '/home/somebody/with a space/data/train.tsv';
    expect(problemWords(`${path}, line 3 has 4 columns. Keep two.`, there(path))).toEqual({
      sentence: 'train.tsv, line 3 has 4 columns. Keep two.',
      file: { path, line: 3 },
    });
  });

  it('shortens a path in the middle, in quotes, and one that does not exist', () => {
    const sentence = 'Cannot read /home/x/data/gone.tsv: there is no such file.';
    expect(problemWords(sentence, there())).toEqual({
      sentence: 'Cannot read gone.tsv: there is no such file.',
    });
    expect(problemWords("The module '/a/b/own.attention.ts' failed.", there()).sentence).toBe(
      "The module 'own.attention.ts' failed.",
    );
    expect(problemWords('C:\\Users\\x\\data\\q.tsv is empty.', there()).sentence).toBe('q.tsv is empty.');
  });

  it('leaves alone what is no path', () => {
    const sentence = 'Use 1/2 or 3 / 4, and/or https://example.org/page.';
    expect(problemWords(sentence, there())).toEqual({ sentence });
  });

  it('never becomes a link', () => {
    const { sentence } = problemWords(
      'Line 1: [click](command:workbench.action.quit) is no answer.',
      there(),
    );
    expect(sentence).not.toContain('](');
  });
});
