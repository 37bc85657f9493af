/**
 * Scores circuits in the weights of one model after another: by head, over a sample of a task's rows.
 */
import { AttentionReader } from '../model/attentionMaps';
import { TEXT_SIDES } from '../model/attentionMap';
import type { Engine, Store } from '../engine/engine';
import { headPlaces } from '../heads/headPlaces';
import type { OpenModel } from '../model/openModel';
import { UserError } from '../files/userError';
import { type HeadCircuit, chanceOf, scoreOfHead, waveShare } from './circuitScores';
import type { Circuit, TaskRow, WaveCircuit } from './circuits';

/** The scores of one circuit: by head in the order of {@link headPlaces}, or one of the embedding. */
export type CircuitScores = readonly (number | undefined)[];

/** Looks for circuits. Dispose of it after use. */
export class CircuitSearch {
  private readonly reader: AttentionReader;

  constructor(
    engine: Engine,
    private readonly open: Pick<OpenModel, 'model' | 'vocabulary'>,
    private readonly rows: readonly TaskRow[],
    /** The task's size. */
    private readonly size: number,
  ) {
    this.reader = new AttentionReader(engine, open.model);
  }

  /** The scores of each circuit in the weights of a store. */
  async scores(store: Store, circuits: readonly Circuit[]): Promise<readonly CircuitScores[]> {
    const byHead = await this.headScores(store, circuits.filter(isOfHeads));
    const waves = await Promise.all(
      circuits.map(async (circuit) => (isOfHeads(circuit) ? undefined : this.wave(store, circuit))),
    );
    let next = 0;
    return circuits.map((circuit, index) => (isOfHeads(circuit) ? (byHead[next++] ?? []) : [waves[index]]));
  }

  /** What even attention would score for a circuit. */
  chance(circuit: Circuit): number | undefined {
    if (!isOfHeads(circuit)) return undefined;
    return meanOf(this.rows.map((row) => chanceOf(circuit, row)));
  }

  /** Frees the programs. */
  dispose(): Promise<void> {
    return this.reader.dispose();
  }

  private async headScores(
    store: Store,
    circuits: readonly HeadCircuit[],
  ): Promise<readonly CircuitScores[]> {
    const places = headPlaces(this.open.model);
    const found = circuits.map(() => places.map((): (number | undefined)[] => []));
    if (circuits.length === 0) return [];
    for (const row of this.rows) {
      const maps = await this.reader.maps(store, this.open.vocabulary.encode(row.characters.join('')));
      places.forEach(({ block, head }, place) => {
        const map = maps.find((one) => one.block === block);
        const { queries, keys } = map?.sides ?? TEXT_SIDES;
        // Latents of a Perceiver stand for no position of the text.
        if (!map || queries !== 'text' || keys !== 'text') return;
        circuits.forEach((circuit, index) =>
          found[index]?.[place]?.push(scoreOfHead(circuit, row, map, head)),
        );
      });
    }
    return found.map((heads) => heads.map(meanOf));
  }

  private async wave(store: Store, circuit: WaveCircuit): Promise<number> {
    const tokens = tokensOf(circuit, this.open.vocabulary, this.size);
    return waveShare(await embedded(store, tokens), circuit.waves);
  }
}

/**
 * The tokens of the characters that a circuit embeds as points on circles.
 *
 * @throws UserError when the model does not know one
 */
export function tokensOf(
  { characters }: WaveCircuit,
  vocabulary: OpenModel['vocabulary'],
  size: number,
): readonly number[] {
  const tokens = vocabulary.encode(characters(size).join(''));
  if (tokens.length === characters(size).length) return tokens;
  throw new UserError('The model does not know all characters of the task: train one on its data.');
}

/** [tokens][width]: how they are embedded. */
export async function embedded(store: Store, tokens: readonly number[]) {
  const { data, shape } = await store.read('tok_emb.weight');
  const width = shape[1] ?? 0;
  return tokens.map((token) => data.subarray(token * width, (token + 1) * width));
}

function isOfHeads(circuit: Circuit): circuit is HeadCircuit {
  return circuit.kind !== 'waves';
}

/** The mean of what is defined; undefined where nothing is. */
function meanOf(values: readonly (number | undefined)[]): number | undefined {
  const defined = values.filter((value) => value !== undefined);
  if (defined.length === 0) return undefined;
  return defined.reduce((sum, value) => sum + value, 0) / defined.length;
}
