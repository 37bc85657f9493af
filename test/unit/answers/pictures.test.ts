import { describe, expect, it } from 'vitest';
import { confidenceHistogramSvg } from '../../../src/answers/pictures/confidenceHistogram';
import type { Markup } from '../../../src/charts/markup';
import { answerBiasSvg } from '../../../src/answers/pictures/answerBias';
import { plotIn, standalone } from '../../../src/answers/pictures/plot';
import { riskCoverageSvg } from '../../../src/answers/pictures/riskCoverage';
import { shareBarsSvg } from '../../../src/answers/pictures/shareBars';
import { verdictBarSvg } from '../../../src/answers/pictures/verdictBar';
import { riskCoverage } from '../../../src/answers/riskCoverage';
import { tallyOf } from '../../../src/answers/tallies';

/** The values of one attribute, in order. */
function values({ source }: Markup, element: string, attribute: string): readonly string[] {
  const pattern = new RegExp(`<${element}[^>]* ${attribute}="([^"]*)"`, 'g');
  return Array.from(source.matchAll(pattern), ([, value = '']) => value);
}

describe('pictures of trust', () => {
  it('divide the bar as the verdicts are, and name each', () => {
    const svg = verdictBarSvg(
      [
        { verdict: 'known', count: 30 },
        { verdict: 'lucky', count: 0 },
        { verdict: 'made up', count: 10 },
      ],
      { width: 400, legend: true },
    );
    expect(values(svg, 'rect', 'width').slice(0, 2)).toEqual(['299', '99']);
    expect(svg.source).toContain('known  30  (75\u00a0%)');
    expect(svg.source).not.toContain('lucky');
  });

  it('draw risk where coverage says', () => {
    const curve = riskCoverage([
      { confidence: 0.9, right: true },
      { confidence: 0.5, right: false },
    ]);
    const size = { width: 320, height: 320 };
    const { x, y } = plotIn(size);
    const svg = riskCoverageSvg([{ measure: 'probability', riskCoverage: curve }], size);
    const points = `${x(0.5).toFixed(1)},${y(0).toFixed(1)} ${x(1).toFixed(1)},${y(0.5).toFixed(1)}`;
    expect(values(svg, 'polyline', 'points')).toEqual([points]);
  });

  it('draw shares to scale and say where there is nothing', () => {
    const svg = shareBarsSvg([
      { label: 'once', ...tallyOf(1, 2) },
      { label: 'never', ...tallyOf(0, 0) },
    ]);
    const [whole, half] = values(svg, 'rect', 'width').map(Number);
    expect(half).toBe((whole ?? 0) / 2);
    expect(svg.source).toContain('no such question');
  });

  it('leave out rows without answers, and thresholds that are none', () => {
    const histogram = { low: 0, high: 1, right: [0, 3], wrong: [1, 0], invented: [0, 0] };
    const svg = confidenceHistogramSvg(histogram, -Infinity, 'probability');
    expect(svg.source).not.toContain('invented');
    expect(svg.source).not.toContain('stroke-dasharray');
  });

  it('show answers as they are written, whatever they hold', () => {
    const svg = answerBiasSvg([{ answer: '<b>&', predicted: 1, truth: 1, trained: 0 }]);
    expect(svg.source).toContain('&lt;b&gt;&amp;');
    expect(svg.source).not.toContain('<b>');
  });

  it('take their colours along into files', () => {
    const svg = standalone(verdictBarSvg([{ verdict: 'known', count: 1 }]));
    expect(svg).toContain('fill="#009e73"');
    expect(svg).not.toContain('var(');
  });
});
