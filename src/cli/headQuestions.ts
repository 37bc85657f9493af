/**
 * The answers of `attention-lab heads`, by what is asked.
 */
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
  textSilencingTable,
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
  /** Whether the text is a question, rather than a text of its own. */
  readonly question: boolean;
  /** Where the right answer and the wording may stand. */
  readonly file: QuestionFile | undefined;
}

/** A model, its run, and a file for it. */
export interface AskedFile {
  readonly lab: HeadLab;
  readonly weights: Weights;
  readonly analyses: FileAnalyses;
  /** Undefined for a model that is no run. */
  readonly history: RunHistory | undefined;
}

const answered = <Result>(summary: string, result: Result, table: (result: Result) => Table): HeadAnswer => {
  return { summary, result, table: table(result) };
};

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** Answers about one text. */
export async function askText(
  call: Call,
  what: HeadQuestion,
  { lab, weights, text, question, file }: AskedText,
  analyses: TextAnalyses,
): Promise<HeadAnswer> {
  const asked = textOf(text, file, question);
  const { step } = weights.progress;
  switch (what) {
    case 'scores': {
      const heads = await analyses.scores(weights, asked);
      return answered(`step ${step}`, { step, texts: 1, skipped: 0, heads }, scoresTable);
    }
    case 'silencing': {
      const labels = call.text('heads');
      if (labels === undefined) {
        const found = await analyses.silencingTable(weights, asked, progressOf(call));
        const summary = `with all heads ${found.loss.toFixed(3)} nats a token over ${found.tokens} tokens, step ${step}`;
        return answered(summary, found, textSilencingTable);
      }
      const silenced = headsCalled(labels, lab.model);
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
      const summary = `logit of '${found.character}' ${found.logit.toFixed(3)}, unexplained ${found.unexplained.toExponential(1)}`;
      return answered(summary, found, contributionsTable);
    }
    case 'patching':
    case 'timeline':
      throw new UsageError(`--what ${what} needs --questions, not --text.`);
  }
}

function textOf(text: string, file: QuestionFile | undefined, question: boolean): AnalysedText {
  const known = file?.questions.find(({ question }) => question === text);
  return {
    text,
    question,
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
        `logit difference ${found.clean.toFixed(2)} as it is, ${found.donorClean.toFixed(2)} of the donors`;
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
        `mean logit ${found.logit.toFixed(3)}, unexplained at most ${found.unexplained.toExponential(1)}`;
      return answered(summary, found, contributionsTable);
    }
    case 'timeline': {
      const found = await historyOf(history).timeline(analyses, running);
      const ever = found.facts.filter(({ firstRight }) => firstRight !== null).length;
      const summary = `${found.steps.length} checkpoints: ${ever} of ${found.facts.length} questions were right at one of them`;
      return answered(summary, found, timelineTable);
    }
  }
}

function historyOf(history: RunHistory | undefined): RunHistory {
  if (history) return history;
  throw new UsageError('Only a run has checkpoints to look back at; this model has one state.');
}

async function askScores(
  call: Call,
  { weights, analyses, history }: AskedFile,
  running: Running,
): Promise<HeadAnswer> {
  if (call.has('over-time')) {
    const found = await historyOf(history).scores(analyses, running);
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
    `with all heads ${before.correct} of ${questions} right (${percent(before.accuracy)}), ` +
    `loss ${before.loss.toFixed(3)} nats a character, step ${step}`;
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
      process.stderr.write(`${Math.round((100 * done) / total)} %\n`);
    },
  };
}
