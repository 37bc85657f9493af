/**
 * The heads page in a stand-in for the browser, with the maps of a small model.
 */
import { HEAD_SCORES } from '../../../src/heads/headScores';
import type { AnalysisName, HeadRequest, HeadResult, ResultOf } from '../../../src/heads/kinds';
import type { HeadScores, ScoredHead } from '../../../src/heads/results';
import type { HeadsView } from '../../../src/processes/panelMessages';
import { OWN_FACTS } from '../../support/modelFacts';
import { PRETRAINED } from '../../support/summaries';
import { drawnPanel, only } from './drawnPanel';

/** The text. */
export const TOKENS = Array.from('is Ann?⁇Rome');
/** Its length. */
export const SIZE = TOKENS.length;

/** Each token looks at the first with a weight of its own head, and at itself with the rest. */
function shades(): Uint8Array {
  const maps = new Uint8Array(2 * SIZE * SIZE);
  for (let head = 0; head < 2; head++) {
    for (let query = 0; query < SIZE; query++) {
      const row = (head * SIZE + query) * SIZE;
      maps[row + query] = query === 0 ? 255 : 255 - 51 * (head + 1);
      if (query > 0) maps[row] = 51 * (head + 1);
    }
  }
  return maps;
}

const scoresOf = (value: number) =>
  Object.fromEntries(HEAD_SCORES.map((name) => [name, value])) as unknown as HeadScores;

/** Four heads, each with one value as all its scores. */
export function scored(values: readonly number[]): readonly ScoredHead[] {
  return values.map((value, index) => ({
    ...{ block: `blocks.${Math.floor(index / 2)}`, layer: Math.floor(index / 2), head: index % 2 },
    ...{ scores: scoresOf(value), chance: scoresOf(0.09) },
  }));
}

/** Two layers of two heads. */
export const VIEW: HeadsView = {
  run: PRETRAINED.path,
  step: 7,
  checkpoints: [2, 4],
  model: { ...OWN_FACTS, layers: 2 },
  tokens: TOKENS,
  labels: TOKENS,
  question: true,
  mask: 7,
  source: { kind: 'line', file: 'births.tsv', line: 3 },
  blocks: ['blocks.0', 'blocks.1'].map((block) => ({
    block,
    heads: 2,
    queries: SIZE,
    keys: SIZE,
    shades: shades(),
  })),
  scores: scored([0.1, 0.2, 0.3, 0.4]),
  warnings: ['One character is not known.'],
};

/** The heads page with its maps. */
export async function heads(preferences: object = {}, view = VIEW) {
  const panel = await drawnPanel({ page: 'heads', preferences });
  panel.hear({ kind: 'runs', runs: [PRETRAINED] });
  panel.hear({ kind: 'heads', view });
  await panel.settle();
  const asked = () =>
    panel.sent.flatMap((message) => (message.kind === 'analyse' ? [message] : [])) as readonly {
      readonly id: number;
      readonly request: HeadRequest;
    }[];
  /** Answers the last request of this kind. */
  const answer = async <Name extends AnalysisName>(what: Name, result: ResultOf<Name>) => {
    const request = asked().findLast((message) => message.request.what === what);
    if (!request) throw new Error(`Nobody asked for ${what}.`);
    // Sound: a result stands under its own name.
    const finding = { what, result, warnings: [] } as unknown as HeadResult & { readonly warnings: [] };
    panel.hear({ kind: 'analysis', event: { id: request.id, state: 'done', finding } });
    await panel.settle();
  };
  return { ...panel, asked, answer };
}

/** Chooses in a list by its name. */
export async function choose(label: string, value: string, settle: () => Promise<void>): Promise<void> {
  const list = only(`vscode-dropdown[aria-label="${label}"]`);
  Object.defineProperty(list, 'value', { configurable: true, value });
  list.dispatchEvent(new Event('change'));
  await settle();
}
