/**
 * What stands in the weights: which heads copy, which read what others write, and the circuits of the chosen head.
 */
import { type TemplateResult, html, nothing } from 'lit';
import { tableCsv } from '../../../src/charts/table';
import { headLabel } from '../../../src/heads/headNumbers';
import { ANALYSES } from '../../../src/heads/kinds';
import { circuitMatrixSvg } from '../../../src/heads/pictures/circuitMatrix';
import {
  circuitsTable,
  compositionsTable,
  lensTable,
  lensTokens,
  weightsTable,
} from '../../../src/heads/pictures/circuitTables';
import type { VocabularyCircuits } from '../../../src/heads/results';
import { fixed, wholeNumber } from '../../../src/numbers/formats';
import { enlargedHead } from '../../../src/processes/shownHeads';
import { button } from '../../frame/controls';
import { currentTheme } from '../../frame/theme';
import { drawn } from '../../pictures/drawn';
import { progressOf } from './progress';
import { resultTable } from './resultTable';
import { type SectionCall, emptySection, section } from './sectionFrame';

/** The section of the circuits. */
export function circuitsSection(call: SectionCall): TemplateResult {
  const { analysis } = call;
  const [found, circuits] = [analysis.found('weights'), analysis.found('circuits')?.[0]];
  const title = 'Circuits in the weights';
  const ask = askForWeights(call, circuits);
  const progress = html`${progressOf(analysis, 'weights')} ${progressOf(analysis, 'circuits')}`;
  if (!found) return emptySection(title, html`<p class="controls">${ask} ${progress}</p>`);
  const says = `step ${wholeNumber(found.step)}; copying 1 to −1, composition of random matrices ${fixed(found.chance, 2)} (Elhage et al., 2021)`;
  return section(
    call,
    {
      ...{ title, says, name: 'circuits', json: { weights: found, circuits } },
      csv: () => tableCsv(circuits ? circuitsTable([circuits]) : compositionsTable(found)),
    },
    html`<p class="controls">${ask} ${progress}</p>
      ${resultTable(weightsTable(found), ANALYSES.weights.title)} ${circuits ? matrices(circuits) : nothing}`,
  );
}

/** The button, where what is shown is of another head or of other weights. */
function askForWeights(
  { analysis, state, view }: SectionCall,
  circuits: VocabularyCircuits | undefined,
): TemplateResult | typeof nothing {
  const head = enlargedHead(view.blocks, state.selection.head);
  const isShown =
    circuits?.block === head.block && circuits.head === head.head && circuits.step === view.step;
  if (isShown || analysis.waiting('weights') || analysis.waiting('circuits')) return nothing;
  const layer = view.blocks.findIndex(({ block }) => block === head.block);
  const label = `Read the weights, circuits of head ${headLabel({ layer, head: head.head })}`;
  return button(label, () => {
    analysis.ask({ what: 'weights' });
    analysis.ask({ what: 'circuits', heads: [head] });
  });
}

function matrices({ layer, head, tokens, vocabulary, qk, ov }: VocabularyCircuits): TemplateResult {
  const name = `head ${headLabel({ layer, head })}`;
  const parts = [
    {
      numbers: ov,
      title: `OV of ${name}: looked at ↓, next →`,
      lacks: 'its latents lie between token and prediction',
    },
    {
      numbers: qk,
      title: `QK of ${name}: looks ↓, looked at →`,
      lacks: 'it compares no tokens with each other',
    },
  ];
  const few =
    tokens.length < vocabulary ? `the ${tokens.length} tokens that it moves most, of ${vocabulary}` : '';
  return html`${few === '' ? nothing : html`<p class="muted">${few}</p>`}
    <div class="circuits">
      ${parts.map(({ numbers, title, lacks }) =>
        numbers
          ? html`<div class="analysis-picture">
              ${drawn(circuitMatrixSvg({ title, tokens, numbers }, currentTheme()).markup)}
            </div>`
          : html`<p class="muted">${title.slice(0, 2)} of ${name} is not defined: ${lacks}.</p>`,
      )}
    </div>`;
}

/** The section of the logit lens. */
export function lensSection(call: SectionCall): TemplateResult {
  const found = call.analysis.found('lens');
  const { title } = ANALYSES.lens;
  if (!found) return emptySection(title, progressOf(call.analysis, 'lens'));
  const says = `what the model would predict if it ended there: ${found.predicted} tokens of the line (nostalgebraist, 2020)`;
  return section(
    call,
    { title, says, name: 'logit-lens', csv: () => tableCsv(lensTokens(found)), json: found },
    resultTable(lensTable(found), title),
  );
}
