import { describe, expect, it } from 'vitest';
import type { AttentionMap } from '../../../src/model/attentionMap';
import { ALL_TASKS, taskOf } from '../../../src/tasks';
import {
  type HeadCircuit,
  chanceOf,
  scoreOfHead,
  wavePowers,
  waveShare,
} from '../../../src/tasks/circuitScores';
import {
  type AttentionCircuit,
  type EvenCircuit,
  INDUCTION,
  PREVIOUS_TOKEN,
  type TaskRow,
} from '../../../src/tasks/circuits';
import type { TaskName } from '../../../src/tasks/task';
import { mix, randomNumbers } from '../../../src/numbers/randomNumbers';
import { handBuiltMaps } from './handBuiltModel';

function rowOf(text: string): TaskRow {
  const characters = Array.from(text);
  const asks = characters.indexOf('⁇');
  return { characters, asks: asks < 0 ? undefined : asks };
}

/** A head that looks where it is told to, all of its attention spread evenly there; elsewhere at itself. */
function looking(length: number, at: (query: number) => readonly number[]): AttentionMap {
  const weights = new Float32Array(length * length);
  for (let query = 0; query < length; query++) {
    const keys = at(query);
    for (const key of keys.length > 0 ? keys : [query])
      weights[query * length + key] = 1 / Math.max(1, keys.length);
  }
  return { block: 'blocks.0', heads: 1, queries: length, keys: length, weights };
}

function even(length: number): AttentionMap {
  return looking(length, (query) => Array.from({ length: query + 1 }, (_, key) => key));
}

function circuitOf(task: TaskName, name: string): HeadCircuit {
  const circuit = taskOf(task).circuits.find((one) => one.name === name);
  if (!circuit || circuit.kind === 'waves') throw new Error(`There is no circuit ${name}.`);
  return circuit;
}

/** Where a circuit looks, by hand: positions that ask, and where to. */
const BY_HAND: readonly (readonly [TaskName, string, string, Readonly<Record<number, readonly number[]>>])[] =
  [
    ['sort', 'value', '3113⁇1133', { 4: [1, 2], 5: [1, 2], 6: [0, 3], 7: [0, 3] }],
    ['addition', 'digit-pair', '123+456⁇9750', { 7: [2, 6], 8: [1, 5], 9: [0, 4] }],
    ['addition', 'carry', '123+456⁇9750', { 8: [2, 6], 9: [1, 5], 10: [0, 4] }],
    ['recall', 'previous-token', 'aXbYbYaX', { 1: [0], 3: [2] }],
    ['recall', 'induction', 'aXbYbYaX', { 4: [3], 6: [1] }],
    ['repeat', 'previous-token', 'abca', { 1: [0], 2: [1], 3: [2] }],
    ['repeat', 'induction', 'abcab', { 3: [1], 4: [2] }],
    ['markov', 'previous-token', 'abca', { 1: [0], 2: [1], 3: [2] }],
    ['markov', 'induction', 'abcab', { 3: [1], 4: [2] }],
  ];

