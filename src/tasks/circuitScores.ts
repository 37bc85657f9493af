/**
 * What circuits score in attention maps and embeddings, in plain loops over plain numbers.
 */
import type { AttentionMap } from '../model/attentionMap';
import type { AttentionCircuit, EvenCircuit, Look, TaskRow } from './circuits';

/** A circuit that heads can have. */
export type HeadCircuit = AttentionCircuit | EvenCircuit;

/**
 * The score of one head for one row; undefined where the row asks nothing of it.
 *
 * @param map of a text that looks at itself
 */
export function scoreOfHead(
  circuit: HeadCircuit,
  row: TaskRow,
  map: AttentionMap,
  head: number,
): number | undefined {
  const weight = (query: number, key: number) =>
    map.weights[(head * map.queries + query) * map.keys + key] ?? 0;
  if (circuit.kind === 'even') return evenness(row, weight);
  const looks = circuit.looks(row).filter(({ query }) => query < map.queries);
  return meanOf(looks, ({ query, keys }) => keys.reduce((sum, key) => sum + weight(query, key), 0));
}

/** What even attention would score for a row; undefined where the row asks nothing. */
export function chanceOf(circuit: HeadCircuit, row: TaskRow): number | undefined {
  if (circuit.kind === 'even') return row.asks === undefined ? undefined : 1;
  return meanOf(circuit.looks(row), ({ query, keys }) => keys.length / (query + 1));
}

function meanOf(looks: readonly Look[], value: (look: Look) => number): number | undefined {
  if (looks.length === 0) return undefined;
  return looks.reduce((sum, look) => sum + value(look), 0) / looks.length;
}

/** Σ_k min(α_k, 1/n) over the n positions up to the asking one: 1 − the total variation from even attention. */
function evenness({ asks }: TaskRow, weight: (query: number, key: number) => number): number | undefined {
  if (asks === undefined) return undefined;
  const count = asks + 1;
  let sum = 0;
  for (let key = 0; key < count; key++) sum += Math.min(weight(asks, key), 1 / count);
  return sum;
}

/**
 * The share of the variance of some vectors that lies in their strongest waves: the discrete Fourier transform over
 * their order, constant left out (Nanda et al., 2023, section 4).
 *
 * @param vectors [characters][width]
 * @param waves how many frequencies count, each with its sine and cosine
 */
export function waveShare(vectors: readonly ArrayLike<number>[], waves: number): number {
  const powers = wavePowers(vectors);
  const total = powers.reduce((sum, power) => sum + power, 0);
  if (total === 0) return 0;
  return strongestWaves(vectors, waves).reduce((sum, wave) => sum + (powers[wave - 1] ?? 0), 0) / total;
}

/** The frequencies with the most power, the strongest first. */
export function strongestWaves(vectors: readonly ArrayLike<number>[], waves: number): readonly number[] {
  const powers = wavePowers(vectors);
  const byPower = [...powers.keys()].sort((a, b) => (powers[b] ?? 0) - (powers[a] ?? 0));
  return byPower.slice(0, waves).map((index) => index + 1);
}

/** The power of each frequency from 1 to half the count, summed over the width. */
export function wavePowers(vectors: readonly ArrayLike<number>[]): readonly number[] {
  const count = vectors.length;
  const width = vectors[0]?.length ?? 0;
  return Array.from({ length: Math.floor(count / 2) }, (_, index) => {
    const frequency = index + 1;
    // The highest wave of an even count has no sine: it would count twice.
    const weight = 2 * frequency === count ? 0.5 : 1;
    let power = 0;
    for (let dimension = 0; dimension < width; dimension++) {
      let [cosine, sine] = [0, 0];
      vectors.forEach((vector, place) => {
        const angle = (2 * Math.PI * frequency * place) / count;
        cosine += (vector[dimension] ?? 0) * Math.cos(angle);
        sine += (vector[dimension] ?? 0) * Math.sin(angle);
      });
      power += cosine ** 2 + sine ** 2;
    }
    return weight * power;
  });
}
