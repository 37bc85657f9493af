/**
 * `attention-lab evaluate`: asks a trained model a file of questions and scores it.
 */
import { join } from 'node:path';
import type { Score } from '../answers/evaluate';
import { predictionLines } from '../answers/predictionsFile';
import { evaluateOther } from '../answers/evaluateOpened';
import { evaluateRun } from '../answers/evaluateRun';
import { EVALUATE_OPTIONS } from '../answers/options';
import { writeAtomically } from '../files/writeAtomically';
import { modelKind } from '../model/openAny';
import { countInWords, percent } from '../numbers/formats';
import { requireOwnFiles } from '../runs/ownFiles';
import { RunFolder } from '../runs/runFolder';
import { FOLLOWED_BY, type FollowedBy, refuseIgnored } from './openOptions';
import { type Call, type Verb, specsOf } from './verb';

/** The corpus is not among them: it gives the ceiling of any model. */
const ASKED_BY_TEMPLATE = {
  template: FOLLOWED_BY.template,
  'heads-each': FOLLOWED_BY['heads-each'],
} satisfies FollowedBy;

/** A run that is asked as it was trained ends its answers itself. */
const ASKED_AS_TRAINED = {
  ...ASKED_BY_TEMPLATE,
  tokens: ['huggingFace', 'checkpoint', 'assignment'],
} satisfies FollowedBy;

/** Asks a model a file of questions. */
export const evaluate: Verb = {
  summary: 'asks a trained model a file of questions and scores it',
  options: specsOf(EVALUATE_OPTIONS),
  opensModels: true,
  run: async (call) => {
    const options = call.read(EVALUATE_OPTIONS);
    const kind = await modelKind(options.run);
    refuseIgnored(call, kind, options.template === undefined ? ASKED_AS_TRAINED : ASKED_BY_TEMPLATE);
    const isRun = kind === 'run' && options.template === undefined;
    const ask = isRun ? evaluateRun : evaluateOther;
    const { asked, score, warnings } = await ask(options, (answered, all) => {
      if (call.json) process.stderr.write(`${answered} of ${all} answered\n`);
    });
    warnings.forEach(call.warn);
    const folder = new RunFolder(options.run);
    if (isRun) await requireOwnFiles(folder);
    // Somebody else's model folder is not written into.
    const inRun = isRun ? join(folder.predictions, `${fileStem(options.questions)}.tsv`) : undefined;
    const predictions = options.predictions ?? inRun;
    if (predictions !== undefined) await writeAtomically(predictions, [predictionLines(asked)]);
    if (score) sayScore(call, score);
    else
      call.say(
        `${asked.length} ${asked.length === 1 ? 'question' : 'questions'} asked; the file has no answers to score them.`,
      );
    if (predictions !== undefined) call.say(`predictions: ${predictions}`);
    return { run: folder.path, questions: options.questions, predictions, ...score };
  },
};

function fileStem(path: string): string {
  return (path.split(/[\\/]/).at(-1) ?? path).replace(/\.[^.]*$/, '');
}

function sayScore(call: Call, { scored, correct, baseline, ceiling }: Score): void {
  call.say(`${countInWords(correct, scored, 'right')}; in brackets the 95 % interval`);
  call.say(`always answering '${baseline.answer}': ${percent(baseline.correct / scored)}`);
  if (ceiling !== undefined) call.say(`answer stands in the text: ${percent(ceiling / scored)}`);
}
