/**
 * A program run over batches of rows of tokens: sorted by length, so many rows at a time, one compiled program
 * for each padded length. Whoever asks a model anything asks through this.
 *
 * What is computed stays with the caller, who also owns the runner: its programs live until `dispose`.
 * Which weights are asked is said at each run, so that one runner serves all checkpoints of a model.
 */
import { paddedLength } from '../data/batches';
import type { Engine, Store, TensorFunction } from '../engine/engine';
import {
  type HostTensors,
  type Shape,
  type TensorSpec,
  elementCount,
  hostTensor,
  specOf,
} from '../engine/tensors';
import type { ModelConfig } from './modelConfig';
import { ProgramCache } from './programCache';
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
  /** 1 when left out. */
  readonly rowsPerItem?: number;
  /** The rows of an item, each at most {@link longestRow} tokens. */
  readonly tokens: (item: Item) => readonly (readonly number[])[];
  readonly feed?: Feed<Item>;
  /** Reads `tokens`, [rows, length], and the inputs of `feed`. */
  readonly body: TensorFunction;
  /** Rows are padded to multiples of this; 8 when left out. Few lengths need few programs. */
  readonly lengthStep?: number;
}

/** What a runner needs to know of a model. */
export type RunnableModel = Pick<Model, 'config' | 'parameters'>;

/** The outputs of the batch that an item was in. */
export interface RowResult {
  readonly outputs: HostTensors;
  /** The item's first row in the batch. */
  readonly row: number;
  /** The batch's length, padding included. */
  readonly length: number;
}

/** Programs of one runner that are kept: all lengths of the study's context, in steps of 8. */
const MOST_PROGRAMS = 16;

/** The longest row that a model reads, in tokens: of a text as long as the context the last is only predicted. */
export function longestRow({ config }: { readonly config: Pick<ModelConfig, 'contextLength'> }): number {
  return config.contextLength - 1;
}

/** Runs one kind of work over rows of tokens. Its owner disposes of it, and its programs with it. */
export class RowRunner<Item> {
  private readonly programs = new ProgramCache(MOST_PROGRAMS);
  private readonly rowsPerItem: number;

  constructor(
    private readonly engine: Engine,
    private readonly model: RunnableModel,
    private readonly work: RowWork<Item>,
  ) {
    this.rowsPerItem = work.rowsPerItem ?? 1;
  }

  /** How many items a batch holds. */
  get itemsPerBatch(): number {
    return this.work.rows / this.rowsPerItem;
  }

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
    for (let start = 0; start < order.length; start += this.itemsPerBatch) {
      await breathe(running);
      const indices = order.slice(start, start + this.itemsPerBatch);
      const results = await this.batch(
        store,
        indices.flatMap((index) => items[index] ?? []),
      );
      indices.forEach((index, place) => {
        const result = results[place];
        if (result) take(index, result);
      });
      running.onProgress?.(start + indices.length, order.length);
    }
  }

  /** Runs at most {@link itemsPerBatch} items together, and gives the result of each. */
  async batch(store: Store, items: readonly Item[]): Promise<readonly RowResult[]> {
    const longest = longestRow(this.model);
    const needed = items.reduce((most, item) => Math.max(most, this.longest(item)), 1);
    if (needed > longest) throw new RangeError(`A row of ${needed} tokens does not fit into ${longest}.`);
    const length = paddedLength(needed, longest, this.work.lengthStep);
    const inputs = this.inputs(items, length);
    const outputs = await this.programs.use(
      length,
      () => this.compile(store, mapped(inputs, specOf)),
      (program) => program.run(store, inputs),
    );
    return items.map((_, place) => ({ outputs, row: place * this.rowsPerItem, length }));
  }

  /** Runs one item. */
  async one(store: Store, item: Item): Promise<RowResult> {
    const [result] = await this.batch(store, [item]);
    if (!result) throw new Error('A batch of one item gave no result.');
    return result;
  }

  /** Frees the programs. The runner cannot be used any more. */
  dispose(): Promise<void> {
    return this.programs.dispose();
  }

  private longest(item: Item): number {
    return this.work.tokens(item).reduce((most, row) => Math.max(most, row.length), 1);
  }

  private inputs(items: readonly Item[], length: number): HostTensors {
    const { rows, feed } = this.work;
    const tokens = new Int32Array(rows * length);
    const extra = mapped(feed?.shapes(length) ?? {}, zeros);
    const numbers = mapped(extra, ({ data }) => data);
    items.forEach((item, place) => {
      const row = place * this.rowsPerItem;
      this.work.tokens(item).forEach((own, offset) => {
        tokens.set(own, (row + offset) * length);
      });
      feed?.write(numbers, item, { row, length });
    });
    return { ...extra, tokens: hostTensor([rows, length], tokens) };
  }

  private compile(store: Store, inputs: Readonly<Record<string, TensorSpec>>) {
    const signature = { inputs, state: Object.keys(this.model.parameters) };
    return this.engine.compile(this.work.body, signature, store);
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
