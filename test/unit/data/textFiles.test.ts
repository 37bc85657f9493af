import { mkdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readCorpus } from '../../../src/data/corpus';
import { readQuestions, requireAnswers } from '../../../src/data/questions';
import { UserError } from '../../../src/files/userError';
import { temporaryFile, temporaryFolder } from '../../support/files';

const documents = ['Ada was born in Arlen.', 'Bruno comes from Marsk.'];

async function corpusOf(content: string | Uint8Array): Promise<readonly string[]> {
  return (await readCorpus(await temporaryFile('corpus.txt', content))).documents;
}

function utf16(text: string): Buffer {
  return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
}

describe('a corpus is read alike, however it was saved', () => {
  it.each([
    ['with a final line end', documents.join('\n') + '\n'],
    ['without one', documents.join('\n')],
    ['with CRLF', documents.join('\r\n') + '\r\n'],
    ['with CR', documents.join('\r')],
    ['with a byte-order mark', `\uFEFF${documents.join('\n')}\n`],
    ['as UTF-16', utf16(documents.join('\r\n'))],
    ['with blank lines', `\n${documents.join('\n\n')}\n\n`],
  ])('%s', async (_how, content) => {
    expect(await corpusOf(content)).toEqual(documents);
  });
});

describe('what cannot be a corpus is refused in one sentence', () => {
  it.each([
    ['an empty file', '', /is empty\. Put one document on each line/],
    ['blank lines alone', '\n\n \n', /holds no line of at least 4 characters/],
    ['a binary file', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 1, 0xff, 0xc0), /is a binary file, not text/],
    ['another encoding', Buffer.from('one line\nMünchen\n', 'latin1'), /is not UTF-8 text \(line 2\)/],
  ])('%s', async (_what, content, message) => {
    const error = await corpusOf(content).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain('\n');
  });

  it('a folder, and nothing at all', async () => {
    await expect(readCorpus(await temporaryFolder())).rejects.toThrow(/it is a folder, not a file/);
    await expect(readCorpus('/nowhere/corpus.txt')).rejects.toThrow(/there is no such file/);
  });
});

describe('what is odd about a corpus is said', () => {
  it('one document only', async () => {
    const { warnings } = await readCorpus(await temporaryFile('corpus.txt', 'Only this one.'));
    expect(warnings.join()).toMatch(/holds one document only/);
  });

  it('a line of 5 MB, with its number', async () => {
    const line = 'lorem ipsum '.repeat(420_000);
    const { warnings, documents: read } = await readCorpus(
      await temporaryFile('corpus.txt', `short\n${line}\nshort`),
    );
    expect(warnings.join()).toMatch(
      /line 2: a document of 5,040,000 characters; the model only reads the beginning/,
    );
    expect(read).toHaveLength(3);
  });
});

describe('questions', () => {
  const read = async (content: string) => readQuestions(await temporaryFile('questions.tsv', content));

  it('with answers, and the number of their line', async () => {
    const { questions, warnings } = await read('Where?\tHere\r\n\r\nWhen?\tNow\r\n');
    expect(questions).toEqual([
      { line: 1, question: 'Where?', answer: 'Here' },
      { line: 3, question: 'When?', answer: 'Now' },
    ]);
    expect(warnings).toEqual([]);
  });

  it('without answers are questions all the same', async () => {
    const { questions, warnings } = await read('Where?\nWhen?\n');
    expect(questions.map(({ answer }) => answer)).toEqual([undefined, undefined]);
    expect(warnings).toEqual([]);
  });

  it('say which line has no answer, whether for a missing tab or nothing behind it', async () => {
    const file = await read('Where?\tHere\nWhen?\nWho?\t\n');
    expect(file.warnings.join()).toMatch(/line 2 and 1 more lines have no answer: asked, but not scored/);
    expect(() => requireAnswers(file)).toThrow(/line 2 has no answer, so nothing can be learned from it/);
  });

  it.each([
    ['a third column', 'Where?\tHere\nWhen?\tNow\tsoon\n', /line 2 has 3 columns. Keep two/],
    ['nothing before the tab', 'Where?\tHere\n\tNow\n', /line 2 has no question before its tab/],
    [
      'being answers',
      'question\tprediction\tanswer\tcorrect\tprobability\tline\nWho?\tAda\tBo\tno\t0.5\t1\n',
      /questions\.tsv holds the answers of a model\. Name the file with the questions/,
    ],
    ['no line at all', '\n\n', /holds no question\. Put one question, a tab and its answer on each line/],
    ['an empty file', '', /is empty\. Put one question, a tab and its answer on each line/],
  ])('are refused for %s', async (_what, content, message) => {
    await expect(read(content)).rejects.toThrow(message);
  });

  it('cannot be a folder', async () => {
    const folder = `${await temporaryFolder()}/questions.tsv`;
    await mkdir(folder);
    await expect(readQuestions(folder)).rejects.toThrow(/it is a folder/);
  });
});
