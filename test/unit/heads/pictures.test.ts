/**
 * Pictures about heads against committed ones. `vitest -u` writes them anew: look at them then.
 */
import { describe, expect, it } from 'vitest';
import type { Markup } from '../../../src/charts/markup';
import { factLinesSvg } from '../../../src/heads/pictures/factLines';
import { flowStripsSvg } from '../../../src/heads/pictures/flowStrips';
import { logitBarsSvg } from '../../../src/heads/pictures/logitBars';
import { PAPER_STYLE } from '../../../src/heads/pictures/pictureStyle';
import { scoreHistorySvg } from '../../../src/heads/pictures/scoreHistory';
import { NO_SCORES } from '../../../src/heads/scores/mapScores';

async function isPicture({ source }: Markup, name: string): Promise<void> {
  // One element a line, so that a change can be read in a review.
  await expect(`${source.replaceAll(/><(?!\/)/g, '>\n<')}\n`).toMatchFileSnapshot(`pictures/${name}.svg`);
}

describe('pictures about heads', () => {
  it('draw what adds to a logit, what lowers it to the left', async () => {
    const parts = Array.from({ length: 16 }, (_, head) => {
      const aboveMean = (head % 3 === 0 ? -1 : 1) / (1 + head);
      return { kind: 'head', block: 'blocks.0', layer: 0, head, logit: 0, aboveMean } as const;
    });
    await isPicture(logitBarsSvg(parts), 'logit-bars');
  });

  it('draw where a position gets what it holds', async () => {
    const view = {
      characters: Array.from('Ada?⁇'),
      position: 4,
      blocks: [
        { block: 'blocks.0', shares: [0, 0.1, 0.1, 0.2, 0.6] },
        { block: 'blocks.1', shares: [0.3, 0.3, 0.1, 0.1, 0.2] },
      ],
      flow: [1, 0.5, 0.25, 0.125, 0.5],
    };
    await isPicture(flowStripsSvg(view), 'flow-strips');
  });

  it('draw when facts were right, learned first at the bottom', async () => {
    const fact = (
      line: number,
      right: readonly boolean[],
      firstRight: number | null,
      lastLost: number | null,
    ) => {
      const onName = right.map((_, at) => at / 4);
      return {
        line,
        question: `q${line}`,
        answer: 'a',
        right,
        onName,
        onNameMost: onName,
        firstRight,
        lastLost,
      };
    };
    const timeline = {
      steps: [10, 20, 30, 40],
      facts: [
        fact(1, [false, true, false, true], 20, 30),
        fact(2, [true, true, true, true], 10, null),
        fact(3, [false, false, false, false], null, null),
      ],
      skipped: 0,
    };
    await isPicture(factLinesSvg(timeline), 'fact-lines');
    await isPicture(factLinesSvg(timeline, { ...PAPER_STYLE, room: 320 }), 'fact-lines-narrow');
  });

  it('draw a score over training, a gap where it is not defined', async () => {
    const heads = [0, 1, 2, 3].map((head) => ({
      block: 'blocks.0',
      layer: Math.floor(head / 2),
      head: head % 2,
    }));
    const tables = [1, 2, 3].map((step) => ({
      step,
      texts: 2,
      skipped: 0,
      heads: heads.map((head, index) => {
        const onName = index === 3 ? null : (step * (index + 1)) / 12;
        return { ...head, scores: { ...NO_SCORES, onName, distance: step * index } };
      }),
    }));
    await isPicture(scoreHistorySvg(tables, 'onName'), 'score-history');
    await isPicture(
      scoreHistorySvg(tables, 'distance', { ...PAPER_STYLE, room: 100 }),
      'score-history-narrow',
    );
  });
});
