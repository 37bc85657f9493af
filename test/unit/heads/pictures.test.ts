/**
 * Pictures about heads against committed ones. `vitest -u` writes them anew: look at them then.
 */
import { describe, it } from 'vitest';
import { isPicture } from '../../support/pictures';
import { figure } from '../../../src/charts/figure';
import { attentionGridSvg } from '../../../src/heads/pictures/attentionGrid';
import { headMapSvg } from '../../../src/heads/pictures/headMap';
import { factLinesSvg } from '../../../src/heads/pictures/factLines';
import { flowStripsSvg } from '../../../src/heads/pictures/flowStrips';
import { logitBarsSvg } from '../../../src/heads/pictures/logitBars';
import { PAPER } from '../../../src/charts/palette';
import { scoreHistorySvg } from '../../../src/heads/pictures/scoreHistory';
import { NO_SCORES } from '../../../src/heads/scores/noScores';

const MAP = {
  block: 'blocks.0',
  heads: 2,
  queries: 3,
  keys: 3,
  weights: Float32Array.of(1, 0, 0, 0.5, 0.5, 0, 0.2, 0.3, 0.5, 1, 0, 0, 0, 1, 0, 0, 0, 1),
};

describe('pictures about heads', () => {
  it('draw all maps with their names and the scale', async () => {
    const maps = [MAP, { ...MAP, block: 'down_block' }];
    await isPicture(attentionGridSvg(maps), 'heads/attention-grid');
  });

  it('draw one head with what looks and what is looked at, a space as a sign', async () => {
    const names = { queries: ['A', ' ', '⁇'], keys: ['A', ' ', 'word'] };
    const words = { title: 'Layer 1 · head 1', caption: 'wiki-rope, step 12,400; dev.tsv, line 12.' };
    await isPicture(figure(headMapSvg(MAP, 0, names), words), 'heads/head-map');
  });

  it('draw what adds to a logit, what lowers it to the left', async () => {
    const parts = Array.from({ length: 16 }, (_, head) => {
      const aboveMean = (head % 3 === 0 ? -1 : 1) / (1 + head);
      return { kind: 'head', block: 'blocks.0', layer: 0, head, logit: 0, aboveMean } as const;
    });
    await isPicture(logitBarsSvg(parts), 'heads/logit-bars');
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
    await isPicture(flowStripsSvg(view), 'heads/flow-strips');
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
    await isPicture(factLinesSvg(timeline), 'heads/fact-lines');
    await isPicture(factLinesSvg(timeline, PAPER, 320), 'heads/fact-lines-narrow');
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
        return { ...head, scores: { ...NO_SCORES, onName, distance: step * index }, chance: NO_SCORES };
      }),
    }));
    await isPicture(scoreHistorySvg(tables, 'onName', { chance: 0.25 }), 'heads/score-history');
    await isPicture(scoreHistorySvg(tables, 'distance', { room: 100 }), 'heads/score-history-narrow');
  });
});
