/**
 * `node dist/test/circuits.js CHECK.json …`: README's picture of circuits that form, from the reports of `check-task`:
 * a chart a circuit, a line a seed. It goes to `media/readme/circuits.png`.
 */
import { resolve } from 'node:path';
import { group } from 'd3-array';
import { chromium } from 'playwright-core';
import { type Chart, chartSvg } from '../../src/charts/chart';
import { type Markup, html } from '../../src/charts/markup';
import { PAPER } from '../../src/charts/palette';
import { excludedLossChart, scoresChart } from '../../src/tasks/circuitCharts';
import { type TaskCheck, readTaskCheck } from '../../src/tasks/taskCheck';
import { requirements } from '../e2e/requirements';

const OUT = resolve(__dirname, '../../media/readme/circuits.png');
const STYLE = `
  body { margin: 12px; width: 1176px; display: grid; grid-template-columns: repeat(3, 1fr); gap: 8px 16px;
    font: 13px sans-serif; color: #1f2328; background: white }
  h2 { margin: 8px 0 0; font-size: 13px }
`;

const SIZE = { width: 380, height: 190 };

function section(title: string, chart: Chart): Markup {
  return html`<section>
    <h2>${title}</h2>
    ${chartSvg(chart, PAPER).markup}
  </section>`;
}

/** The charts of one task: how far each of its circuits had come at every checkpoint. */
function chartsOf(checks: readonly TaskCheck[]): readonly Markup[] {
  const [first] = checks;
  return (first?.circuits ?? []).flatMap((circuit) => {
    const results = checks.flatMap(({ training, circuits }) =>
      circuits
        .filter(({ name }) => name === circuit.name)
        .map((own) => [`seed ${training.seed}`, own] as const),
    );
    const task = first?.title ?? '';
    const excluded = excludedLossChart(circuit, SIZE);
    return [
      section(`${task}: ${circuit.title}`, scoresChart(results, SIZE)),
      ...(excluded ? [section(`${task}: excluded loss`, excluded)] : []),
    ];
  });
}

async function main(paths: readonly string[]): Promise<void> {
  const needs = requirements();
  if (typeof needs === 'string') throw new Error(needs);
  const checks = await Promise.all(paths.map(readTaskCheck));
  const bySeed = checks.toSorted((a, b) => a.training.seed - b.training.seed);
  const charts = [...group(bySeed, ({ task }) => task).values()].flatMap(chartsOf);
  const browser = await chromium.launch({ executablePath: needs.chromium, args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 1200, height: 100 }, deviceScaleFactor: 1.5 });
  await page.setContent(
    `<!doctype html><style>${STYLE}</style>${charts.map(({ source }) => source).join('')}`,
  );
  await page.screenshot({ path: OUT, fullPage: true });
  await browser.close();
  console.log(`${charts.length} charts of ${checks.length} runs: ${OUT}`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
