/**
 * A trained model as a respondent.
 */
import { MASK_TOKEN } from '../../data/vocabulary';
import type { Engine, TensorFunction } from '../../engine/engine';
import { tf } from '../../engine/tf';
import type { Model } from '../../model/transformer';
import { Answerer, answerRunner } from '../../model/answers';
import { wholeText } from '../../data/tokens/tokens';
import type { OpenModel } from '../../model/openModel';
import { type RowResult, RowRunner, longestRow } from '../../model/rowRunner';
import { END, type GivenAnswer, type RowProbabilities, type ScoredRow, type Respondent } from './respondent';

/** Rows that are read together: more did not make a row cheaper on two cores. */
const ROWS = 32;

/** Rows are padded to multiples of this: a program more takes longer to compile than padding costs. */
const LENGTH_STEP = 16;

/** A model that was trained here, with the weights that it was opened with. */
export class ModelRespondent implements Respondent {
  private readonly answerer: Answerer;
  private readonly reading: RowRunner<EncodedRow>;
  private readonly tokens: ReadonlyMap<string, number>;

  constructor(
    readonly name: string,
    engine: Engine,
    private readonly open: OpenModel,
    runners: CommitteeRunners = new CommitteeRunners(engine),
  ) {
    const { model, store, vocabulary } = open;
    const { answering, reading } = runners.of(model);
    this.answerer = new Answerer(engine, model, store, { runner: answering });
    this.reading = reading;
    this.tokens = new Map(vocabulary.characters.map((character, token) => [character, token]));
  }

  get longestQuestion(): number {
    return this.answerer.longestQuestion;
  }

  readonly pieces = (answer: string): readonly string[] => {
    const { vocabulary } = this.open;
    // What a model of characters does not know must not be left out, lest another answer be scored.
    if (!vocabulary.merges) return Array.from(answer);
    return vocabulary.encode(answer).map((token) => vocabulary.characters[token] ?? '');
  };

  knows(text: string): boolean {
    return this.open.vocabulary.unknown(text).length === 0;
  }

  async answer(
    questions: readonly string[],
    onProgress?: (answered: number) => void,
  ): Promise<readonly GivenAnswer[]> {
    const { vocabulary } = this.open;
    const encoded = questions.map((question) => vocabulary.encode(question));
    const answers = await this.answerer.answer(encoded, onProgress ? { onProgress } : {});
    return answers.map(({ tokens, logProbability }) => ({
      text: wholeText(vocabulary, tokens),
      probability: Math.exp(logProbability),
    }));
  }

  async read(rows: readonly ScoredRow[]): Promise<readonly RowProbabilities[]> {
    const encoded = rows.map((row) => this.encode(row));
    const readings = new Array<RowProbabilities>(rows.length).fill(NOTHING_READ);
    await this.reading.run(this.open.store, encoded, {}, (index, result) => {
      const row = encoded[index];
      if (row) readings[index] = this.readingOf(row, result);
    });
    return readings;
  }

  /** `question ⁇ pieces`, cut where the context ends or a piece is not known. */
  private encode({ question, pieces }: ScoredRow): EncodedRow {
    const before = [...this.open.vocabulary.encode(question), MASK_TOKEN];
    const known = pieces.findIndex((piece) => !this.tokens.has(piece));
    const readable = known < 0 ? pieces : pieces.slice(0, known);
    const tokens = [...before, ...readable.map((piece) => this.tokens.get(piece) ?? 0)];
    return { tokens: tokens.slice(0, longestRow(this.open.model)), start: before.length - 1 };
  }

  private readingOf({ tokens, start }: EncodedRow, { outputs, row, length }: RowResult): RowProbabilities {
    const width = this.open.vocabulary.size;
    const depths = Math.max(0, tokens.length - start);
    const from = (row * length + start) * width;
    const data = outputs['logProbabilities']?.data ?? new Float32Array();
    // A copy: the batch's whole table would be kept for as long as one of its rows is looked at.
    const table = data.slice(from, from + depths * width);
    const logProbability = (depth: number, next: string) => {
      const token = next === END ? MASK_TOKEN : this.tokens.get(next);
      return token === undefined ? -Infinity : (table[depth * width + token] ?? -Infinity);
    };
    return {
      depths,
      logProbability,
      scaledLog: (depth, next, temperature) => {
        const all = table.subarray(depth * width, (depth + 1) * width);
        return logProbability(depth, next) / temperature - logOfScaledSum(all, temperature);
      },
    };
  }
}

/** What models of one configuration share. */
interface ModelRunners {
  readonly answering: RowRunner<readonly number[]>;
  readonly reading: RowRunner<EncodedRow>;
}

/**
 * The runners of a committee: a compiled program takes seconds and a hundred megabytes, and members of the same
 * configuration can share it.
 */
export class CommitteeRunners {
  private readonly known = new Map<string, ModelRunners>();

  constructor(private readonly engine: Engine) {}

  /** Those of a model. */
  of(model: Model): ModelRunners {
    const key = JSON.stringify(model.config);
    const known = this.known.get(key);
    if (known) return known;
    const made = { answering: answerRunner(this.engine, model), reading: readingRunner(this.engine, model) };
    this.known.set(key, made);
    return made;
  }

  /** Frees the programs. */
  async dispose(): Promise<void> {
    for (const { answering, reading } of this.known.values()) {
      await answering.dispose();
      await reading.dispose();
    }
    this.known.clear();
  }
}

interface EncodedRow {
  readonly tokens: readonly number[];
  /** Where the mask behind the question stands. */
  readonly start: number;
}

const NOTHING_READ: RowProbabilities = {
  depths: 0,
  logProbability: () => -Infinity,
  scaledLog: () => -Infinity,
};

/** ln Σ e^{log / temperature}. The greatest logarithm is not far below 0, so nothing overflows. */
function logOfScaledSum(logs: Float32Array | Int32Array, temperature: number): number {
  let sum = 0;
  for (const log of logs) sum += Math.exp(log / temperature);
  return Math.log(sum);
}

function readingRunner(engine: Engine, model: Model): RowRunner<EncodedRow> {
  return new RowRunner<EncodedRow>(engine, model, {
    rows: ROWS,
    tokens: ({ tokens }) => [tokens],
    body: allNext(model),
    lengthStep: LENGTH_STEP,
  });
}

/** Input `tokens` [rows, length]; output `logProbabilities` [rows · length, vocabulary] of the next token. */
function allNext(model: Model): TensorFunction {
  return (inputs, state) => {
    // Sound: the signature says that it is a matrix.
    const { logits } = model.forward(inputs['tokens'] as tf.Tensor2D, state);
    return { outputs: { logProbabilities: tf.logSoftmax(logits) } };
  };
}
