/**
 * Each head of a model silenced alone, for one text: how much worse the text is predicted without it.
 *
 * What comes before a head's block is the same with it and without it, so the text goes through the model once,
 * and each block's heads go on from the stream before that block, a row for each: on a model of 12 blocks that is
 * half of the work. The rest is products of matrices, half of them with the vocabulary.
 */
import type { Engine, Program, Store, TensorFunction } from '../../engine/engine';
import { type HostTensor, type HostTensors, hostTensor } from '../../engine/tensors';
import { type Tensors, tf } from '../../engine/tf';
import { paddedLength } from '../../data/batches';
import { readNext } from '../../model/readout';
import { longestRow } from '../../model/rowRunner';
import { type Running, breathe } from '../../model/running';
import type { Model } from '../../model/transformer';
import { headPlaces } from '../headPlaces';
import type { TextSilencingTable } from '../results';
import { UserError } from '../../files/userError';

/** Texts are padded to multiples of this. */
const LENGTH_STEP = 32;

/** Tokens that go through the model at once; a text that is longer goes alone. With half of them it takes a quarter longer. */
const TOKENS_AT_ONCE = 2048;

/** Programs of one length. */
interface Programs {
  readonly length: number;
  /** How many heads of a block are silenced in one call, each in a row of its own. */
  readonly rows: number;
  readonly clean: Program;
  readonly from: readonly Program[];
}

/** Silences each head alone, with whatever weights of the model each call names. Dispose of it after use. */
export class EveryHeadSilencer {
  private programs: Programs | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly model: Model,
  ) {}

  /**
   * The text's loss with all heads and without each.
   *
   * @param text At least two tokens; what does not fit into the context is left out. The first is not predicted.
   * @param answerStart The first position whose next token counts.
   * @throws UserError when the model has latents, or nothing is to be predicted.
   */
  async silence(
    store: Store,
    text: readonly number[],
    answerStart = 0,
    running: Running = {},
  ): Promise<TextSilencingTable> {
    const whole = text.slice(0, longestRow(this.model) + 1);
    const [tokens, next] = [whole.slice(0, -1), whole.slice(1)];
    if (next.length <= answerStart) {
      throw new UserError('The text is too short: write at least two tokens, or a shorter question.');
    }
    const programs = await this.programsFor(store, tokens.length);
    const { clean, from, length } = programs;
    const targets = padded(next, length);
    const lossesOf = ({ ofTarget }: HostTensors) =>
      rowLosses(ofTarget, { length, from: answerStart, to: next.length });
    const streams = await clean.run(store, { tokens: padded(tokens, length), targets });
    const losses: number[] = [];
    for (const [block, program] of from.entries()) {
      const stream = tensorCalled(streams, `stream ${block}`);
      for (const speaking of this.silencings(programs.rows)) {
        await breathe(running);
        losses.push(...lossesOf(await program.run(store, { stream, speaking, targets })));
      }
      losses.length = (block + 1) * this.model.config.heads;
      running.onProgress?.(block + 1, from.length);
    }
    const heads = headPlaces(this.model).map((place, number) => ({ ...place, loss: losses[number] ?? NaN }));
    return { tokens: next.length - answerStart, loss: lossesOf(streams)[0] ?? NaN, heads };
  }

  /** Frees the programs. */
  async dispose(): Promise<void> {
    const { clean, from = [] } = this.programs ?? {};
    this.programs = undefined;
    await clean?.dispose();
    for (const program of from) await program.dispose();
  }

  /** All heads of a block in turn, `rows` at a time: [rows, heads], 0 for the one that is silent in a row. */
  private silencings(rows: number): readonly HostTensor[] {
    const { heads } = this.model.config;
    return Array.from({ length: Math.ceil(heads / rows) }, (_, part) => {
      const speaking = new Float32Array(rows * heads).fill(1);
      for (let row = 0; row < rows; row++) {
        const silent = part * rows + row;
        if (silent < heads) speaking[row * heads + silent] = 0;
      }
      return hostTensor([rows, heads], speaking);
    });
  }

  private async programsFor(store: Store, needed: number): Promise<Programs> {
    const { model, engine } = this;
    const length = paddedLength(needed, longestRow(model), LENGTH_STEP);
    if (this.programs?.length === length) return this.programs;
    if (Object.values(model.sides).some(({ queries, keys }) => queries !== 'text' || keys !== 'text')) {
      throw new UserError('The heads of a model with latents are silenced over a file: use --questions.');
    }
    await this.dispose();
    const { heads, width } = model.config;
    const parts = Math.ceil(heads / Math.max(1, Math.floor(TOKENS_AT_ONCE / length)));
    const rows = Math.ceil(heads / parts);
    const state = Object.keys(model.parameters);
    const text = { shape: [1, length], type: 'int32' as const };
    const stream = { shape: [length, width], type: 'float32' as const };
    const speaking = { shape: [rows, heads], type: 'float32' as const };
    const compile = (body: TensorFunction, inputs: Parameters<Engine['compile']>[1]['inputs']) =>
      // Each is run once for a text: memory that it kept would be a third of a GPT-2's.
      engine.compile(body, { inputs: { ...inputs, targets: text }, state }, store, 'freed');
    const clean = await compile(cleanPass(model), { tokens: text });
    const from: Program[] = [];
    for (const block of model.blockNames.keys())
      from.push(await compile(withoutHeads(model, block, length), { stream, speaking }));
    this.programs = { length, rows, clean, from };
    return this.programs;
  }
}

