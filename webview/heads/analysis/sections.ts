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
import { chanceLevels } from '../../../src/heads/chanceLevels';
import { HEAD_SCORES } from '../../../src/heads/headScores';
import { ANALYSES, type HeadSectionName, LINE_ANALYSES } from '../../../src/heads/kinds';
import { circuitsSection, lensSection } from './circuitsSection';
import { patchingSection } from './patchingSection';
import { progressOf } from './progress';
import { type SectionCall, askForFile, emptySection, section } from './sectionFrame';
import { silencingSection } from './silencingSection';

/** One section of the page for each of `kinds.ts`. */
const SECTIONS: Readonly<Record<HeadSectionName, (call: SectionCall) => TemplateResult>> = {
  silencing: silencingSection,
  patching: patchingSection,
  rollout: rolloutSection,
  logits: logitsSection,
  lens: lensSection,
  circuits: circuitsSection,
  overTime: overTimeSection,
  facts: factsSection,
};

/** The section that is chosen. */
export function chosenSection(call: SectionCall): TemplateResult | typeof nothing {
  const { headSection } = call.state.preferences;
  return headSection === 'none' ? nothing : SECTIONS[headSection](call);
}

/** Asks for what the chosen section shows about the line. */
export function wantSection({ state, analysis }: SectionCall): void {
  const { headSection } = state.preferences;
  for (const name of LINE_ANALYSES) if (ANALYSES[name].section === headSection) analysis.want(name);
}

function rolloutSection(call: SectionCall): TemplateResult {
  const { analysis } = call;
  const found = analysis.found('rollout');
  const { title } = ANALYSES.rollout;
  if (!found) return emptySection(title, progressOf(analysis, 'rollout'));
  return section(call, {
    title,
    says: `where ‘${glyphOf(found.characters[found.position] ?? '')}’ can have got what it holds (Abnar & Zuidema, 2020)`,
    name: 'rollout',
    draw: (palette) => flowStripsSvg(found, palette),
    csv: () => tableCsv(flowTable(found)),
    json: found,
  });
}

function logitsSection(call: SectionCall): TemplateResult {
  const { analysis } = call;
  const found = analysis.found('logits');
  const { title } = ANALYSES.logits;
  if (!found) return emptySection(title, progressOf(analysis, 'logits'));
  const { character, parts, unexplained } = found;
  const lead = parts.reduce((sum, { aboveMean }) => sum + aboveMean, 0);
  return section(call, {
    title,
    says: `‘${character}’ is ${fixed(lead, 2)} above the mean of all tokens; unexplained ${threeDigits(unexplained)}`,
    name: 'logit-contributions',
    draw: (palette, room) => logitBarsSvg(parts, palette, room),
    csv: () => tableCsv(contributionsTable(found)),
    json: found,
  });
}

function overTimeSection(call: SectionCall): TemplateResult {
  const { analysis, state } = call;
  const found = analysis.found('overTime');
  const { title } = ANALYSES.overTime;
  if (!found) return emptySection(title, askForFile(call, 'overTime', 'Score the heads at every checkpoint'));
  const { headColour } = state.preferences;
  const score = HEAD_SCORES.find((name) => name === headColour) ?? 'onName';
  const levels = chanceLevels(found[0]?.heads ?? []);
  const chance = levels[score];
  return section(call, {
    title,
    says: `means over ${found[0]?.texts ?? 0} lines; choose the score above`,
    name: `${score}-over-training`,
    draw: (palette, room = Infinity) =>
      scoreHistorySvg(found, score, { palette, room, ...(chance === undefined ? {} : { chance }) }),
    csv: () => tableCsv(scoresOverTime(found, levels)),
    json: found,
  });
}

function factsSection(call: SectionCall): TemplateResult {
  const found = call.analysis.found('timeline');
  const { title } = ANALYSES.timeline;
  if (!found) return emptySection(title, askForFile(call, 'timeline', 'Ask every checkpoint'));
  const ever = found.facts.filter(({ firstRight }) => firstRight !== null).length;
  const lost = found.facts.filter(({ lastLost }) => lastLost !== null).length;
  return section(call, {
    title,
    says: `${ever} of ${found.facts.length} were right at one checkpoint, ${lost} of them lost again at one`,
    name: 'facts-over-training',
    draw: (palette, room) => factLinesSvg(found, palette, room),
    csv: () => tableCsv(timelineTable(found)),
    json: found,
  });
}
