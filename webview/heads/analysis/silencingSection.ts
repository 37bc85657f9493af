/**
 * What switching heads off changes: the line's loss and answer, and every head's effect on the file.
 */
import { type TemplateResult, html, nothing } from 'lit';
import { silencingTable, textSilencing } from '../../../src/heads/pictures/headTables';
import { tableCsv } from '../../../src/charts/table';
import { ANALYSES } from '../../../src/heads/kinds';
import { button } from '../../frame/controls';
import { countInWords } from '../../../src/numbers/formats';
import { progressOf } from './progress';
import { resultTable } from './resultTable';
import { type SectionCall, askForFile, emptySection, section } from './sectionFrame';

/** The section of *silencing*: the line’s above, the file’s below. */
export function silencingSection(call: SectionCall): TemplateResult {
  return html`${lineSection(call)} ${fileSection(call)}`;
}

function lineSection(call: SectionCall): TemplateResult {
  const { analysis } = call;
  const { silenced } = analysis;
  const found = analysis.found('silence');
  const { title } = ANALYSES.silence;
  const hint = 'Click a head in the grid to switch it off, and again to switch it on.';
  if (silenced.length === 0 || !found) {
    const waiting =
      silenced.length === 0 ? html`<p class="muted">${hint}</p>` : progressOf(analysis, 'silence');
    return emptySection(title, waiting);
  }
  const table = textSilencing(found);
  return section(
    call,
    { title, says: hint, name: 'without-heads', csv: () => tableCsv(table), json: found },
    html`${resultTable(table, title)}
      <p>
        ${button('All heads on', () => {
          analysis.silence([]);
        })}
      </p>`,
  );
}

function fileSection(call: SectionCall): TemplateResult {
  const { analysis, view } = call;
  const found = analysis.found('silencingTable');
  const { title } = ANALYSES.silencingTable;
  const ask = askForFile(call, 'silencingTable', 'Silence each head over');
  if (!found) return emptySection(title, ask);
  const { before, questions, step } = found;
  const content = {
    title,
    says: `with all heads ${countInWords(before.correct, questions, 'right')}, step ${step}`,
    name: 'silencing',
    csv: () => tableCsv(silencingTable(found)),
    json: found,
  };
  const again = step === view.step ? nothing : ask;
  return section(call, content, html`${resultTable(silencingTable(found), title)} ${again}`);
}
