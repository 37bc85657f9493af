/**
 * Runs a program over many texts: sorted by length, in batches of a fixed number of rows, one compiled
 * program for each padded length.
 *
 * What is computed stays with the caller; here is only the bookkeeping that all analyses share.
 */
import { paddedLength } from '../data/batches';
import type { Engine, Program, Store, TensorFunction } from '../engine/engine';
import {
  type HostTensors,
  type Shape,
  type TensorSpec,
  elementCount,
  hostTensor,
  specOf,
} from '../engine/tensors';
import type { Model } from './transformer';
import { type Running, breathe } from './running';

/** What is fed to a program besides its tokens: names and shapes for a length, and the numbers. */
export interface Feed<Item> {
  /** Shapes of the float32 inputs for a batch of this length. */
  readonly shapes: (length: number) => Readonly<Record<string, Shape>>;
  /** Writes the numbers of one item, whose first row is `row`, into zeros of those shapes. */
  readonly write: (
    inputs: Readonly<Record<string, Float32Array>>,
    item: Item,
    at: { readonly row: number; readonly length: number },
  ) => void;
}

/** What to run. */
export interface RowWork<Item> {
  /** Rows in a batch; a multiple of `rowsPerItem`. */
  readonly rows: number;
  readonly rowsPerItem: number;
  /** The rows of an item, each at most `contextLength − 1` tokens. */
  readonly tokens: (item: Item) => readonly (readonly number[])[];
  readonly feed?: Feed<Item>;
  /** Reads `tokens`, [rows, length], and the inputs of `feed`. */
  readonly body: TensorFunction;
}

/** The outputs of the batch that an item was in. */
export interface RowResult {
  readonly outputs: HostTensors;
  /** The item's first row in the batch. */
  readonly row: number;
  /** The batch's length, padding included. */
  readonly length: number;
}

/** See the header. */
export class RowRunner<Item> {
  private readonly programs = new Map<number, Promise<Program>>();

  constructor(
    private readonly engine: Engine,
    private readonly model: Model,
    private readonly work: RowWork<Item>,
  ) {}

  /**
   * Runs all items and hands each its results, in order of length.
   *
   * @param store Holds the model's parameters; programs are shared by all stores of the same model.
   */
  async run(
    store: Store,
    items: readonly Item[],
    running: Running,
    take: (index: number, result: RowResult) => void,
  ): Promise<void> {
    const lengths = items.map((item) => this.longest(item));
    const order = items.map((_, index) => index).sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0));
    const perBatch = this.work.rows / this.work.rowsPerItem;
    for (let start = 0; start < order.length; start += perBatch) {
      await breathe(running);
      const indices = order.slice(start, start + perBatch);
      const { outputs, length } = await this.batch(
        store,
        indices.flatMap((index) => items[index] ?? []),
      );
      indices.forEach((index, place) => {
        take(index, { outputs, row: place * this.work.rowsPerItem, length });
      });
      running.onProgress?.(start + indices.length, order.length);
    }
  }

  /** Frees the programs. */
  async dispose(): Promise<void> {
    for (const program of this.programs.values()) await (await program).dispose();
    this.programs.clear();
  }

  private longest(item: Item): number {
    return this.work.tokens(item).reduce((most, row) => Math.max(most, row.length), 1);
  }

  private async batch(
    store: Store,
    items: readonly Item[],
  ): Promise<{ readonly outputs: HostTensors; readonly length: number }> {
    const { rows, rowsPerItem } = this.work;
    const longest = this.model.config.contextLength - 1;
    const needed = items.reduce((most, item) => Math.max(most, this.longest(item)), 1);
    if (needed > longest) throw new RangeError(`A row of ${needed} tokens does not fit into ${longest}.`);
    const length = paddedLength(needed, longest);
    const tokens = new Int32Array(rows * length);
    const extra = mapped(this.work.feed?.shapes(length) ?? {}, zeros);
    const numbers = mapped(extra, ({ data }) => data);
    items.forEach((item, place) => {
      const row = place * rowsPerItem;
      this.work.tokens(item).forEach((own, offset) => {
        tokens.set(own, (row + offset) * length);
      });
      this.work.feed?.write(numbers, item, { row, length });
    });
    const inputs = { ...extra, tokens: hostTensor([rows, length], tokens) };
    const program = await this.program(store, length, mapped(inputs, specOf));
    return { outputs: await program.run(store, inputs), length };
  }

  private program(
    store: Store,
    length: number,
    inputs: Readonly<Record<string, TensorSpec>>,
  ): Promise<Program> {
    const known = this.programs.get(length);
    if (known) return known;
    const signature = { inputs, state: Object.keys(this.model.parameters) };
    const made = this.engine.compile(this.work.body, signature, store);
    this.programs.set(length, made);
    return made;
  }
}

interface Zeros {
  readonly shape: Shape;
  readonly data: Float32Array;
}

function zeros(shape: Shape): Zeros {
  return { shape, data: new Float32Array(elementCount(shape)) };
}

function mapped<From, To>(
  record: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Readonly<Record<string, To>> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)] as const));
}
