/**
 * The theory lab’s pictures against committed ones. `vitest -u` writes them anew: look at them then.
 */
import { describe, expect, it } from 'vitest';
import { isPicture } from '../../support/pictures';
import { matrixOf } from '../../../src/numbers/linearAlgebra';
import { angleChart, errorChart, projectionMatrices } from '../../../src/theory/pictures/averaging';
import { chartSvg } from '../../../src/charts/chart';
import { cloudFrame, cloudPosition, cloudSvg } from '../../../src/theory/pictures/cloud';
import { growthChart, keysPlane, valuesPlane, weightBarsSvg } from '../../../src/theory/pictures/copying';
import { operationsChart, timesChart } from '../../../src/theory/pictures/cost';
import { headValuesSvg } from '../../../src/theory/pictures/headValues';
import { matrixSvg } from '../../../src/theory/pictures/matrix';
import { varianceChart, weightHistogram } from '../../../src/theory/pictures/noise';
import { PAPER } from '../../../src/charts/palette';
import { planePointAt, planePosition, planeSvg } from '../../../src/theory/pictures/plane';
import { averagingResults, parseAveragingState } from '../../../src/theory/averaging';
import { copyingResults, parseCopyingState } from '../../../src/theory/copying';
import { costResults, parseCostState } from '../../../src/theory/cost';
import { oneHeadResults, parseOneHeadState } from '../../../src/theory/oneHead';
import { parseTwoHeadsState, twoHeadsResults } from '../../../src/theory/twoHeads';

const WIDTH = 360;

describe('pictures of copying', () => {
  const results = copyingResults(parseCopyingState({}));

  it('draw keys and query', async () => {
    await isPicture(planeSvg(keysPlane(results, 240), PAPER), 'theory/copying-keys');
  });

  it('draw the way of c to the value', async () => {
    await isPicture(planeSvg(valuesPlane(results, 240), PAPER), 'theory/copying-values');
  });

  it('draw the weights as bars', async () => {
    await isPicture(weightBarsSvg(results, WIDTH, PAPER), 'theory/copying-weights');
  });

  it('draw the weights over β with the threshold', async () => {
    await isPicture(chartSvg(growthChart(results, WIDTH), PAPER), 'theory/copying-growth');
  });

  it('find the point under a position again', () => {
    const plane = { size: 240, range: 1.7 };
    const [x, y] = planePointAt(plane, planePosition(plane, [0.3, -1.1]));
    expect(x).toBeCloseTo(0.3, 12);
    expect(y).toBeCloseTo(-1.1, 12);
  });
});

describe('pictures of averaging', () => {
  const results = averagingResults(parseAveragingState({ tilt: 30 }));

  it('draw positive numbers filled and negative ones hollow', async () => {
    const matrix = matrixOf(2, 2, (row, column) => [1, -0.25, 0, 0.5][row * 2 + column] ?? 0);
    await isPicture(matrixSvg({ name: 'signs', matrix, cell: 24, most: 1 }, PAPER), 'theory/matrix-signs');
  });

  it('draw AᵀB as it leans', async () => {
    const overlap = projectionMatrices(results).find(({ name }) => name === 'AᵀB');
    if (!overlap) throw new Error('There is no picture of AᵀB.');
    await isPicture(matrixSvg(overlap, PAPER), 'theory/averaging-overlap');
  });

  it('draw the error over the angle', async () => {
    await isPicture(chartSvg(angleChart(results, WIDTH), PAPER), 'theory/averaging-angle');
  });

  it('draw the error over β', async () => {
    await isPicture(chartSvg(errorChart(results, WIDTH), PAPER), 'theory/averaging-error');
  });
});

describe('pictures of noise', () => {
  const oneHead = oneHeadResults(parseOneHeadState({ samples: 200, dimension: 16, keys: 8 }));

  it('put the values into the corners and an average in the middle', () => {
    const frame = cloudFrame(200);
    expect(cloudPosition(frame, 1, 0)).toEqual([frame.right, frame.bottom]);
    expect(cloudPosition(frame, 0, 1)).toEqual([frame.left, frame.bottom]);
    expect(cloudPosition(frame, 0.5, 0.5)).toEqual([100, frame.bottom]);
    expect(cloudPosition(frame, 0, 0)).toEqual([100, frame.top]);
  });

  it('draw the cloud', async () => {
    const { weightOnA, weightOnB } = oneHead;
    const some = { weightOnA: weightOnA.subarray(0, 40), weightOnB: weightOnB.subarray(0, 40) };
    await isPicture(cloudSvg({ width: 240, ...some, series: 0 }, PAPER), 'theory/noise-cloud');
  });

  it('draw the histogram with both formulas', async () => {
    await isPicture(chartSvg(weightHistogram(oneHead, WIDTH), PAPER), 'theory/noise-histogram');
  });

  it('draw the variance by heads', async () => {
    const results = twoHeadsResults(parseTwoHeadsState({ samples: 200, keys: 8, alpha: 0 }));
    await isPicture(chartSvg(varianceChart(results, WIDTH), PAPER), 'theory/noise-variance');
  });
});

describe('pictures of cost', () => {
  it('draw the operations', async () => {
    const results = costResults(parseCostState({}));
    await isPicture(chartSvg(operationsChart(results, WIDTH), PAPER), 'theory/cost-operations');
  });

  it('draw the times, once there are any', async () => {
    const state = parseCostState({});
    expect(timesChart(costResults(state), WIDTH)).toBeUndefined();
    const times = [32, 1024].flatMap((length) => [
      { length, variant: 'vanilla' as const, milliseconds: length / 20 },
      { length, variant: 'perceiver' as const, milliseconds: length / 100 },
    ]);
    const chart = timesChart(costResults(state, { device: 'onnx-cpu', sizes: state, times }), WIDTH);
    if (!chart) throw new Error('There is no chart.');
    await isPicture(chartSvg(chart, PAPER), 'theory/cost-times');
  });
});

describe('pictures of a model’s heads', () => {
  it('draw a bar for each head, and none where nothing is known', async () => {
    const values = ['blocks.0', 'up_block'].flatMap((block, row) =>
      [0.25, 1].map((value, head) => ({ block, head, value: row === 1 && head === 1 ? undefined : value })),
    );
    const mark = { at: 0.5, words: '½, as in the study' };
    const svg = headValuesSvg(
      {
        width: 240,
        values,
        most: 1,
        mark,
        text: String,
        blockTitle: (block: string) => block,
        chosen: { block: 'up_block', head: 0 },
      },
      PAPER,
    );
    await isPicture(svg, 'theory/head-values');
  });
});
