/**
 * The answers of `attention-lab heads`, by what is asked.
 */
import { fixed, threeDigits, wholePercent, countInWords } from '../numbers/formats';
import type { Weights } from '../model/checkpointWeights';
import type { FileAnalyses } from '../heads/fileAnalyses';
import type { HeadLab } from '../heads/headLab';
import { headsCalled } from '../heads/headPlaces';
import type { RunHistory } from '../heads/runHistory';
import type { Running } from '../model/running';
import type { AnalysedText, TextAnalyses } from '../heads/textAnalyses';
import { wordingOf } from '../data/questionWording';
import type { QuestionFile } from '../data/questions';
import {
  contributionsTable,
  fileSilencing,
  flowTable,
  meanFlowTable,
  patchingRows,
  scoresOverTime,
  scoresTable,
  silencingTable,
  textSilencing,
  timelineTable,
} from '../heads/pictures/headTables';
import type { Table } from '../charts/table';
import { PATCH_REGIONS } from '../heads/results';
import type { HeadAnswer, HeadQuestion } from './heads';
import { type Call, UsageError } from './verb';

/** A model, and one text for it. */
export interface AskedText {
  readonly lab: HeadLab;
  readonly weights: Weights;
  readonly text: string;
  /** Where the right answer and the wording may stand. */
  readonly file: QuestionFile | undefined;
}

/** A model, its run, and a file for it. */
export interface AskedFile {
  readonly lab: HeadLab;
  readonly weights: Weights;
  readonly analyses: FileAnalyses;
  readonly history: RunHistory;
}

const answered = <Result>(summary: string, result: Result, table: (result: Result) => Table): HeadAnswer => {
  return { summary, result, table: table(result) };
};

/** Answers about one text. */
export async function askText(
  call: Call,
  what: HeadQuestion,
  { lab, weights, text, file }: AskedText,
  analyses: TextAnalyses,
): Promise<HeadAnswer> {
  const asked = textOf(text, file);
  const { step } = weights.progress;
  switch (what) {
    case 'scores': {
      const heads = await analyses.scores(weights, asked);
      return answered(`step ${step}`, { step, texts: 1, skipped: 0, heads }, scoresTable);
    }
    case 'silencing': {
      const silenced = headsCalled(call.required('heads'), lab.model);
      return answered(`step ${step}`, await analyses.silencing(weights, asked, silenced), textSilencing);
    }
    case 'rollout':
      return answered(
        `where the last position gets what it holds, step ${step}`,
        await analyses.flow(weights, asked),
        flowTable,
      );
    case 'logits': {
      const found = await analyses.contributions(weights, asked);
      if (!found) throw new UsageError('--text is too short: write at least two characters.');
      const summary = `logit of '${found.character}' ${fixed(found.logit, 3)}, unexplained ${threeDigits(found.unexplained)}`;
      return answered(summary, found, contributionsTable);
    }
    case 'patching':
    case 'timeline':
      throw new UsageError(`--what ${what} needs --questions, not --text.`);
  }
}

function textOf(text: string, file: QuestionFile | undefined): AnalysedText {
  const known = file?.questions.find(({ question }) => question === text);
  return {
    text,
    question: true,
    ...(known?.answer === undefined ? {} : { answer: known.answer }),
    ...(file ? { wording: wordingOf(file.questions.map(({ question }) => question)) } : {}),
  };
}

/** Answers about a file. */
export async function askFile(call: Call, what: HeadQuestion, asked: AskedFile): Promise<HeadAnswer> {
  const { weights, analyses, history } = asked;
  const running = progressOf(call);
  switch (what) {
    case 'scores':
      return askScores(call, asked, running);
    case 'silencing':
      return askSilencing(call, asked, running);
    case 'patching': {
      const found = await analyses.patching(
        weights,
        call.choice('region', PATCH_REGIONS) ?? 'answer',
        running,
      );
      const summary =
        `${found.exchanges} exchanges at '${found.region}', step ${found.step}: ` +
        `logit difference ${fixed(found.clean, 2)} as it is, ${fixed(found.donorClean, 2)} of the donors`;
      return answered(summary, found, patchingRows);
    }
    case 'rollout': {
      const found = await analyses.flow(weights, running);
      return answered(`${found.questions} questions, step ${found.step}`, found, meanFlowTable);
    }
    case 'logits': {
      const found = await analyses.contributions(weights, running);
      const summary =
        `right answers’ first characters: ${found.questions} questions, step ${found.step}, ` +
        `mean logit ${fixed(found.logit, 3)}, unexplained at most ${threeDigits(found.unexplained)}`;
      return answered(summary, found, contributionsTable);
    }
    case 'timeline': {
      const found = await history.timeline(analyses, running);
      const ever = found.facts.filter(({ firstRight }) => firstRight !== null).length;
      const summary = `${found.steps.length} checkpoints: ${ever} of ${found.facts.length} questions were right at one of them`;
      return answered(summary, found, timelineTable);
    }
  }
}

async function askScores(
  call: Call,
  { weights, analyses, history }: AskedFile,
  running: Running,
): Promise<HeadAnswer> {
  if (call.has('over-time')) {
    const found = await history.scores(analyses, running);
    return answered(`${found.length} checkpoints`, found, scoresOverTime);
  }
  const found = await analyses.scores(weights, running);
  const skipped = found.skipped > 0 ? `, ${found.skipped} too long for the model` : '';
  return answered(`means over ${found.texts} texts${skipped}, step ${found.step}`, found, scoresTable);
}

async function askSilencing(
  call: Call,
  { lab, weights, analyses }: AskedFile,
  running: Running,
): Promise<HeadAnswer> {
  const labels = call.text('heads');
  const summary = ({ step, questions, before }: Awaited<ReturnType<FileAnalyses['silencingTable']>>) =>
    `with all heads ${countInWords(before.correct, questions, 'right')}, ` +
    `loss ${fixed(before.loss, 3)} nats a character, step ${step}`;
  if (labels === undefined) {
    const found = await analyses.silencingTable(weights, running);
    return answered(summary(found), found, silencingTable);
  }
  const found = await analyses.silencing(weights, headsCalled(labels, lab.model), running);
  return answered(summary({ ...found, heads: [] }), found, fileSilencing);
}

/** Tells progress on the error stream, at most twice a second, where nobody reads a table as it grows. */
function progressOf(call: Call): Running {
  let last = performance.now();
  return {
    onProgress: (done, total) => {
      if (!call.json || performance.now() - last < 500) return;
      last = performance.now();
      process.stderr.write(`${wholePercent(done / total)}\n`);
    },
  };
}
