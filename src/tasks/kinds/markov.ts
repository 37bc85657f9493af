/**
 * Markov chains learned in context: each line comes from a chain of its own, whose transitions must be counted
 * within the line.
 */
import { mix, randomNumbers, type RandomNumbers } from '../../numbers/randomNumbers';
import { INDUCTION, PREVIOUS_TOKEN } from '../circuits';
import { distinctLines } from '../distinctLines';
import type { Task } from '../task';

/** Characters of a line, as in the paper. */
const CHAIN_LENGTH = 100;

/** Probabilities drawn evenly from all there are: Dirichlet(1, …, 1), by shares of exponential numbers. */
function evenProbabilities(states: number, next: RandomNumbers): readonly number[] {
  const draws = Array.from({ length: states }, () => -Math.log(1 - next()));
  const sum = draws.reduce((total, draw) => total + draw, 0);
  return draws.map((draw) => draw / sum);
}

function drawState(probabilities: readonly number[], next: RandomNumbers): number {
  let left = next();
  const state = probabilities.findIndex((probability) => (left -= probability) < 0);
  return state < 0 ? probabilities.length - 1 : state;
}

function chain(states: number, next: RandomNumbers): string {
  const transitions = Array.from({ length: states }, () => evenProbabilities(states, next));
  let state = Math.floor(next() * states);
  let line = '';
  for (let place = 0; place < CHAIN_LENGTH; place++) {
    line += String.fromCharCode(97 + state);
    state = drawState(transitions[state] ?? [], next);
  }
  return line;
}

/**
 * −ln p of each character from the second on, by the best that can be known without the chain: what followed the
 * character before it so far, each successor counted once more (Laplace's rule, exact for chains drawn evenly).
 */
function countedPairs(line: string, states: number): readonly number[] {
  const counts = new Map<string, number>();
  const losses: number[] = [];
  for (let place = 1; place < line.length; place++) {
    const [before = '', pair] = [line[place - 1], line.slice(place - 1, place + 1)];
    const [seen = 0, all = 0] = [counts.get(pair), counts.get(before)];
    losses.push(-Math.log((seen + 1) / (all + states)));
    counts.set(pair, seen + 1).set(before, all + 1);
  }
  return losses;
}

/** `abcabbac…`: what follows an a is known from what followed it before. */
export const markov: Task = {
  name: 'markov',
  title: 'In-context Markov chains',
  summary: 'each line follows rules of its own, which are found by counting; learned in phases',
  form: 'documents',
  size: { what: 'states', usual: 3, least: 2, most: 26 },
  usual: () => ({ examples: 50_000, heldOut: 500 }),
  make: (sizes) =>
    distinctLines(sizes, {
      what: `chains of ${sizes.size} states`,
      next: randomNumbers(mix(sizes.seed, 0x3a4c)),
      line: (next) => chain(sizes.size, next),
    }),
  recipe: () => ({
    variants: 'rope',
    preset: 'quick',
    objective: 'documents',
    steps: 800,
    batch: 32,
    model: { layers: 2, heads: 2, width: 32, context: CHAIN_LENGTH + 2 },
  }),
  best: (line, states) => countedPairs(line, states),
  figure: {
    measure: 'excess',
    reach: 0.02,
    published: 'the loss falls to that of counting pairs, by way of counting characters',
    source: 'Edelman et al., 2024 (arXiv 2402.11004)',
  },
  circuits: [PREVIOUS_TOKEN, INDUCTION],
};
