/**
 * The formulas of each page of the theory lab, in the order in which they are needed.
 */
import type { Markup } from '../../charts/markup';
import type { TheoryPage } from '../sharing';
import {
  type Formula,
  brackets,
  exponential,
  formula,
  fraction,
  lengthOf,
  power,
  root,
  row,
  sub,
  sum,
  words,
} from './mathml';

const [ka, kb, ki] = [sub('k', 'a'), sub('k', 'b'), sub('k', 'i')];
const [va, vb, vi] = [sub('v', 'a'), sub('v', 'b'), sub('v', 'i')];
const [weightA, weightB, weightI, weightJ] = [sub('α', 'a'), sub('α', 'b'), sub('α', 'i'), sub('α', 'j')];
const [meanA, meanB, meanI] = [sub('μ', 'a'), sub('μ', 'b'), sub('μ', 'i')];
const [scoreI, scoreJ] = [sub('s', 'i'), sub('s', 'j')];
const half = fraction('1', '2');
const others = row('n', '−', '2');
const oddsOf = fraction('p', row('1', '−', 'p'));
const [d2, s2] = [power('d', '2'), power('s', '2')];

function transposed(matrix: string): Markup {
  return power(matrix, '⊤');
}

function average(): Markup {
  return row(half, brackets(va, '+', vb));
}

function normal(mean: Markup | string, variance: Markup | string): Markup {
  return row('N', brackets(mean, ',', variance));
}

const COPYING: readonly Formula[] = [
  formula(
    [
      weightI,
      '=',
      fraction(exponential(ki, '·', 'q'), row(sum('j', exponential(sub('k', 'j'), '·', 'q')))),
      ',',
      ' ',
      'c',
      '=',
      sum('i', weightI, vi),
    ],
    'The weights are a distribution over the keys: α_i is how much of the answer comes from value i.',
  ),
  formula(
    ['H', '=', '−', sum('i', weightI, 'ln', weightI)],
    'The entropy in nats: 0 for a copy, ln n when all n keys share alike.',
  ),
  formula(
    [
      weightJ,
      '=',
      fraction(
        '1',
        row('1', '+', sum(row('i', '≠', 'j'), exponential('−', 'β', brackets(scoreJ, '−', scoreI)))),
      ),
    ],
    's_i is the product of key i with the query as drawn; β lengthens the query. Only the lead over the other keys counts.',
  ),
  formula(
    [
      fraction(row('ln', oddsOf), 'Δ'),
      '≤',
      'β',
      '≤',
      fraction(row('ln', brackets(brackets('n', '−', '1'), oddsOf)), 'Δ'),
    ],
    'Key j has the share p = 99 % from some β between these two on, where Δ is its lead over the next key. The right end is exact when all others are equally far behind.',
  ),
];

const AVERAGING: readonly Formula[] = [
  formula(
    [
      'M',
      '=',
      'A',
      transposed('A'),
      ',',
      ' ',
      'M',
      brackets(va, '+', vb),
      '=',
      va,
      '+',
      'A',
      transposed('A'),
      'B',
      sub('c', 'b'),
      '=',
      va,
    ],
    'A projection takes v_a = A c_a out of the sum, as long as AᵀB = 0.',
  ),
  formula(
    [lengthOf('M', brackets(va, '+', vb), '−', va), '=', 'cos', 'φ', lengthOf(vb)],
    'When B leans towards A, this much of v_b comes along; φ is the angle between the two spans.',
  ),
  formula(
    [
      'q',
      '=',
      'β',
      brackets(ka, '+', kb),
      ',',
      ' ',
      weightA,
      '=',
      weightB,
      '=',
      fraction('1', row('2', '+', brackets(others), exponential('−', 'β'))),
    ],
    'With orthonormal keys, a query between two of them asks for both alike.',
  ),
  formula(
    [
      lengthOf('c', '−', average()),
      '=',
      weightA,
      exponential('−', 'β'),
      root(fraction(row('n', brackets(others)), '2')),
    ],
    'What the other n − 2 keys still add: it dies away exponentially with β.',
  ),
];

const ONE_HEAD: readonly Formula[] = [
  formula(
    [
      ki,
      '∼',
      normal(meanI, row('α', 'I')),
      ',',
      ' ',
      ka,
      '∼',
      normal(meanA, row('α', 'I', '+', s2, meanA, power(meanA, '⊤'))),
    ],
    'All keys are a little uncertain; key a also wavers in length. The study has s² = ½.',
  ),
  formula(
    [
      weightA,
      '=',
      fraction('1', row('1', '+', exponential('β', brackets('1', '−', 'y')))),
      ',',
      ' ',
      'y',
      '∼',
      normal('1', s2),
    ],
    'The study’s formula, for α → 0 and large β: a length y above 1 takes everything for v_a, one below leaves everything to v_b.',
  ),
  formula(
    [
      'ln',
      fraction(weightA, row('1', '−', weightA)),
      '∼',
      normal(
        row('−', 'ln', brackets('1', '+', brackets(others), exponential('−', 'β'))),
        row(power('β', '2'), brackets(s2, '+', '4', 'α')),
      ),
    ],
    'The same with the other keys or the common noise α: exact for α = 0 or n = 2. With both, the noise of the other keys is integrated over numerically.',
  ),
];

const TWO_HEADS: readonly Formula[] = [
  formula(
    [
      sub('q', '1'),
      '=',
      'β',
      meanA,
      ',',
      ' ',
      sub('q', '2'),
      '=',
      'β',
      meanB,
      ',',
      ' ',
      'c',
      '=',
      half,
      brackets(sub('c', '1'), '+', sub('c', '2')),
      '≈',
      average(),
    ],
    'Each head copies one value. How long k_a is matters only where it is so short that the other keys overtake it.',
  ),
  formula(
    ['Var', 'c', '=', fraction('1', power('H', '2')), sum('h', 'Var', sub('c', 'h'))],
    'Heads that waver independently even each other out. Heads that ask the same of the same keys waver together: they are one head.',
  ),
  formula(
    ['Var', sub('c', 'h'), '≤', fraction(row(power('β', '2'), brackets(s2, '+', '2', 'n', 'α')), '8')],
    'One head asking β(μ_a + μ_b) wavers at most this much (Chen, 1982), and never more than 1 − 1/n.',
  ),
];

const COST: readonly Formula[] = [
  formula(
    [words('self-attention'), ' ', '8', 'ℓ', d2, '+', '4', power('ℓ', '2'), 'd'],
    'Queries, keys, values and output; then the map and the mixture: O(ℓd² + ℓ²d) operations.',
  ),
  formula(
    [words('Perceiver, both ends'), ' ', '4', brackets('ℓ', '+', 'm'), d2, '+', '4', 'm', 'ℓ', 'd'],
    'm latents ask the text, and in the last layer the text asks them: O(ℓd² + mℓd), no longer quadratic in ℓ.',
  ),
  formula(
    [words('Perceiver, between'), ' ', '8', 'm', d2, '+', '4', power('m', '2'), 'd'],
    'The layers between work on the latents alone, however long the text is.',
  ),
  formula(
    [words('hidden layer'), ' ', '4', 'r', 'q', d2],
    'For q queries and a hidden layer r times as wide: the larger part of a layer in short texts.',
  ),
];

/** The formulas of every page. */
export const THEORY_FORMULAS: Readonly<Record<TheoryPage, readonly Formula[]>> = {
  copying: COPYING,
  averaging: AVERAGING,
  oneHead: ONE_HEAD,
  twoHeads: TWO_HEADS,
  cost: COST,
};
