/**
 * The figure of a task on what was held out.
 */
import { mean, sum } from 'd3-array';
import { evaluate } from '../answers/evaluate';
import { readQuestions } from '../data/questions';
import type { TrainedTokens } from '../data/tokens/tokens';
import type { Engine } from '../engine/engine';
import { readTextFile } from '../files/textFile';
import { UserError } from '../files/userError';
import type { OpenModel } from '../model/openModel';
import { longestRow } from '../model/rowRunner';
import { type RowPrediction, predictRows } from './nextTokenLosses';
import type { Figure, Task } from './task';
import type { TaskFile } from './taskFile';

/** What was measured: a share of `of`, or nats over so many characters. */
export interface Measured {
  readonly value: number;
  readonly of: number;
  /** Of a share. */
  readonly correct?: number;
  /** −ln p of the best that can be known, nats a character, where that is known. */
  readonly best?: number;
}

/** Windows of a text that are read: a standard error of about a thousandth of the loss. */
const MOST_WINDOWS = 5_000;

/** Whether a measured value reaches the figure: shares from above, nats from below. */
export function reaches({ measure, reach }: Figure, { value }: Measured): boolean {
  return measure === 'exact' || measure === 'marked' ? value >= reach : value <= reach;
}

/** Asks a file of questions. Throws a UserError when it cannot be read or has no answers. */
export async function measureQuestions(engine: Engine, open: OpenModel, path: string): Promise<Measured> {
  const { questions } = await readQuestions(path);
  const { score } = await evaluate(engine, open, { path, questions });
  if (!score) throw new UserError(`${path} has no answers to score.`);
  return { value: score.accuracy, of: score.scored, correct: score.correct };
}

/** What was held out, as the figure measures it. Throws a UserError when the file cannot be read. */
export async function measureHeldOut(
  engine: Engine,
  open: OpenModel,
  { task, file, path }: { readonly task: Task; readonly file: TaskFile; readonly path: string },
): Promise<Measured> {
  const measure = task.figure?.measure ?? 'exact';
  if (measure === 'exact') return measureQuestions(engine, open, path);
  const { lines } = await readTextFile(path);
  const { vocabulary } = open;
  if (measure === 'loss') {
    const windows = windowsOf(lines, open);
    return lossACharacter(vocabulary, windows, await predictRows(engine, open, windows));
  }
  if (vocabulary.unit !== 'characters')
    throw new UserError(
      `The figure of ${task.title} is counted by characters, and this run reads byte pairs: ` +
        'train one with --tokens characters.',
    );
  const rows = lines.map((line) => vocabulary.encode(line));
  requireFit(path, rows, open);
  const predictions = await predictRows(engine, open, rows);
  if (measure === 'marked') return markedShare(lines, predictions, task);
  const { value, of } = lossACharacter(vocabulary, rows, predictions);
  const best = mean(lines.flatMap((line) => task.best?.(line, file.size) ?? [])) ?? NaN;
  return { value: value - best, of, best };
}

/** A row that the model cannot read whole would be measured in part, and praised for it. */
function requireFit(path: string, rows: readonly (readonly number[])[], { model }: OpenModel): void {
  const long = rows.findIndex((row) => row.length > longestRow(model) + 1);
  if (long < 0) return;
  throw new UserError(
    `${path}, line ${long + 1} is longer than the model reads (${model.config.contextLength} characters): ` +
      'train one with a longer context.',
  );
}

/** The share of the known characters that were predicted right. */
function markedShare(
  lines: readonly string[],
  predictions: readonly RowPrediction[],
  { known }: Task,
): Measured {
  const right = lines.flatMap((line, index) =>
    // The first prediction is about the second character.
    (known?.(line) ?? []).map((place) => predictions[index]?.right[place - 1] === true),
  );
  const correct = right.filter(Boolean).length;
  return { value: correct / right.length, of: right.length, correct };
}

/** What is predicted of a row begins after its first token. */
function lossACharacter(
  vocabulary: Pick<TrainedTokens, 'decode'>,
  rows: readonly (readonly number[])[],
  predictions: readonly RowPrediction[],
): Measured {
  const of = sum(rows, (row) => Array.from(vocabulary.decode(row.slice(1))).length);
  return { value: sum(predictions, ({ losses }) => sum(losses)) / of, of };
}

/** Windows of the context's length, side by side in the text; of a long text some, evenly spread over it. */
function windowsOf(
  lines: readonly string[],
  { model, vocabulary }: Pick<OpenModel, 'model' | 'vocabulary'>,
): readonly (readonly number[])[] {
  const tokens = vocabulary.encode(`${lines.join('\n')}\n`);
  const length = longestRow(model) + 1;
  // Of a text shorter than a window all is one.
  const count = Math.max(1, Math.floor(tokens.length / length));
  const every = Math.max(1, Math.ceil(count / MOST_WINDOWS));
  const starts = Array.from({ length: Math.ceil(count / every) }, (_, index) => index * every * length);
  return starts.map((start) => tokens.slice(start, start + length));
}