describe('a circuit', () => {
  it.each(BY_HAND)('of %s, %s, looks in %s where a person would', (task, name, text, looks) => {
    const circuit = circuitOf(task, name);
    const row = rowOf(text);
    const { length } = row.characters;
    // Only heads that look exactly there have it whole, and others not at all.
    expect(
      scoreOfHead(
        circuit,
        row,
        looking(length, (query) => looks[query] ?? []),
        0,
      ),
    ).toBeCloseTo(1);
    expect(
      scoreOfHead(
        circuit,
        row,
        looking(length, () => []),
        0,
      ),
    ).toBeCloseTo(0);
    for (const query of Object.keys(looks).map(Number)) {
      const others = looking(length, (asked) => (asked === query ? [] : (looks[asked] ?? [])));
      expect(scoreOfHead(circuit, row, others, 0)).toBeCloseTo(1 - 1 / Object.keys(looks).length);
    }
  });

  it.each(BY_HAND)('of %s, %s, has by chance what even attention has', (task, name, text) => {
    const circuit = circuitOf(task, name);
    const row = rowOf(text);
    const chance = chanceOf(circuit, row) ?? NaN;
    expect(scoreOfHead(circuit, row, even(row.characters.length), 0)).toBeCloseTo(chance);
    expect(chance).toBeLessThan(0.6);
  });

  it('looks at nothing that comes after', () => {
    const next = randomNumbers(mix(7));
    for (const { circuits } of ALL_TASKS)
      for (const circuit of circuits) {
        if (circuit.kind !== 'looks') continue;
        const text = Array.from({ length: 24 }, () => 'abcdefgh'[Math.floor(next() * 8)] ?? 'a').join('');
        for (const { query, keys } of circuit.looks(rowOf(text))) {
          expect(Math.max(...keys)).toBeLessThanOrEqual(query);
        }
      }
  });

  it('of counting is even attention of the asking position, and nothing else', () => {
    const counting = circuitOf('brackets', 'counting');
    expect((counting as EvenCircuit).lost).toBeGreaterThan(0);
    const row = rowOf('(())⁇yes');
    expect(scoreOfHead(counting, row, even(8), 0)).toBeCloseTo(1);
    const atOne = looking(8, () => [0]);
    expect(scoreOfHead(counting, row, atOne, 0)).toBeCloseTo(1 / 5);
    const atHalf = looking(8, () => [0, 1]);
    expect(scoreOfHead(counting, row, atHalf, 0)).toBeCloseTo(2 / 5);
    expect(scoreOfHead(counting, rowOf('(())'), even(4), 0)).toBeUndefined();
  });
});

describe('an attention-only model of two layers, built by hand with an induction head', () => {
  // A line in which letters come again, but not behind each other.
  const row = rowOf('dbacbdacabcd');
  const tokens = row.characters.map((character) => character.charCodeAt(0) - 97);
  const [first, second] = handBuiltMaps(tokens);

  it('has a previous-token head in its first layer and an induction head in its second', () => {
    expect(scoreOfHead(PREVIOUS_TOKEN, row, first, 0)).toBeGreaterThan(0.99);
    expect(scoreOfHead(INDUCTION, row, second, 0)).toBeGreaterThan(0.99);
    expect(scoreOfHead(INDUCTION, row, first, 0)).toBeLessThan(0.35);
    expect(scoreOfHead(PREVIOUS_TOKEN, row, second, 0)).toBeLessThan(0.35);
  });

  it('scores as loops over its maps say', () => {
    for (const map of [first, second]) {
      let [sum, count] = [0, 0];
      for (let query = 0; query < tokens.length; query++) {
        let [attention, seen] = [0, false];
        for (let key = 1; key < query; key++) {
          if (tokens[key - 1] !== tokens[query]) continue;
          attention += map.weights[query * tokens.length + key] ?? 0;
          seen = true;
        }
        if (seen) [sum, count] = [sum + attention, count + 1];
      }
      expect(scoreOfHead(INDUCTION satisfies AttentionCircuit, row, map, 0)).toBeCloseTo(sum / count, 6);
    }
  });
});

describe('waves of an embedding', () => {
  const p = 13;
  const circle = (frequency: number, place: number) => {
    const angle = (2 * Math.PI * frequency * place) / p;
    return [Math.cos(angle), Math.sin(angle)];
  };

  it('are all of it where remainders lie on circles, and find the circles', () => {
    const vectors = Array.from({ length: p }, (_, place) => [...circle(2, place), ...circle(5, place), 7]);
    expect(waveShare(vectors, 2)).toBeCloseTo(1);
    expect(waveShare(vectors, 1)).toBeCloseTo(0.5);
    const powers = wavePowers(vectors);
    expect(powers.map((power) => power > 1)).toEqual([false, true, false, false, true, false]);
  });

  it('are as many as there are frequencies where nothing has been learned', () => {
    const next = randomNumbers(mix(3));
    const vectors = Array.from({ length: p }, () => Array.from({ length: 400 }, () => next() - 0.5));
    expect(waveShare(vectors, 2)).toBeCloseTo(2 / 6, 1);
    expect(waveShare([[0], [0]], 1)).toBe(0);
  });
});
