/**
 * Reads what `attention-lab evaluate --json` leaves: the score, and a line for each question.
 */
import { existsSync } from 'node:fs';
import * as v from 'valibot';
import { predictionCell } from '../../answers/predictionsFile';
import type { TrustReport } from '../../answers/trust';
import type { Verdict } from '../../answers/verdicts';
import { readSmallFile } from '../../files/regularFile';
import { corpusOfRun } from '../../runs/lineage';
import { RunFolder } from '../../runs/runFolder';
import { readTrust, trustPath } from '../../answers/trustFile';

const result = v.object({
  run: v.string(),
  questions: v.string(),
  predictions: v.string(),
  scored: v.optional(v.number(), 0),
  correct: v.optional(v.number(), 0),
  accuracy: v.optional(v.number(), 0),
  interval: v.optional(v.object({ low: v.number(), high: v.number() }), { low: 0, high: 1 }),
  baseline: v.optional(v.object({ answer: v.string(), correct: v.number() }), { answer: '', correct: 0 }),
  ceiling: v.optional(v.number()),
});

/** One line of the questions file, answered. */
export interface AnsweredLine {
  /** From 1. */
  readonly line: number;
  readonly question: string;
  readonly prediction: string;
  /** The true answer; empty where the file has none. */
  readonly answer: string;
  /** Undefined where there is nothing to compare with. */
  readonly correct: boolean | undefined;
  /** Probability of the prediction, 0 to 1. */
  readonly probability: number;
  /** What it is worth, where this has been checked. */
  readonly verdict?: Verdict;
  /** Why, a sentence each; none where it has not been checked. */
  readonly reasons: readonly string[];
}

/** An evaluation as views show it. */
export interface EvaluationResult extends Omit<v.InferOutput<typeof result>, 'run' | 'questions'> {
  /** The name of the run that was asked. */
  readonly run: string;
  /** The run that can be asked again; left out of a committee. */
  readonly asked?: AskedRun;
  readonly lines: readonly AnsweredLine[];
}

/** The run that answered. */
interface AskedRun {
  readonly path: string;
  /** Whether the text that it was pretrained on is known, so that its answers can be looked up there. */
  readonly hasCorpus: boolean;
}

/** Reads the command's output, the predictions file that it names, and verdicts where there are any. */
export async function readEvaluation(stdout: string, run: string): Promise<EvaluationResult> {
  const score = v.parse(result, JSON.parse(stdout));
  const [, ...rows] = (await readSmallFile(score.predictions)).toString('utf8').trimEnd().split('\n');
  // Answers are shown without verdicts where the report is damaged; the panel says what is wrong with it.
  const path = trustPath(new RunFolder(score.run), score.questions);
  const trust = await readTrust(path).catch(() => undefined);
  const asked = { path: score.run, hasCorpus: await knowsCorpus(score.run) };
  return { ...score, run, asked, lines: withVerdicts(rows.flatMap(parseLine), trust) };
}

async function knowsCorpus(run: string): Promise<boolean> {
  const corpus = await corpusOfRun(new RunFolder(run)).catch(() => undefined);
  return corpus !== undefined && existsSync(corpus.path);
}

/** What a trust report says about each line, as an evaluation. */
export function evaluationOf({ score, lines, runs }: TrustReport): EvaluationResult {
  const { scored, correct, accuracy, interval, baseline, ceiling } = score ?? NOTHING_SCORED;
  const answered = lines.map(
    ({
      line,
      question,
      answer,
      truth = '',
      correct: right,
      probability,
      verdict,
      reasons,
    }): AnsweredLine => ({
      ...{ line, question, prediction: answer, answer: truth, correct: right, probability, reasons },
      ...(verdict ? { verdict } : {}),
    }),
  );
  const run = runs.length > 1 ? `committee of ${runs.length}` : (runs[0] ?? '');
  return { predictions: '', scored, correct, accuracy, interval, baseline, ceiling, run, lines: answered };
}

const NOTHING_SCORED = {
  scored: 0,
  correct: 0,
  accuracy: 0,
  interval: { low: 0, high: 1 },
  baseline: { answer: '', correct: 0 },
  ceiling: undefined,
};

/** A verdict belongs to an answer: where the model has learned to say something else since, it is void. */
function withVerdicts(
  lines: readonly AnsweredLine[],
  trust: TrustReport | undefined,
): readonly AnsweredLine[] {
  const judged = new Map(trust?.lines.map((line) => [line.line, line]));
  return lines.map((line) => {
    const known = judged.get(line.line);
    if (!known?.verdict || known.question !== line.question) return line;
    if (predictionCell(known.answer) !== line.prediction) return line;
    return { ...line, verdict: known.verdict, reasons: known.reasons };
  });
}

/** A row of the predictions; none where it names no line, as the pieces of an answer that earlier versions broke. */
function parseLine(row: string): readonly AnsweredLine[] {
  const [question = '', prediction = '', answer = '', correct = '', probability = '', at = ''] =
    row.split('\t');
  const line = Number(at);
  if (!Number.isSafeInteger(line) || line < 1) return [];
  const right = correct === '' ? undefined : correct === 'yes';
  const said = { question, prediction, answer, correct: right, probability: Number(probability) };
  return [{ line, ...said, reasons: [] }];
}
