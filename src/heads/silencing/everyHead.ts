/**
 * Each head of a model silenced alone, for one text: how much worse the text is predicted without it.
 *
 * What comes before a head's block is the same with it and without it, so the text goes through the model once,
 * and each block's heads go on from the stream before that block, a row for each: on a model of 12 blocks that is
 * half of the work. The logits are computed in parts, because those of 145 texts would not fit into memory.
 */
import type { Engine, Program, Store, TensorFunction } from '../../engine/engine';
import { type HostTensor, type HostTensors, hostTensor } from '../../engine/tensors';
import { type Tensors, tf } from '../../engine/tf';
import { paddedLength } from '../../data/batches';
import { ofTargets } from '../../model/nextTokens';
import { readOut } from '../../model/readout';
import { longestRow } from '../../model/rowRunner';
import { type Running, breathe } from '../../model/running';
import type { Model } from '../../model/transformer';
import { headPlaces } from '../headPlaces';
import type { TextSilencingTable } from '../results';
import { UserError } from '../../files/userError';

/** Texts are padded to multiples of this. */
const LENGTH_STEP = 32;

/** Rows of the stream whose logits are computed at once: 100 MB for a vocabulary of 50 000. */
const READ_ROWS = 512;

/** Programs of one length. */
interface Programs {
  readonly length: number;
  readonly clean: Program;
  readonly from: readonly Program[];
  readonly read: Program;
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
    const [tokens, targets] = [whole.slice(0, -1), whole.slice(1)];
    if (targets.length <= answerStart) {
      throw new UserError('The text is too short: write at least two tokens, or a shorter question.');
    }
    const programs = await this.programsFor(store, tokens.length);
    const row = new Int32Array(programs.length);
    row.set(tokens);
    const streams = await programs.clean.run(store, { tokens: hostTensor([1, programs.length], row) });
    const scored = { targets, answerStart, length: programs.length };
    const [loss = NaN] = await this.losses(store, programs, streams['final'], scored);
    const losses: number[] = [];
    for (const [block, program] of programs.from.entries()) {
      await breathe(running);
      const { final } = await program.run(store, { stream: tensorCalled(streams, `stream ${block}`) });
      losses.push(...(await this.losses(store, programs, final, scored)));
      running.onProgress?.(block + 1, programs.from.length);
    }
    const heads = headPlaces(this.model).map((place, number) => ({ ...place, loss: losses[number] ?? NaN }));
    return { tokens: targets.length - answerStart, loss, heads };
  }

  /** Frees the programs. */
  async dispose(): Promise<void> {
    const { clean, from = [], read } = this.programs ?? {};
    this.programs = undefined;
    await clean?.dispose();
    await read?.dispose();
    for (const program of from) await program.dispose();
  }

  /** Nats a token of each row of texts, read from the stream behind the last block: [rows · length, width]. */
  private async losses(
    store: Store,
    { read }: Programs,
    final: HostTensor | undefined,
    { targets, answerStart, length }: { targets: readonly number[]; answerStart: number; length: number },
  ): Promise<readonly number[]> {
    const { width } = this.model.config;
    const data = final?.data ?? new Float32Array();
    const rows = data.length / width;
    const sums = new Array<number>(rows / length).fill(0);
    for (let start = 0; start < rows; start += READ_ROWS) {
      const part = new Float32Array(READ_ROWS * width);
      part.set(data.subarray(start * width, (start + READ_ROWS) * width));
      const wanted = Float32Array.from(
        { length: READ_ROWS },
        (_, at) => targets[(start + at) % length] ?? -1,
      );
      const { ofTarget } = await read.run(store, {
        stream: hostTensor([READ_ROWS, width], part),
        targets: hostTensor([READ_ROWS], wanted),
      });
      for (let at = 0; at < Math.min(READ_ROWS, rows - start); at++) {
        const [row, position] = [Math.floor((start + at) / length), (start + at) % length];
        if (position < answerStart || position >= targets.length) continue;
        sums[row] = (sums[row] ?? 0) - (ofTarget?.data[at] ?? NaN);
      }
    }
    return sums.map((sum) => sum / (targets.length - answerStart));
  }

  private async programsFor(store: Store, needed: number): Promise<Programs> {
    const length = paddedLength(needed, longestRow(this.model), LENGTH_STEP);
    if (this.programs?.length === length) return this.programs;
    const { model, engine } = this;
    if (Object.values(model.sides).some(({ queries, keys }) => queries !== 'text' || keys !== 'text')) {
      throw new UserError('The heads of a model with latents are silenced over a file: use --questions.');
    }
    await this.dispose();
    const state = Object.keys(model.parameters);
    const stream = { shape: [length, model.config.width], type: 'float32' as const };
    const compile = (body: TensorFunction, inputs: Parameters<Engine['compile']>[1]['inputs']) =>
      engine.compile(body, { inputs, state }, store);
    const from: Program[] = [];
    for (const block of model.blockNames.keys())
      from.push(await compile(withoutEach(model, block, length), { stream }));
    this.programs = {
      length,
      clean: await compile(cleanPass(model), { tokens: { shape: [1, length], type: 'int32' } }),
      from,
      read: await compile(readPass(model), {
        stream: { shape: [READ_ROWS, model.config.width], type: 'float32' },
        targets: { shape: [READ_ROWS], type: 'float32' },
      }),
    };
    return this.programs;
  }
}

/** Input: tokens, [1, length]. Outputs, [length, width]: `stream B` before each block, and `final`. */
function cleanPass(model: Model): TensorFunction {
  return ({ tokens }, state) => {
    // Sound: the signature says that it is a matrix.
    const { streams, final } = model.forward(tokens as tf.Tensor2D, state);
    const named = streams.map((rows, block) => [`stream ${block}`, rows] as const);
    return { outputs: { ...Object.fromEntries(named), final } };
  };
}

/** Input: stream, [length, width], before a block. Output: `final`, [heads · length, width], row r without head r. */
function withoutEach(model: Model, block: number, length: number): TensorFunction {
  const { heads } = model.config;
  return ({ stream }, state) => {
    const rows = tf.tile(stream as tf.Tensor2D, [heads, 1]);
    const speaking = tf.reshape(tf.sub(1, tf.eye(heads)), [heads, heads, 1, 1]);
    const { final } = model.forward(tf.zeros([heads, length], 'int32'), state, {
      resume: { block, rows },
      changeHeads: (mixed, at) => (at === block ? tf.mul(mixed, speaking) : mixed),
    });
    return { outputs: { final } };
  };
}

/** Inputs: stream, [rows, width]; targets, [rows]. Output: `ofTarget`, [rows], ln p of each. */
function readPass(model: Model): TensorFunction {
  return ({ stream, targets }: Tensors, state) => {
    if (!targets) throw new Error('The targets are missing.');
    const logits = readOut(model.readout, stream as tf.Tensor2D, state);
    return { outputs: { ofTarget: ofTargets(logits, targets) } };
  };
}

function tensorCalled(tensors: HostTensors, name: string): HostTensor {
  const tensor = tensors[name];
  if (!tensor) throw new Error(`The program gave no '${name}'.`);
  return tensor;
}
