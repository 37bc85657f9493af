import { describe, expect, it } from 'vitest';
import { formationInWords, formationsOf } from '../../../../src/heads/formation/formations';
import {
  TIMELINE_SCORES,
  TimelineReader,
  type TimelinePoint,
  curvesOf,
} from '../../../../src/heads/formation/scoreTimeline';
import { randomNormal, randomNumbers } from '../../../../src/numbers/randomNumbers';

const CHANCE = 0.03;

/** Two heads of one layer; the induction score of each at a step. */
function point(step: number, ...inductions: readonly number[]): TimelinePoint {
  const row = (induction: number) =>
    TIMELINE_SCORES.map((score) => (score === 'induction' ? induction : CHANCE));
  return { step, blocks: [{ block: 'blocks.1', chance: row(CHANCE), heads: inductions.map(row) }] };
}

/** A rise like those of real runs: no step but an S, and noise. */
function rising(middle: number, height: number, seed = 1) {
  const next = randomNumbers(seed);
  return (step: number) => height / (1 + Math.exp((middle - step) / 20)) + 0.02 * randomNormal(next) + CHANCE;
}

const STEPS = Array.from({ length: 60 }, (_, index) => 20 * index);

describe('formations', () => {
  it('name the head that became an induction head, and when, within two looks', () => {
    const [formed, flat] = [rising(640, 0.7), rising(9e9, 0)];
    const found = formationsOf(STEPS.map((step) => point(step, flat(step), formed(step))));
    expect(found).toHaveLength(1);
    const [formation] = found;
    if (!formation) throw new Error('There is one.');
    expect(formation).toMatchObject({ block: 'blocks.1', head: 1, score: 'induction' });
    expect(Math.abs(formation.step - 640)).toBeLessThanOrEqual(40);
    expect(formation.around[0]).toBeLessThan(formation.step);
    expect(formation.around[1]).toBeGreaterThan(formation.step);
    expect(formation.after).toBeGreaterThan(0.6);
    expect(formationInWords(formation, 'head 2.2')).toBe('head 2.2 becomes an induction head');
  });

  it('are none where a score rises by little, or falls again', () => {
    const little = rising(600, 0.1);
    expect(formationsOf(STEPS.map((step) => point(step, little(step))))).toEqual([]);
    const gone = (step: number) => (step > 400 && step < 800 ? 0.6 : 0.05);
    expect(formationsOf(STEPS.map((step) => point(step, gone(step))))).toEqual([]);
  });

  it('are rare in noise', () => {
    const alarms = Array.from({ length: 100 }, (_, seed) => {
      const flat = rising(9e9, 0, seed + 1);
      return formationsOf(STEPS.map((step) => point(step, flat(step)))).length;
    });
    expect(alarms.filter((count) => count > 0)).toEqual([]);
  });
});

describe('a timeline', () => {
  it('is read in pieces; a line replaces those of the same step and later ones', () => {
    const reader = new TimelineReader();
    const text = [point(0, 0.1), point(20, 0.2), point(40, 0.3), point(20, 0.25)]
      .map((one) => `${JSON.stringify(one)}\n`)
      .join('');
    for (const piece of text.match(/.{1,37}/gs) ?? []) reader.read(piece);
    expect(reader.points.map(({ step }) => step)).toEqual([0, 20]);
    const [curve] = curvesOf(reader.points, 'induction');
    expect([...(curve?.values ?? [])]).toEqual([0.1, 0.25]);
  });

  it('leaves out what is no point, whatever it holds', () => {
    const reader = new TimelineReader();
    const short = { step: 3, blocks: [{ block: 'a', chance: [1], heads: [] }] };
    for (const line of ['', '{', 'null', '{"step":-1,"blocks":[]}', '{"step":1e999}', JSON.stringify(short)])
      reader.read(`${line}\n`);
    expect(reader.points).toEqual([]);
  });
});