/**
 * Inputs: tokens and targets, [1, length]. Outputs: `stream B` before each block, [length, width], and `ofTarget`,
 * [length], ln p of each target.
 */
function cleanPass(model: Model): TensorFunction {
  return ({ tokens, targets }, state) => {
    // Sound: the signature says that it is a matrix.
    const { streams, final } = model.forward(tokens as tf.Tensor2D, state);
    const named = streams.map((rows, block) => [`stream ${block}`, rows] as const);
    return { outputs: { ...Object.fromEntries(named), ofTarget: readTargets(model, final, targets, state) } };
  };
}

/**
 * Inputs: stream, [length, width], before a block; speaking, [rows, heads], 0 for the heads of the block that are
 * silent in a row; targets, [1, length]. Output: `ofTarget`, [rows · length].
 */
function withoutHeads(model: Model, block: number, length: number): TensorFunction {
  return ({ stream, speaking, targets }, state) => {
    const [rows = 0, heads = 0] = speaking?.shape ?? [];
    if (!speaking) throw new Error('It is not said which heads speak.');
    const { final } = model.forward(tf.zeros([rows, length], 'int32'), state, {
      resume: { block, rows: tf.tile(stream as tf.Tensor2D, [rows, 1]) },
      changeHeads: (mixed, at) =>
        at === block ? tf.mul(mixed, tf.reshape(speaking, [rows, heads, 1, 1])) : mixed,
    });
    return { outputs: { ofTarget: readTargets(model, final, targets, state) } };
  };
}

/** ln p of the targets, [1, length], behind each row of a stream, [rows · length, width]. */
function readTargets(
  { readout }: Model,
  final: tf.Tensor2D,
  targets: tf.Tensor | undefined,
  state: Tensors,
): tf.Tensor {
  if (!targets) throw new Error('The targets are missing.');
  const [, length = 1] = targets.shape;
  const wanted = tf.reshape(tf.tile(targets, [final.shape[0] / length, 1]), [-1]);
  return readNext(readout, final, state).ofTokens(wanted);
}

/** Nats a token of each row, over the positions that count. */
function rowLosses(
  ofTarget: HostTensor | undefined,
  { length, from, to }: { readonly length: number; readonly from: number; readonly to: number },
): readonly number[] {
  const data = ofTarget?.data ?? new Float32Array();
  return Array.from({ length: data.length / length }, (_, row) => {
    let surprise = 0;
    for (let position = from; position < to; position++) surprise -= data[row * length + position] ?? NaN;
    return surprise / (to - from);
  });
}

function padded(tokens: readonly number[], length: number): HostTensor {
  const row = new Int32Array(length);
  row.set(tokens);
  return hostTensor([1, length], row);
}

function tensorCalled(tensors: HostTensors, name: string): HostTensor {
  const tensor = tensors[name];
  if (!tensor) throw new Error(`The program gave no '${name}'.`);
  return tensor;
}
