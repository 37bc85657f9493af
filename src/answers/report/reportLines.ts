/**
 * The lines whose attention a report shows, and how.
 */
import { encode } from 'fast-png';
import { AttentionReader } from '../../model/attentionMaps';
import { MASK, MASK_TOKEN } from '../../data/vocabulary';
import type { Engine } from '../../engine/engine';
import type { OpenModel } from '../../model/openModel';
import { attentionGridRaster } from '../../heads/pictures/attentionGrid';
import { weightAt } from '../../heads/pictures/mapCells';
import type { Rgb } from '../../charts/colourScale';
import { type AttentionMap, TEXT_SIDES } from '../../model/attentionMap';
import { wholePercent } from '../../numbers/formats';
import type { TrustLine, TrustReport } from '../trust';
import type { Verdict } from '../verdicts';

/** One line with everything a report shows of it. */
export interface LookedAtLine {
  readonly title: string;
  readonly characters: readonly string[];
  /** For each character, how much the first ⁇ looks at it; the greatest is 1. */
  readonly seen: readonly number[];
  /** All heads’ maps as pictures (PNG in data URIs), for light and dark pages. */
  readonly light: string;
  readonly dark: string;
  readonly blocks: number;
  readonly heads: number;
}

/** A question with its answer, and why it was chosen. */
export interface ChosenLine {
  readonly question: string;
  readonly answer: string;
  readonly title: string;
}

const SHOWN: readonly Verdict[] = ['known', 'made up', 'confused'];

/** The surest line of each verdict that says the most. */
export function chosenLines({ lines }: TrustReport): readonly ChosenLine[] {
  return SHOWN.flatMap((verdict) => {
    const own = lines.filter((line) => line.verdict === verdict);
    const [surest] = [...own].sort((a, b) => b.probability - a.probability);
    return surest ? [{ question: surest.question, answer: surest.answer, title: titleOf(surest) }] : [];
  });
}

function titleOf({ verdict = 'known', line, probability, truth, answer }: TrustLine): string {
  const right = truth === undefined || truth === answer ? '' : `; the right answer is “${truth}”`;
  return `Line ${line}, ${verdict}: “${answer}”, ${wholePercent(probability)} sure${right}`;
}

const MAP_SIZE = 80;

/** The pages that maps stand on; see `reportStyle.ts`. */
const [LIGHT, DARK]: readonly [Rgb, Rgb] = [
  [255, 255, 255],
  [22, 25, 29],
];

/** Looks at lines with a model. Heads whose map is not of text on text are drawn too, but shade no text. */
export async function lookAt(
  engine: Engine,
  open: OpenModel,
  chosen: readonly ChosenLine[],
): Promise<readonly LookedAtLine[]> {
  const reader = new AttentionReader(engine, open.model);
  const lines: LookedAtLine[] = [];
  for (const { question, answer, title } of chosen) {
    const { vocabulary } = open;
    const tokens = [...vocabulary.encode(question), MASK_TOKEN, ...vocabulary.encode(answer)];
    const maps = await reader.maps(open.store, tokens);
    const characters = tokens.map((token) => vocabulary.decode([token]));
    lines.push({
      title,
      characters,
      seen: seenBy(maps, characters.indexOf(MASK)),
      light: picture(maps, LIGHT),
      dark: picture(maps, DARK),
      blocks: maps.length,
      heads: maps[0]?.heads ?? 0,
    });
  }
  return lines;
}

function seenBy(maps: readonly AttentionMap[], query: number): readonly number[] {
  const map = maps.findLast(({ sides = TEXT_SIDES }) => sides.queries === 'text' && sides.keys === 'text');
  if (!map || query < 0 || query >= map.queries) return [];
  const means = Array.from({ length: map.keys }, (_, key) => {
    let sum = 0;
    for (let head = 0; head < map.heads; head++) sum += weightAt(map, head, query, key);
    return sum;
  });
  const greatest = Math.max(...means, 1e-9);
  return means.map((mean) => mean / greatest);
}

function picture(maps: readonly AttentionMap[], background: Rgb): string {
  const bytes = encode({ ...attentionGridRaster(maps, background, MAP_SIZE), channels: 4 });
  return `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`;
}
