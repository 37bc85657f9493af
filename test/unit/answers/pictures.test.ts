/**
 * Pictures of trust against committed ones. `vitest -u` writes them anew: look at them then.
 */
import { describe, expect, it } from 'vitest';
import { calibrationOf } from '../../../src/answers/calibration';
import { answerBiasSvg } from '../../../src/answers/pictures/answerBias';
import { confidenceHistogramSvg } from '../../../src/answers/pictures/confidenceHistogram';
import { reliabilityChart } from '../../../src/answers/pictures/reliability';
import { riskCoverageChart } from '../../../src/answers/pictures/riskCoverage';
import { shareBarsSvg } from '../../../src/answers/pictures/shareBars';
import { verdictBarSvg } from '../../../src/answers/pictures/verdictBar';
import { riskCoverage } from '../../../src/answers/riskCoverage';
import { tallyOf } from '../../../src/answers/tallies';
import { VERDICT_NAMES } from '../../../src/answers/verdicts';
import { chartSvg } from '../../../src/charts/chart';
import { figure } from '../../../src/charts/figure';
import { PAGE, PAPER } from '../../../src/charts/palette';
import type { Drawing } from '../../../src/charts/svg';
import { isPicture } from '../../support/pictures';

/** The values of one attribute, in order. */
function values({ markup }: Drawing, element: string, attribute: string): readonly string[] {
  const pattern = new RegExp(`<${element}[^>]* ${attribute}="([^"]*)"`, 'g');
  return Array.from(markup.source.matchAll(pattern), ([, value = '']) => value);
}

/** The surer, the more often right. */
const FORECASTS = Array.from({ length: 40 }, (_, index) => {
  return { confidence: (index + 0.5) / 40, right: (index * 7) % 40 < index };
});

describe('pictures of trust', () => {
  it('divide the bar as the verdicts are, and name each', async () => {
    const bar = verdictBarSvg(
      [
        { verdict: 'known', count: 30 },
        { verdict: 'lucky', count: 0 },
        { verdict: 'made up', count: 10 },
      ],
      { width: 400, legend: true },
    );
    expect(values(bar, 'rect', 'width').slice(0, 2)).toEqual(['299', '99']);
    expect(bar.markup.source).not.toContain('lucky');
    await isPicture(bar, 'answers/verdict-bar');
    const all = VERDICT_NAMES.map((verdict, index) => ({ verdict, count: 40 - 6 * index }));
    await isPicture(verdictBarSvg(all), 'answers/verdict-bar-all');
  });

  it('draw risk over coverage, and where inventions are kept out', async () => {
    const abstention = {
      ...{ keptOut: 0.95, threshold: 0.5, inventions: 20, inventionsAnswered: 1 },
      ...{ answered: tallyOf(15, 20), rightWithheld: 5, wrongWithheld: 15 },
    };
    const curves = [
      { measure: 'probability' as const, riskCoverage: riskCoverage(FORECASTS), abstention },
      { measure: 'margin' as const, riskCoverage: riskCoverage(FORECASTS.slice(10)) },
    ];
    await isPicture(chartSvg(riskCoverageChart(curves), PAPER), 'answers/risk-coverage');
  });

  it('draw confidence against the share right, few answers paler', async () => {
    const before = calibrationOf(FORECASTS, 8);
    const after = calibrationOf(FORECASTS.slice(5), 5);
    const scaled = { after, temperatures: [1.5, 1.5] as const, temperature: 1.5 };
    await isPicture(chartSvg(reliabilityChart({ before, scaled }), PAPER), 'answers/reliability');
  });

  it('draw shares to scale with their intervals and say where there is nothing', async () => {
    const bars = shareBarsSvg([
      { label: 'once', ...tallyOf(10, 20) },
      { label: '2 – 3 times', ...tallyOf(4, 4) },
      { label: 'never', ...tallyOf(0, 0) },
    ]);
    const [whole, half] = values(bars, 'rect', 'width').map(Number);
    expect(half).toBe((whole ?? 0) / 2);
    await isPicture(bars, 'answers/share-bars');
  });

  it('draw how sure it is, row by row, with the threshold', async () => {
    const histogram = { low: 0, high: 1, right: [0, 1, 2, 6], wrong: [4, 3, 1, 0], invented: [9, 2, 0, 0] };
    const picture = confidenceHistogramSvg({ histogram, threshold: 0.4, measure: 'probability' });
    await isPicture(picture, 'answers/confidence');
  });

  it('leave out rows without answers, and thresholds that are none', () => {
    const histogram = { low: 0, high: 1, right: [0, 3], wrong: [1, 0], invented: [0, 0] };
    const { markup } = confidenceHistogramSvg({ histogram, threshold: -Infinity, measure: 'probability' });
    expect(markup.source).not.toContain('invented');
    expect(markup.source).not.toContain('stroke-dasharray');
  });

  it('draw what answers lean towards, and show them as they are written', async () => {
    const picture = answerBiasSvg([
      { answer: 'London', predicted: 31, truth: 12, trained: 80 },
      { answer: '<b>&', predicted: 1, truth: 4, trained: 0 },
    ]);
    expect(picture.markup.source).toContain('&lt;b&gt;&amp;');
    await isPicture(picture, 'answers/answer-bias');
  });

  it('stand in a paper with title and caption, and take their colours along', async () => {
    const bar = verdictBarSvg([{ verdict: 'known', count: 1 }]);
    const words = { title: 'What it knows', caption: 'All answers of wiki-rope, step 14,950, on dev.tsv.' };
    const paper = figure(bar, words);
    expect(paper.markup.source).toContain('fill="#009e73"');
    expect(paper.markup.source).not.toContain('var(');
    await isPicture(paper, 'answers/figure');
  });

  it('leave their colours to the page that they stand on', () => {
    const { markup } = verdictBarSvg([{ verdict: 'known', count: 1 }], undefined, PAGE);
    expect(markup.source).toContain('fill="var(--series-3, #009e73)"');
    expect(markup.source).toContain('fill="currentColor"');
  });
});
