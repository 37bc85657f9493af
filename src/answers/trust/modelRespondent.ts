/**
 * A trained model as a respondent.
 */
import { paddedLength } from '../../data/batches';
import { MASK_TOKEN } from '../../data/vocabulary';
import type { Engine, Program, TensorFunction } from '../../engine/engine';
import { hostTensor } from '../../engine/tensors';
import { tf } from '../../engine/tf';
import type { Model } from '../../model/transformer';
import type { ModelSizes } from '../../model/modelConfig';
import { Answerer } from '../../model/answers';
import type { OpenModel } from '../../model/openModel';
import { END, type GivenAnswer, type Reading, type ReadingRow, type Respondent } from './respondent';

/** Rows that are read together: more did not make a row cheaper on two cores. */
const ROWS = 32;

/** Rows are padded to multiples of this: a program more takes longer to compile than padding costs. */
const LENGTH_STEP = 16;

/** See the header. */
export class ModelRespondent implements Respondent {
  private readonly answerer: Answerer;
  private readonly tokens: ReadonlyMap<string, number>;

  constructor(
    readonly name: string,
    private readonly engine: Engine,
    private readonly open: OpenModel,
    private readonly programs: SharedPrograms = new SharedPrograms(),
  ) {
    const decoding = programs.decoding(open.model.config);
    this.answerer = new Answerer(engine, open.model, open.store, { programs: decoding });
    this.tokens = new Map(open.vocabulary.characters.map((character, token) => [character, token]));
  }

  get longestQuestion(): number {
    return this.answerer.longestQuestion;
  }

  knows(text: string): boolean {
    return this.open.vocabulary.unknown(text).length === 0;
  }

  async answer(
    questions: readonly string[],
    onProgress?: (answered: number) => void,
  ): Promise<readonly GivenAnswer[]> {
    const { vocabulary } = this.open;
    const encoded = questions.map((question) => vocabulary.encode(question));
    const answers = await this.answerer.answer(encoded, onProgress);
    return answers.map(({ tokens, logProbability }) => ({
      text: vocabulary.decode(tokens),
      probability: Math.exp(logProbability),
    }));
  }

  async read(rows: readonly ReadingRow[]): Promise<readonly Reading[]> {
    const encoded = rows.map((row) => this.encode(row));
    const order = encoded.map((_, index) => index);
    order.sort((a, b) => (encoded[a]?.tokens.length ?? 0) - (encoded[b]?.tokens.length ?? 0));
    const readings = new Array<Reading>(rows.length).fill(NOTHING_READ);
    for (let start = 0; start < order.length; start += ROWS) {
      const indices = order.slice(start, start + ROWS);
      const group = await this.readGroup(indices.flatMap((index) => encoded[index] ?? []));
      indices.forEach((index, row) => {
        readings[index] = group[row] ?? NOTHING_READ;
      });
    }
    return readings;
  }

  /** `question ⁇ characters`, cut where the context ends or a character is not known. */
  private encode({ question, characters }: ReadingRow): EncodedRow {
    const before = [...this.open.vocabulary.encode(question), MASK_TOKEN];
    const known = characters.findIndex((character) => !this.tokens.has(character));
    const readable = known < 0 ? characters : characters.slice(0, known);
    const longest = this.open.model.config.contextLength - 1;
    const tokens = [...before, ...readable.map((character) => this.tokens.get(character) ?? 0)];
    return { tokens: tokens.slice(0, longest), start: before.length - 1 };
  }

  private async readGroup(group: readonly EncodedRow[]): Promise<readonly Reading[]> {
    const longest = this.open.model.config.contextLength - 1;
    const greatest = Math.max(...group.map(({ tokens }) => tokens.length));
    const length = paddedLength(greatest, longest, LENGTH_STEP);
    const input = new Int32Array(ROWS * length);
    group.forEach(({ tokens }, row) => {
      input.set(tokens, row * length);
    });
    const program = await this.program(length);
    const outputs = await program.run(this.open.store, { tokens: hostTensor([ROWS, length], input) });
    const data = outputs['logProbabilities']?.data ?? new Float32Array();
    const width = this.open.vocabulary.size;
    return group.map(({ tokens, start }, row) => {
      const depths = Math.max(0, tokens.length - start);
      const from = (row * length + start) * width;
      // A copy: the batch's whole table would be kept for as long as one of its rows is looked at.
      return this.readingOf(data.slice(from, from + depths * width), depths);
    });
  }

  private readingOf(table: Float32Array | Int32Array, depths: number): Reading {
    const width = this.open.vocabulary.size;
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

  private program(length: number): Promise<Program> {
    const { model, store } = this.open;
    const programs = this.programs.reading(model.config);
    const known = programs.get(length);
    if (known) return known;
    const tokens = { shape: [ROWS, length], type: 'int32' as const };
    const signature = { inputs: { tokens }, state: Object.keys(model.parameters) };
    const made = this.engine.compile(allNext(model), signature, store);
    programs.set(length, made);
    return made;
  }
}

/** Programs by length. */
type Programs = Map<number, Promise<Program>>;

/**
 * Programs of a committee: a compiled one takes seconds and a hundred megabytes, and members of the same
 * configuration can share it.
 */
export class SharedPrograms {
  private readonly decoders = new Map<string, Programs>();
  private readonly readers = new Map<string, Programs>();

  /** Those that decode answers. */
  decoding(config: ModelSizes): Programs {
    return programsOf(this.decoders, config);
  }

  /** Those that read rows. */
  reading(config: ModelSizes): Programs {
    return programsOf(this.readers, config);
  }
}

function programsOf(all: Map<string, Programs>, config: ModelSizes): Programs {
  const key = JSON.stringify(config);
  const known = all.get(key) ?? new Map<number, Promise<Program>>();
  all.set(key, known);
  return known;
}

interface EncodedRow {
  readonly tokens: readonly number[];
  /** Where the mask behind the question stands. */
  readonly start: number;
}

const NOTHING_READ: Reading = {
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

/** Input `tokens` [rows, length]; output `logProbabilities` [rows · length, vocabulary] of the next token. */
function allNext(model: Model): TensorFunction {
  return (inputs, state) => {
    // Sound: the signature says that it is a matrix.
    const { logits } = model.forward(inputs['tokens'] as tf.Tensor2D, state);
    return { outputs: { logProbabilities: tf.logSoftmax(logits) } };
  };
}
