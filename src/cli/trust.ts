/**
 * `attention-lab trust`: what a model knows and what it makes up, line by line and in numbers.
 */
import { writeTrust } from '../answers/trustFile';
import { TRUST_OPTIONS } from '../answers/options';
import { trustOfRuns } from '../answers/trustOfRuns';
import { trustSummary } from '../answers/trustSummary';
import { type Call, type Verb, specsOf } from './verb';

/** Asks runs’ models and reports what to believe. */
export const trust: Verb = {
  summary: 'what a model knows, and what it makes up',
  options: specsOf(TRUST_OPTIONS),
  opensModels: true,
  run: async (call) => {
    const options = call.read(TRUST_OPTIONS);
    const [path, report] = await trustOfRuns(options, progressLines(call));
    const out = options.out ?? path;
    await writeTrust(out, report);
    report.warnings.forEach(call.warn);
    trustSummary(report).forEach(call.say);
    call.say('');
    call.say(`report: ${out}`);
    return report;
  },
};

/** Progress goes to the error stream where nobody reads the text as it grows. */
function progressLines(call: Call): (line: string) => void {
  return (line) => {
    if (call.json) process.stderr.write(`${line}\n`);
  };
}
