import { appendFile, truncate, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { COLUMNS, isMetricsRow, METRICS, metricsRow } from '../../../src/runs/metrics';
import { randomNumbers } from '../../../src/numbers/randomNumbers';
import { MetricsCurve } from '../../../src/runs/metricsCurve';
import { MetricsWriter } from '../../../src/runs/metricsFile';
import { LONGEST_LINE, MetricsReader } from '../../../src/runs/metricsReader';
import { MetricsTail, readMetrics } from '../../../src/runs/metricsTail';
import { RunFolder } from '../../../src/runs/runFolder';
import { metricsOf, row } from '../../support/metrics';
import { temporaryFolder } from '../../support/files';

async function folderWith(...lines: readonly string[]): Promise<RunFolder> {
  const folder = new RunFolder(await temporaryFolder());
  await writeFile(folder.metrics, lines.map((line) => `${line}\n`).join(''));
  return folder;
}

const line = (step: number, more: object = {}) => JSON.stringify({ ...row(step), ...more });

async function stepsAndWrong(folder: RunFolder) {
  const { columns, wrongLines } = await readMetrics(folder);
  return { steps: [...columns.step], wrongLines };
}

describe('metrics', () => {
  it('are read as they were written', async () => {
    const folder = await folderWith();
    const writer = await MetricsWriter.open(folder);
    await writer.append(row(1));
    await writer.append({ ...row(2), exactMatch: 0.5, tokensPerSecond: null });
    await writer.close();
    const { columns, wrongLines } = await readMetrics(folder);
    expect(wrongLines).toBe(0);
    for (const { name, metric, joining } of COLUMNS) {
      expect([name, joining, columns[name][0]]).toEqual([name, joining, row(1)[metric] ?? NaN]);
    }
    expect([...columns.exactMatch]).toEqual([NaN, 0.5]);
    expect([...columns.tokensPerSecond]).toEqual([100, NaN]);
  });

  it.each([
    ['a step below zero', '{"step":-1}'],
    ['a step below zero in a whole line', line(-1)],
    ['a broken step', line(1.5)],
    ['a step beyond all numbers', line(1).replace('"step":1', '"step":1e999')],
    ['a step that cannot be told from the next', line(2 ** 53)],
    ['an object as loss', line(2, { loss: { valueOf: 1 } })],
    ['a word as loss', line(2, { loss: '1' })],
    ['no loss', line(2, { loss: undefined })],
    ['a loss that is none', line(2, { loss: null })],
    ['a list', '[1]'],
    ['null', 'null'],
    ['no JSON', '{"step":2'],
    ['deep JSON', '['.repeat(LONGEST_LINE)],
    ['a line that is too long', line(2, { note: 'x'.repeat(LONGEST_LINE) })],
  ])('leave out and count %s', async (_, wrong) => {
    const folder = await folderWith(line(1), wrong, line(3));
    expect(await stepsAndWrong(folder)).toEqual({ steps: [1, 3], wrongLines: 1 });
  });

  it('end for every step that is a number, and take no room for large ones', () => {
    const curve = new MetricsCurve();
    for (const step of [1, -1, NaN, -Infinity, 2 ** 53 - 1, Infinity, 0, -1]) curve.add({ step });
    expect([...curve.columns().step]).toEqual([-Infinity, -1]);
  });

  it('survive a torn last line, which harms no later one', async () => {
    const folder = await folderWith(line(1), line(2));
    await appendFile(folder.metrics, '{"step":3,"lo');
    expect(await stepsAndWrong(folder)).toEqual({ steps: [1, 2], wrongLines: 0 });
    const writer = await MetricsWriter.open(folder);
    await writer.append(row(3));
    await writer.close();
    expect(await stepsAndWrong(folder)).toEqual({ steps: [1, 2, 3], wrongLines: 1 });
  });

  it('of a resumed run replace those it repeats', async () => {
    const again = [line(2, { loss: 5 }), line(3, { loss: 6 })];
    const folder = await folderWith(line(1), line(2), line(3, { loss: 9 }), ...again);
    expect((await metricsOf(folder)).map(({ step, loss }) => [step, loss])).toEqual([
      [1, 1],
      [2, 5],
      [3, 6],
    ]);
  });

  it('are followed while they grow, and from the start where the run was started anew', async () => {
    const folder = await folderWith(line(1), line(2));
    const tail = new MetricsTail(folder);
    expect(await tail.read()).toBe(true);
    expect(await tail.read()).toBe(false);
    await appendFile(folder.metrics, `null\n${line(3)}\n`);
    expect(await tail.read()).toBe(true);
    expect([...tail.metrics().columns.step]).toEqual([1, 2, 3]);
    expect(tail.metrics().wrongLines).toBe(1);
    await truncate(folder.metrics);
    await appendFile(folder.metrics, `${line(7)}\n`);
    await tail.read();
    expect([...tail.metrics().columns.step]).toEqual([7]);
    expect(tail.metrics().wrongLines).toBe(0);
  });

  it('are cut into lines alike, however the pieces fall', () => {
    const long = 'x'.repeat(3 * LONGEST_LINE);
    const text = `${line(1)}\n\nwrong\n${long}\n${line(2)}\n${long}`;
    const random = randomNumbers(1);
    for (let round = 0; round < 200; round++) {
      const steps: number[] = [];
      const reader = new MetricsReader(({ step }) => steps.push(step));
      for (let at = 0; at < text.length;) {
        const size = 1 + Math.floor(random() * 2 * LONGEST_LINE);
        reader.read(text.slice(at, at + size));
        at += size;
      }
      expect([steps, reader.wrongLines]).toEqual([[1, 2], 3]);
    }
  });

  it('join neighbours when there are many: means, ends, and every spike of the loss', () => {
    const curve = new MetricsCurve();
    const spikes = new Map([
      [1234, 900],
      [40_000, -900],
    ]);
    for (let step = 1; step <= 70_000; step++) {
      curve.add({
        ...row(step),
        loss: spikes.get(step) ?? step,
        ...(step === 5000 ? { exactMatch: 0.5 } : {}),
      });
    }
    const { step, loss, lossLow, lossHigh, exactMatch } = curve.columns();
    expect(step.length).toBeGreaterThan(10_000);
    expect(step.length).toBeLessThanOrEqual(20_000);
    expect(step.at(-1)).toBe(70_000);
    expect(loss[9]).toBe((step[9] ?? 0) - (Number(step[1]) - Number(step[0]) - 1) / 2);
    const at = step.findIndex((last) => last >= 40_000);
    expect(lossLow[at]).toBe(-900);
    expect(lossHigh[at]).toBeGreaterThan(39_000);
    expect(exactMatch.filter((value) => value === 0.5)).toHaveLength(1);
  });

  it('are checked by hand as their schema says', () => {
    const names = [...Object.keys(METRICS), 'other'];
    const values = [0, -0, 1.5, -1, 2 ** 53, NaN, Infinity, null, '1', true, {}, [], 1n];
    for (const name of names) {
      for (const value of values) {
        const changed: Record<string, unknown> = { ...row(1), [name]: value };
        expect([name, value, isMetricsRow(changed)]).toEqual([name, value, v.is(metricsRow, changed)]);
        // JSON knows no undefined: left out altogether.
        const { [name]: _, ...without } = changed;
        expect([name, isMetricsRow(without)]).toEqual([name, v.is(metricsRow, without)]);
      }
    }
    for (const value of values) expect(isMetricsRow(value)).toBe(v.is(metricsRow, value));
  });
});
