/**
 * What became of the model as a whole while the run learned: which heads copy and which read what others
 * write, by their weights; what each layer predicts of the learned text; how large the weights are.
 */
import { type TemplateResult, html, nothing } from 'lit';
import { blockLabel } from '../../src/heads/blockNames';
import {
  type ModelCurve,
  type ModelTimelinePoint,
  compositionCurves,
  copyingCurves,
  lensCurves,
  normCurves,
} from '../../src/heads/formation/modelPoint';
import { headLabel } from '../../src/heads/headNumbers';
import { fixed, wholePercent } from '../../src/numbers/formats';
import { type HeadTimelinesCall, STRONGEST, lastOf, placesOf } from './headTimelines';
import type { ChartContent } from './chartContent';
import './curveChart';

/** What people call a module, where the name of its parameters says it badly. */
const MODULES: Readonly<Record<string, string>> = {
  attn: 'attention',
  mlp: 'MLP',
  tok_emb: 'embedding',
  head: 'read-out',
};

/** The section; nothing for a run that has not looked at its model. */
export function modelTimelines(call: HeadTimelinesCall): TemplateResult | typeof nothing {
  const { state, axis, first } = call;
  const points = (state.timelines.get(first.run.path)?.points ?? []).filter(
    ({ model }) => model !== undefined,
  );
  if (points.length < 2) return nothing;
  const charts = [copying, composition, lens, norms].flatMap((chartOf) => chartOf(points, call) ?? []);
  return html`<section class="model-timelines" aria-label="What the model became">
    <div class="picture-head">
      <h2>What the model became</h2>
      <span class="readout"
        >by its weights (Elhage et al., 2021) and the logit lens (nostalgebraist, 2020)</span
      >
    </div>
    <div class="charts small">
      ${charts.map(
        (content) => html`<curve-chart .state=${state} .axis=${axis} .content=${content}></curve-chart>`,
      )}
    </div>
  </section>`;
}

type Points = readonly ModelTimelinePoint[];

function copying(points: Points, call: HeadTimelinesCall): ChartContent | undefined {
  const curves = copyingCurves(points).map(({ layer, head, values }) => ({
    name: headLabel({ layer, head }),
    values,
  }));
  return chart(points, call, {
    ...{ title: 'copying', yLabel: 'copying score', curves: largest(curves), share: false },
    words: (value) => fixed(value, 2),
  });
}

function composition(points: Points, call: HeadTimelinesCall): ChartContent | undefined {
  return chart(points, call, {
    ...{ title: 'strongest composition', yLabel: 'composition score', share: false },
    curves: compositionCurves(points),
    words: (value) => fixed(value, 2),
  });
}

function lens(points: Points, call: HeadTimelinesCall): ChartContent | undefined {
  const curves = lensCurves(points).map(({ name, values }) => ({ name: blockLabel(name), values }));
  return chart(points, call, {
    ...{ title: 'logit lens', yLabel: 'share right', curves: curves.slice(-STRONGEST), share: true },
    words: wholePercent,
  });
}

function norms(points: Points, call: HeadTimelinesCall): ChartContent | undefined {
  const curves = normCurves(points).map(({ name, values }) => ({ name: MODULES[name] ?? name, values }));
  return chart(points, call, {
    ...{ title: 'weight norms', yLabel: 'norm', curves: largest(curves), share: false },
    words: (value) => fixed(value, 1),
  });
}

function largest(curves: readonly ModelCurve[]): readonly ModelCurve[] {
  return [...curves]
    .sort((one, other) => Math.abs(lastOf(other)) - Math.abs(lastOf(one)))
    .slice(0, STRONGEST);
}

interface Chart extends Pick<ChartContent, 'title' | 'yLabel' | 'share'> {
  readonly curves: readonly ModelCurve[];
  readonly words: (value: number) => string;
}

function chart(
  points: Points,
  call: HeadTimelinesCall,
  { curves, words, ...own }: Chart,
): ChartContent | undefined {
  if (curves.length === 0) return undefined;
  const x = placesOf(points, call);
  return {
    ...call.frame,
    ...own,
    unit: curves.map(({ name, now, values }) => `${now ?? name} ${words(lastOf({ values }))}`).join(' · '),
    curves: curves.map(({ name, values }, series) => ({ name, series, x, y: values })),
    hidden: new Set<string>(),
    references: [],
    logY: false,
  };
}
