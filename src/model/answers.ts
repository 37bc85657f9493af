/**
 * Greedy decoding: what the model answers, letter by letter, and how sure it is.
 */
import { paddedLength } from '../data/batches';
import { MASK_TOKEN, PADDING_TOKEN } from '../data/vocabulary';
import type { Engine, Program, Store, TensorFunction } from '../engine/engine';
import { type HostTensors, hostTensor } from '../engine/tensors';
import { tf } from '../engine/tf';
import type { Model } from './transformer';

/** A decoded answer. */
export interface Answer {
  /** Tokens up to the closing mask, without it. */
  readonly tokens: readonly number[];
  /** Natural logarithm of the probability of the answer with its closing mask. */
  readonly logProbability: number;
}

/** Rows that are decoded together, unless told otherwise. */
const ROWS = 32;

/** The study stops after so many characters. */
const LONGEST_ANSWER = 32;

/** Decodes answers with one model. */
export class Answerer {
  private readonly programs: Map<number, Promise<Program>>;
  private readonly rows: number;

  /**
   * @param store Holds the model's parameters, which may change between calls.
   * @param options.rows Questions that are decoded together: one answers a single question soonest.
   * @param options.programs Compiled programs by length, which models of one configuration may share.
   */
  constructor(
    private readonly engine: Engine,
    private readonly model: Model,
    private readonly store: Store,
    { rows = ROWS, programs = new Map<number, Promise<Program>>() } = {},
  ) {
    this.rows = rows;
    this.programs = programs;
  }

  /** The longest question, in tokens, that leaves room for a mask and an answer of one character. */
  get longestQuestion(): number {
    return this.model.config.contextLength - 3;
  }

  /**
   * Answers encoded questions. One that is longer than {@link longestQuestion} gets an empty answer.
   *
   * @param onProgress Told the number of questions answered so far.
   */
  async answer(
    questions: readonly (readonly number[])[],
    onProgress: (answered: number) => void = () => undefined,
  ): Promise<readonly Answer[]> {
    const order = questions
      .map((_, index) => index)
      .sort((a, b) => lengthAt(questions, a) - lengthAt(questions, b));
    const answers = new Array<Answer>(questions.length).fill({ tokens: [], logProbability: -Infinity });
    const fitting = order.filter((index) => lengthAt(questions, index) <= this.longestQuestion);
    for (let start = 0; start < fitting.length; start += this.rows) {
      const indices = fitting.slice(start, start + this.rows);
      const decoded = await this.decode(indices.map((index) => questions[index] ?? []));
      indices.forEach((index, row) => {
        answers[index] = decoded[row] ?? { tokens: [], logProbability: -Infinity };
      });
      onProgress(start + indices.length);
    }
    return answers;
  }

  private async decode(questions: readonly (readonly number[])[]): Promise<readonly Answer[]> {
    const rows = questions.map((question) => new DecodingRow(question));
    const longest = this.model.config.contextLength - 1;
    for (let step = 0; step <= LONGEST_ANSWER && rows.some((row) => !row.done); step++) {
      const needed = Math.max(...rows.map((row) => row.tokens.length));
      if (needed > longest) break;
      const length = paddedLength(needed, longest);
      const outputs = await this.predict(rows, length);
      rows.forEach((row, index) => {
        row.extend(outputs, index * length);
      });
    }
    return rows.map((row) => row.answer);
  }

  private async predict(rows: readonly DecodingRow[], length: number): Promise<HostTensors> {
    const tokens = new Int32Array(this.rows * length);
    rows.forEach((row, index) => {
      tokens.set(row.tokens.slice(0, length), index * length);
    });
    const program = await this.program(length);
    return program.run(this.store, { tokens: hostTensor([this.rows, length], tokens) });
  }

  private program(length: number): Promise<Program> {
    const known = this.programs.get(length);
    if (known) return known;
    const tokens = { shape: [this.rows, length], type: 'int32' as const };
    const signature = { inputs: { tokens }, state: Object.keys(this.model.parameters) };
    const made = this.engine.compile(greedyStep(this.model), signature, this.store);
    this.programs.set(length, made);
    return made;
  }
}

/** One question on its way to an answer. */
class DecodingRow {
  readonly tokens: number[];
  done = false;
  private logProbability = 0;
  private readonly start: number;

  constructor(question: readonly number[]) {
    this.tokens = [...question, MASK_TOKEN];
    this.start = this.tokens.length;
  }

  /** Takes the most probable next token; `offset` is where this row begins in the outputs. */
  extend(outputs: HostTensors, offset: number): void {
    if (this.done) return;
    const at = offset + this.tokens.length - 1;
    const token = outputs['predicted']?.data[at] ?? PADDING_TOKEN;
    this.logProbability += outputs['logProbability']?.data[at] ?? 0;
    if (token === MASK_TOKEN || token === PADDING_TOKEN) this.done = true;
    else this.tokens.push(token);
  }

  get answer(): Answer {
    return { tokens: this.tokens.slice(this.start), logProbability: this.logProbability };
  }
}

function lengthAt(questions: readonly (readonly number[])[], index: number): number {
  return questions[index]?.length ?? 0;
}

/** Outputs the most probable next token at each position, and the logarithm of its probability. */
function greedyStep(model: Model): TensorFunction {
  return (inputs, state) => {
    // Sound: the signature says that it is a matrix.
    const { logits } = model.forward(inputs['tokens'] as tf.Tensor2D, state);
    const predicted = tf.cast(tf.argMax(logits, -1), 'int32');
    return { outputs: { predicted, logProbability: tf.max(tf.logSoftmax(logits), -1) } };
  };
}
