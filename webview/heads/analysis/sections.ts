/**
 * What stands below the grid: one section at a time, each with its picture or table, and its numbers to
 * take away.
 */
import { fixed, threeDigits } from '../../../src/numbers/formats';
import { type TemplateResult, nothing } from 'lit';
import { factLinesSvg } from '../../../src/heads/pictures/factLines';
import { glyphOf } from '../../../src/heads/glyphs';
import { flowStripsSvg } from '../../../src/heads/pictures/flowStrips';
import {
  contributionsTable,
  flowTable,
  scoresOverTime,
  timelineTable,
} from '../../../src/heads/pictures/headTables';
import { logitBarsSvg } from '../../../src/heads/pictures/logitBars';
import { scoreHistorySvg } from '../../../src/heads/pictures/scoreHistory';
import { tableCsv } from '../../../src/charts/table';
import { HEAD_SCORES } from '../../../src/heads/headScores';
import { patchingSection } from './patchingSection';
import { progressOf } from './progress';
import { type SectionCall, askForFile, emptySection, section } from './sectionFrame';
import { silencingSection } from './silencingSection';

/** The section that is chosen. */
export function chosenSection(call: SectionCall): TemplateResult | typeof nothing {
  switch (call.state.preferences.headSection) {
    case 'none':
      return nothing;
    case 'silencing':
      return silencingSection(call);
    case 'patching':
      return patchingSection(call);
    case 'rollout':
      return rolloutSection(call);
    case 'logits':
      return logitsSection(call);
    case 'overTime':
      return overTimeSection(call);
    case 'facts':
      return factsSection(call);
  }
}

/** Asks for what the chosen section shows about the line. */
export function wantSection({ state, analysis }: SectionCall): void {
  const { headSection } = state.preferences;
  if (headSection === 'rollout' || headSection === 'logits') analysis.want(headSection);
  if (headSection === 'silencing') analysis.want('silence');
}

function rolloutSection(call: SectionCall): TemplateResult {
  const { analysis } = call;
  const found = analysis.found('rollout');
  const title = 'Rollout and flow';
  if (!found) return emptySection(title, progressOf(analysis, 'rollout'));
  const { view } = found;
  return section(call, {
    title,
    says: `where ‘${glyphOf(view.characters[view.position] ?? '')}’ can have got what it holds (Abnar & Zuidema, 2020)`,
    name: 'rollout',
    draw: (palette) => flowStripsSvg(view, palette),
    csv: () => tableCsv(flowTable(view)),
    json: view,
  });
}

function logitsSection(call: SectionCall): TemplateResult {
  const { analysis } = call;
  const found = analysis.found('logits');
  const title = 'Logit of the answer';
  if (!found) return emptySection(title, progressOf(analysis, 'logits'));
  const { contributions } = found;
  const { character, parts, unexplained } = contributions;
  const lead = parts.reduce((sum, { aboveMean }) => sum + aboveMean, 0);
  return section(call, {
    title,
    says: `‘${character}’ is ${fixed(lead, 2)} above the mean of all characters; unexplained ${threeDigits(unexplained)}`,
    name: 'logit-contributions',
    draw: (palette, room) => logitBarsSvg(parts, palette, room),
    csv: () => tableCsv(contributionsTable(contributions)),
    json: contributions,
  });
}

function overTimeSection(call: SectionCall): TemplateResult {
  const { analysis, state } = call;
  const found = analysis.found('overTime');
  const title = 'Score over training';
  if (!found) return emptySection(title, askForFile(call, 'overTime', 'Score the heads at every checkpoint'));
  const { headColour } = state.preferences;
  const score = HEAD_SCORES.find((name) => name === headColour) ?? 'onName';
  const { tables } = found;
  return section(call, {
    title,
    says: `means over ${tables[0]?.texts ?? 0} lines; choose the score above`,
    name: `${score}-over-training`,
    draw: (palette, room = Infinity) => scoreHistorySvg(tables, score, { palette, room }),
    csv: () => tableCsv(scoresOverTime(tables)),
    json: tables,
  });
}

function factsSection(call: SectionCall): TemplateResult {
  const found = call.analysis.found('timeline');
  const title = 'Facts over training';
  if (!found) return emptySection(title, askForFile(call, 'timeline', 'Ask every checkpoint'));
  const { timeline } = found;
  const ever = timeline.facts.filter(({ firstRight }) => firstRight !== null).length;
  const lost = timeline.facts.filter(({ lastLost }) => lastLost !== null).length;
  return section(call, {
    title,
    says: `${ever} of ${timeline.facts.length} were right at one checkpoint, ${lost} of them lost again at one`,
    name: 'facts-over-training',
    draw: (palette, room) => factLinesSvg(timeline, palette, room),
    csv: () => tableCsv(timelineTable(timeline)),
    json: timeline,
  });
}
