import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TRUST_FORMAT_VERSION, type TrustLine, type TrustReport } from '../../../src/answers/trust';
import { RunFolder } from '../../../src/runs/runFolder';
import { newestTrust, trustPath, writeTrust } from '../../../src/answers/trustFile';
import { evaluationOf, readEvaluation } from '../../../src/host/views/evaluationResult';
import { temporaryFolder } from '../../support/files';

const line = (at: number, question: string, answer: string): TrustLine => ({
  ...{ line: at, question, answer, truth: 'Rome', correct: answer === 'Rome', verdict: 'made up' },
  ...{ reasons: ['Because.'], probability: 0.5, others: [], exact: true },
  provenance: { subject: question, named: 'never', trainedPair: false, timesTrained: 0 },
});

const REPORT: TrustReport = {
  ...{ version: TRUST_FORMAT_VERSION, created: '', runs: ['run'], questions: 'q.tsv', corpus: 'c.txt' },
  lines: [line(1, 'one?', 'Oslo'), line(2, 'two?', 'Bern')],
  ...{ members: [], verdicts: [], measures: [], warnings: [] },
};

async function folderWith(report: TrustReport): Promise<RunFolder> {
  const folder = new RunFolder(await temporaryFolder());
  await mkdir(folder.predictions);
  await writeTrust(trustPath(folder, '/data/q.tsv'), report);
  return folder;
}

describe('answers in the questions’ file', () => {
  it('carry their verdict only while the model still says the same', async () => {
    const folder = await folderWith({ ...REPORT, lines: [...REPORT.lines, line(3, 'three?', 'In\nBonn')] });
    const predictions = join(folder.predictions, 'q.tsv');
    const rows = ['header', 'one?\tOslo\tRome\tno\t0.5\t1', 'two?\tParis\tRome\tno\t0.4\t2'];
    // A line end in an answer does not end its row.
    rows.push('three?\tIn Bonn\tRome\tno\t0.3\t3');
    await writeFile(predictions, `${rows.join('\n')}\n`);
    const stdout = JSON.stringify({ run: folder.path, questions: 'q.tsv', predictions });
    const { lines } = await readEvaluation(stdout, 'run');
    expect(lines.map(({ verdict, reasons }) => [verdict, reasons])).toEqual([
      ['made up', ['Because.']],
      [undefined, []],
      ['made up', ['Because.']],
    ]);
  });

  it('are those of rows that name a line; pieces of an answer with line ends are none', async () => {
    const folder = await folderWith(REPORT);
    const predictions = join(folder.predictions, 'q.tsv');
    const broken = [
      'one?\tOslo',
      'Rome\tRome\tno\t0.5\t1',
      'three?\tOslo\tRome\tno\t0.5\t0',
      'a\tb\tc\tno\t1\t1.5',
    ];
    await writeFile(predictions, ['header', ...broken, 'two?\tBern\tRome\tno\t0.4\t2', ''].join('\n'));
    const stdout = JSON.stringify({ run: folder.path, questions: 'q.tsv', predictions });
    const { lines } = await readEvaluation(stdout, 'run');
    expect(lines).toMatchObject([{ line: 2, question: 'two?', prediction: 'Bern', verdict: 'made up' }]);
  });

  it('can be shown from a trust report alone', () => {
    const { lines, scored } = evaluationOf(REPORT);
    expect(scored).toBe(0);
    expect(lines[0]).toMatchObject({
      prediction: 'Oslo',
      answer: 'Rome',
      correct: false,
      verdict: 'made up',
    });
  });
});

describe('trust reports in a run folder', () => {
  it('of another version are not read', async () => {
    const folder = await folderWith(REPORT);
    expect(await newestTrust(folder)).toEqual(REPORT);
    await writeFile(trustPath(folder, 'q.tsv'), JSON.stringify({ ...REPORT, version: 99 }));
    expect(await newestTrust(folder)).toBeUndefined();
  });
});
