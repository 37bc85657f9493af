/**
 * Batches by length, so that hardly any computed token is padding; all of them functions of a seed.
 *
 * The study pads every row to the whole context, which more than doubles the work. Here rows are sorted by
 * length and cut into micro-batches of like length, rounded up to a multiple of some positions: one compiled
 * program serves one such length. Where all rows of an epoch are sorted together, hardly anything is padding, but a
 * batch is made of few lengths, drawn at random: its gradients scatter more than those of the study, whose batches
 * are rows drawn at random. Those are sorted within each batch. Nothing is carried over from one batch to the next,
 * so any batch can be made again from its number alone: that is what makes a resumed run equal to an undisturbed one.
 */
import { mix, randomNumbers, shuffle } from '../numbers/randomNumbers';
import type { Example, ExampleSource } from './examples';

/** Rows of one length, padded with zeros. */
export interface MicroBatch {
  readonly rows: number;
  readonly length: number;
  /** [rows · length]. */
  readonly tokens: Int32Array;
  /** [rows · length]; 0 is not counted. */
  readonly targets: Int32Array;
  /** Positions that are not padding. */
  readonly tokenCount: number;
  /** Positions whose target counts. */
  readonly targetCount: number;
}

/** What one update is computed from. */
export interface Batch {
  readonly microBatches: readonly MicroBatch[];
  /** Which pass over the data it belongs to, from 0. */
  readonly epoch: number;
}

/** How to batch. */
export interface BatchSettings {
  readonly seed: number;
  /** Rows in a batch. */
  readonly batchRows: number;
  /** Rows in a micro-batch; divides `batchRows`. */
  readonly microBatchRows: number;
  /** The longest row; longer examples are cut. */
  readonly longest: number;
  /** Lengths are rounded up to multiples of this; {@link LENGTH_STEP} when left out. */
  readonly lengthStep?: number;
  /** Whether a batch is rows drawn at random, whatever their lengths. */
  readonly randomRows?: boolean;
}

/** The usual step from length to length: half of it is wasted on average, and each length is a program. */
const LENGTH_STEP = 8;

/** The length that rows of at most `needed` tokens are laid out in; few lengths need few compiled programs. */
export function paddedLength(needed: number, longest: number, step = LENGTH_STEP): number {
  return Math.min(longest, Math.ceil(needed / step) * step);
}

/** Examples that are sorted together; bounds memory for corpora of millions of documents. */
const WINDOW = 16_384;

/** Makes any batch of a source from its number. */
export class BatchPlan {
  private current: { readonly window: number; readonly batches: readonly Batch[] } | undefined;
  private readonly windowsPerEpoch: number;

  constructor(
    private readonly source: ExampleSource,
    private readonly settings: BatchSettings,
  ) {
    this.windowsPerEpoch = Math.max(1, Math.ceil(source.size / WINDOW));
  }

  /** Batches in one pass over the source. */
  get batchesPerEpoch(): number {
    let total = 0;
    for (let window = 0; window < this.windowsPerEpoch; window++) total += this.batchesIn(window);
    return total;
  }

  /** The `index`-th batch of the run, from 0. */
  batch(index: number): Batch {
    const epoch = Math.floor(index / this.batchesPerEpoch);
    let rest = index - epoch * this.batchesPerEpoch;
    let window = 0;
    while (rest >= this.batchesIn(window)) rest -= this.batchesIn(window++);
    const batch = this.window(epoch, window)[rest];
    if (!batch) throw new RangeError(`There is no batch ${index}.`);
    return batch;
  }

  private batchesIn(window: number): number {
    return Math.ceil(this.examplesIn(window) / this.settings.batchRows);
  }

  private examplesIn(window: number): number {
    return Math.min(WINDOW, this.source.size - window * WINDOW);
  }

  private window(epoch: number, window: number): readonly Batch[] {
    const number = epoch * this.windowsPerEpoch + window;
    if (this.current?.window !== number) this.current = { window: number, batches: this.draw(epoch, window) };
    return this.current.batches;
  }

  private draw(epoch: number, window: number): readonly Batch[] {
    const { seed, batchRows, microBatchRows, randomRows = false } = this.settings;
    const order = this.order(epoch).slice(window * WINDOW, (window + 1) * WINDOW);
    const examples = order.map((index) => this.source.example(index, randomNumbers(mix(seed, epoch, index))));
    if (randomRows)
      return cut(examples, batchRows).map((rows) => ({
        microBatches: microBatchesOf(rows, this.settings),
        epoch,
      }));
    const next = randomNumbers(mix(seed, epoch, window, 0xba7c4));
    const microBatches = shuffle(microBatchesOf(examples, this.settings), next);
    const perBatch = Math.max(1, Math.floor(batchRows / microBatchRows));
    return cut(microBatches, perBatch).map((parts) => ({ microBatches: parts, epoch }));
  }

  private order(epoch: number): number[] {
    const indices = Array.from({ length: this.source.size }, (_, index) => index);
    return shuffle(indices, randomNumbers(mix(this.settings.seed, epoch, 0x0bde5)));
  }
}

/** Sorts examples by length and cuts them into micro-batches; the last one may have empty rows. */
function microBatchesOf(
  examples: readonly Example[],
  { microBatchRows: rows, longest, lengthStep }: BatchSettings,
): MicroBatch[] {
  const sorted = [...examples].sort((a, b) => a.tokens.length - b.tokens.length);
  return cut(sorted, rows).map((alike) => microBatch(alike, rows, longest, lengthStep));
}

/** Pieces of so many; the last one may have fewer. */
function cut<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, piece) =>
    items.slice(piece * size, (piece + 1) * size),
  );
}

/** Lays examples out in `rows` rows of their greatest length, rounded up but at most `longest`. */
export function microBatch(
  examples: readonly Example[],
  rows: number,
  longest: number,
  lengthStep?: number,
): MicroBatch {
  const greatest = examples.reduce((most, example) => Math.max(most, example.tokens.length), 1);
  const length = paddedLength(greatest, longest, lengthStep);
  const tokens = new Int32Array(rows * length);
  const targets = new Int32Array(rows * length);
  examples.forEach((example, row) => {
    tokens.set(example.tokens.slice(0, length), row * length);
    targets.set(example.targets.slice(0, length), row * length);
  });
  const tokenCount = examples.reduce((sum, example) => sum + Math.min(length, example.tokens.length), 0);
  const targetCount = targets.reduce((count, target) => count + (target > 0 ? 1 : 0), 0);
  return { rows, length, tokens, targets, tokenCount, targetCount };
}
