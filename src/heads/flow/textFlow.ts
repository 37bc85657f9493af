/**
 * Rollout and flow for one text, and their means over a file of questions.
 */
import type { AttentionMap } from '../../model/attentionMap';
import { FLOW_SOURCES, type FlowSource, type FlowView, type MeanFlow } from '../results';
import type { ReadText } from '../texts';
import { attentionFlow } from './attentionFlow';
import { flowLayers } from './layers';
import { rollout } from './rollout';

/** Where a position of a text gets what it holds behind each block. */
export function textFlow(
  maps: readonly AttentionMap[],
  characters: readonly string[],
  position: number,
): FlowView {
  const layers = flowLayers(maps);
  const { length } = characters;
  const blocks = rollout(layers, length).flatMap(({ data, columns }, layer) => {
    const map = maps[layer];
    if (!map || map.sides?.queries === 'latents') return [];
    return [{ block: map.block, shares: [...data.subarray(position * columns, (position + 1) * columns)] }];
  });
  return { characters, position, blocks, flow: attentionFlow(layers, length, position) };
}

type Shares = Record<FlowSource, number>;

/** Running means of flows by source. */
export class FlowMeans {
  private readonly blocks = new Map<string, Shares>();
  private readonly flow = nothing();
  private texts = 0;

  /** Adds a question's flow to its ⁇. */
  add(view: FlowView, text: ReadText): void {
    this.texts += 1;
    for (const { block, shares } of view.blocks) {
      const known = this.blocks.get(block) ?? nothing();
      accumulate(known, shares, text);
      this.blocks.set(block, known);
    }
    accumulate(this.flow, view.flow, text);
  }

  /** The means so far. */
  get means(): Pick<MeanFlow, 'blocks' | 'flow'> {
    const blocks = Array.from(this.blocks, ([block, sums]) => ({ block, shares: divided(sums, this.texts) }));
    return { blocks, flow: divided(this.flow, this.texts) };
  }
}

/** Adds shares that sum to one. */
function accumulate(sums: Shares, amounts: readonly number[], text: ReadText): void {
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  amounts.forEach((amount, character) => {
    sums[sourceOf(character, text)] += total > 0 ? amount / total : 0;
  });
}

function sourceOf(character: number, { mask, name }: ReadText): FlowSource {
  if (character === mask) return 'mask';
  return name && character >= name.from && character < name.to ? 'name' : 'words';
}

function nothing(): Shares {
  return { name: 0, words: 0, mask: 0 };
}

function divided(sums: Shares, by: number): Shares {
  const means = nothing();
  for (const source of FLOW_SOURCES) means[source] = sums[source] / Math.max(1, by);
  return means;
}
