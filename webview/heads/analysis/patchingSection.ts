/**
 * Which heads carry the answers: each head's output exchanged between two questions of the file.
 */
import { type TemplateResult, html, nothing } from 'lit';
import { patchingRows } from '../../../src/heads/pictures/headTables';
import { cellText, tableCsv } from '../../../src/charts/table';
import { PATCH_REGIONS } from '../../../src/heads/results';
import { ANALYSES } from '../../../src/heads/kinds';
import { button } from '../../frame/controls';
import { progressOf } from './progress';
import { resultTable } from './resultTable';
import { type SectionCall, emptySection, needsFile, section } from './sectionFrame';

const PLACES = { answer: 'at the answer', name: 'at the name', all: 'everywhere' } as const;

const LOGIT = { name: 'logit difference', decimals: 1 } as const;

/** The section of *patching*: asked for, on its way, or its table and picture. */
export function patchingSection(call: SectionCall): TemplateResult {
  const { analysis, view } = call;
  const { title } = ANALYSES.patching;
  if (!view.question) return emptySection(title, needsFile());
  const ask = html`<p class="controls">
    ${
      analysis.waiting('patching')
        ? nothing
        : PATCH_REGIONS.map((region) =>
            button(`Exchange ${PLACES[region]}`, () => {
              analysis.ask({ what: 'patching', region });
            }),
          )
    }
    ${progressOf(analysis, 'patching')}
  </p>`;
  const found = analysis.found('patching');
  if (!found) return emptySection(title, ask);
  const { exchanges, region, clean, donorClean } = found;
  const content = {
    title,
    says:
      `${exchanges} exchanges ${PLACES[region]}; own answer over the other: ` +
      `${cellText(clean, LOGIT)} as it is, ${cellText(donorClean, LOGIT)} of the donors`,
    name: `patching-${region}`,
    csv: () => tableCsv(patchingRows(found)),
    json: found,
  };
  return section(call, content, html`${resultTable(patchingRows(found), title)} ${ask}`);
}
