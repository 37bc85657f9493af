/**
 * The state of the theory lab as a link, and its formulas as MathML.
 */
import { describe, expect, it } from 'vitest';
import { THEORY_FORMULAS } from '../../../src/theory/formulas/formulas';
import { formula, fraction, power, row, sub } from '../../../src/theory/formulas/mathml';
import {
  THEORY_PAGES,
  decodeState,
  encodeState,
  parseTheoryState,
  theoryState,
} from '../../../src/theory/sharing';

describe('a shared state', () => {
  it('comes back as it was, in letters that fit into a link', () => {
    for (const state of [
      theoryState('copying', {
        keys: [
          [1, 0.5],
          [-3.25, 0],
        ],
        query: [0, 1],
        beta: 7.5,
        target: 1,
      }),
      theoryState('averaging', { tilt: 33.5 }),
      theoryState('oneHead', { alpha: 0.02, beta: 17, samples: 2500 }),
      theoryState('twoHeads', { noise: 'independent', heads: 8 }),
      theoryState('cost', { width: 512, hiddenLayer: false }),
    ]) {
      const text = encodeState(state);
      expect(text).toMatch(/^[\w-]+$/);
      expect(decodeState(text)).toEqual(state);
    }
  });

  it('is short where nothing was changed', () => {
    for (const page of THEORY_PAGES) expect(encodeState(theoryState(page)).length).toBeLessThan(60);
  });

  it('agrees with the platform’s own base64url', () => {
    const json = JSON.stringify({ page: 'cost', state: { width: 512 } });
    const text = Buffer.from(json).toString('base64url');
    expect(encodeState(theoryState('cost', { width: 512 }))).toBe(text);
  });

  it('falls back field by field where it does not fit', () => {
    expect(parseTheoryState({ page: 'oneHead', state: { beta: 5, samples: 1e9, seed: 'x' } })).toEqual(
      theoryState('oneHead', { beta: 5 }),
    );
  });

  it('is refused when it is none', () => {
    const stranger = Buffer.from(JSON.stringify({ page: 'elsewhere' })).toString('base64url');
    for (const text of ['', 'ä', '%%%', 'abc', stranger, 'A'.repeat(100_000)]) {
      expect(decodeState(text)).toBeUndefined();
    }
  });
});

describe('formulas', () => {
  it('become MathML of identifiers, numbers and operators', () => {
    const { mathml } = formula([sub('k', 'a'), '=', fraction('1', row('2', '<', power('x', '2')))], '');
    expect(mathml.source).toBe(
      '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block"><mrow>' +
        '<msub><mi>k</mi><mi>a</mi></msub><mo>=</mo><mfrac><mn>1</mn><mrow><mn>2</mn><mo>&lt;</mo>' +
        '<msup><mi>x</mi><mn>2</mn></msup></mrow></mfrac></mrow></math>',
    );
  });

  it('are there for every page, well-formed and explained', () => {
    for (const page of THEORY_PAGES) {
      expect(THEORY_FORMULAS[page].length).toBeGreaterThan(2);
      for (const { mathml, explanation } of THEORY_FORMULAS[page]) {
        expect(explanation).toMatch(/\.$/);
        expect(unclosed(mathml.source)).toEqual([]);
      }
    }
  });
});

/** The elements that are left open; those that close in another order throw. */
function unclosed(mathml: string): readonly string[] {
  const open: string[] = [];
  for (const [, slash, name = '', end] of mathml.matchAll(/<(\/?)(\w+)[^>]*?(\/?)>/g)) {
    if (end === '/') continue;
    if (slash === '') open.push(name);
    else if (open.pop() !== name) throw new Error(`</${name}> closes another element in ${mathml}`);
  }
  return open;
}
