/**
 * Reads what `attention-lab evaluate --json` leaves: the score, and a line for each question.
 */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';

const result = v.object({
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
}

/** An evaluation as views show it. */
export interface EvaluationResult extends v.InferOutput<typeof result> {
  /** The name of the run that was asked. */
  readonly run: string;
  readonly lines: readonly AnsweredLine[];
}

/** Reads the command's output and the predictions file that it names. */
export async function readEvaluation(stdout: string, run: string): Promise<EvaluationResult> {
  const score = v.parse(result, JSON.parse(stdout));
  const [, ...rows] = (await readFile(score.predictions, 'utf8')).trimEnd().split('\n');
  return { ...score, run, lines: rows.map(parseLine) };
}

function parseLine(row: string): AnsweredLine {
  const [question = '', prediction = '', answer = '', correct = '', probability = '', line = ''] =
    row.split('\t');
  return {
    line: Number(line),
    question,
    prediction,
    answer,
    correct: correct === '' ? undefined : correct === 'yes',
    probability: Number(probability),
  };
}
