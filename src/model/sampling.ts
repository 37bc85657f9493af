/**
 * Choosing the next token from its logits: the most probable one, or one at random.
 */
import { type RandomNumbers } from '../numbers/randomNumbers';

/** How to choose. */
export interface Sampling {
  /** Divides the logits: 0 takes the most probable token, 1 the model's own probabilities. */
  readonly temperature: number;
  /** Only the so many most probable tokens are drawn from (Fan et al., 2018); all when left out. */
  readonly topK?: number;
  /** Only the most probable tokens that together have this probability (Holtzman et al., 2020), 0 to 1. */
  readonly topP?: number;
}

/** Always the most probable token. */
export const GREEDY: Sampling = { temperature: 0 };

/** A token, and how probable the model holds it. */
export interface ChosenToken {
  readonly token: number;
  /** Natural logarithm of the model's own probability, whatever the sampling. */
  readonly logProbability: number;
}

/** Chooses one token. */
export function chooseToken(
  logits: Float32Array | Int32Array,
  { temperature, topK = Infinity, topP = 1 }: Sampling,
  next: RandomNumbers,
): ChosenToken {
  const best = argmax(logits);
  const greatest = logits[best] ?? 0;
  let total = 0;
  for (const logit of logits) total += Math.exp(logit - greatest);
  const chosen = (token: number): ChosenToken => {
    return { token, logProbability: (logits[token] ?? -Infinity) - greatest - Math.log(total) };
  };
  if (temperature === 0) return chosen(best);
  const weights = Float64Array.from(logits, (logit) => Math.exp((logit - greatest) / temperature));
  return chosen(drawn(weights, topK, topP, next));
}

function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let index = 1; index < values.length; index++) {
    if ((values[index] ?? -Infinity) > (values[best] ?? -Infinity)) best = index;
  }
  return best;
}

/** Draws an index in proportion to its weight, from the heaviest ones alone. */
function drawn(weights: Float64Array, topK: number, topP: number, next: RandomNumbers): number {
  const order = Array.from(weights.keys()).sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0));
  const kept = order.slice(0, Math.min(order.length, topK));
  const total = kept.reduce((sum, index) => sum + (weights[index] ?? 0), 0);
  let [mass, size] = [0, 0];
  while (size < kept.length && (size === 0 || mass < topP * total)) mass += weights[kept[size++] ?? 0] ?? 0;
  let rest = next() * mass;
  for (const index of kept.slice(0, size)) {
    rest -= weights[index] ?? 0;
    if (rest < 0) return index;
  }
  return kept[size - 1] ?? 0;
}
