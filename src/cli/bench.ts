/**
 * `attention-lab bench`: the speed of a training step, as a share of what the machine can multiply.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from 'd3-array';
import { wholeNumber, wholePercent, bytes } from '../numbers/formats';
import type { Engine, TensorFunction } from '../engine/engine';
import { processorDevice, withDevice } from '../engine/devices/openDevice';
import { type HostTensor, elementCount } from '../engine/tensors';
import { tf } from '../engine/tf';
import { mix, randomNormal, randomNumbers } from '../numbers/randomNumbers';
import type { ModelConfig } from '../model/modelConfig';
import { trainingFlops } from '../model/trainingFlops';
import { randomBatch, referenceLearner, referenceModel } from '../training/referenceStep';
import { type Call, UsageError, type Verb } from './verb';

/** One line of `bench --json`. */
interface BenchResult {
  /** Rows in a batch. */
  readonly batch: number;
  /** Positions in a row. */
  readonly length: number;
  readonly tokensPerSecond: number;
  /** Billions of floating-point operations a second in the model's own matrix products. */
  readonly gflops: number;
  /** The same for nothing but large matrix products, measured between the steps. */
  readonly limitGflops: number;
  /** `gflops / limitGflops`. */
  readonly shareOfLimit: number;
  /** The process's largest resident memory so far. */
  readonly peakMemoryBytes: number;
}

/** Measures training on the study's model. */
export const bench: Verb = {
  summary: 'tokens/s of a training step, and its share of the machine’s matrix-multiply limit',
  options: {
    device: { value: 'D', help: 'the device to measure (default: onnx-cpu)' },
    variant: { value: 'V', help: 'vanilla or rope (default: vanilla)' },
    batch: { value: 'N', help: 'batch size: sequences in a batch (default: 16, then 128)' },
    length: { value: 'N', help: 'tokens in a sequence (default: 127)' },
    layers: { value: 'N', help: 'layers of the model (default: 4)' },
    width: { value: 'N', help: 'model dimension (d_model), 32 for each head (default: 256)' },
    steps: { value: 'N', help: 'measured steps of each batch size, in threes (default: 15, then 6)' },
  },
  run: async (call) => {
    const device = call.text('device') ?? processorDevice();
    const variant = call.choice('variant', ['vanilla', 'rope'] as const) ?? 'vanilla';
    const batch = call.integer('batch', 1);
    const length = call.integer('length', 2) ?? 127;
    const config = {
      ...referenceModel(variant, length),
      layers: call.integer('layers', 1) ?? 4,
      ...widthOf(call.integer('width', HEAD_WIDTH) ?? 256),
    };
    const results: BenchResult[] = [];
    for (const rows of batch === undefined ? [16, 128] : [batch]) {
      const steps = call.integer('steps', 1) ?? (rows > 64 ? 6 : 15);
      const measured = { config, rows, length, steps };
      const result = await withDevice(device, (engine) => measure(engine, measured));
      results.push(result);
      sayResult(call, result);
    }
    return results;
  },
};

/** Numbers of the stream that a head of the study's model has to itself. */
const HEAD_WIDTH = 32;

function widthOf(width: number): Pick<ModelConfig, 'width' | 'heads'> {
  if (width % HEAD_WIDTH !== 0) throw new UsageError(`--width must be a multiple of ${HEAD_WIDTH}.`);
  return { width, heads: width / HEAD_WIDTH };
}

function sayResult(call: Call, result: BenchResult): void {
  call.say(
    `batch ${result.batch} × ${result.length}: ${wholeNumber(result.tokensPerSecond)} tokens/s, ` +
      `${wholeNumber(result.gflops)} of ${wholeNumber(result.limitGflops)} GFLOPS = ` +
      `${wholePercent(result.shareOfLimit)} of the limit, ` +
      `peak memory ${bytes(result.peakMemoryBytes)}`,
  );
}

/** Steps and products take turns of so many calls: a noisy machine is noisy for both. */
const TURN = 3;

/** The runtime's threads go on spinning after a call, in the way of another program's; in milliseconds. */
const PAUSE_MS = 400;

interface Measured {
  readonly config: ModelConfig;
  readonly rows: number;
  readonly length: number;
  readonly steps: number;
}

async function measure(engine: Engine, { config, rows, length, steps }: Measured): Promise<BenchResult> {
  const learner = referenceLearner(engine, config);
  const batch = randomBatch(rows, length);
  const limit = await LimitMeter.open(engine);
  const seconds: number[] = [];
  const limits: number[] = [];
  let updates = 0;
  const step = async () => {
    const start = performance.now();
    await learner.step(batch, { learningRate: 1e-3, weightDecay: 0.1 }, ++updates);
    return (performance.now() - start) / 1000;
  };
  await step();
  while (seconds.length < steps) {
    await sleep(PAUSE_MS);
    for (let turn = 0; turn < TURN; turn++) seconds.push(await step());
    await sleep(PAUSE_MS);
    for (let turn = 0; turn < TURN; turn++) limits.push(await limit.gflops());
  }
  await limit.dispose();
  await learner.dispose();
  const gflops = trainingFlops(config, rows, length) / (median(seconds) ?? NaN) / 1e9;
  const limitGflops = median(limits) ?? NaN;
  return {
    batch: rows,
    length,
    tokensPerSecond: Math.round((rows * length) / (median(seconds) ?? NaN)),
    gflops,
    limitGflops,
    shareOfLimit: gflops / limitGflops,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  };
}

/** Width of the square matrices that are multiplied: large enough that nothing but the products counts. */
const LIMIT_WIDTH = 1024;

/** Products in one call, one after the other: enough that the call itself does not count. */
const LIMIT_PRODUCTS = 12;

/** Measures how fast the device multiplies large matrices and does nothing else. */
class LimitMeter {
  private constructor(
    private readonly run: () => Promise<unknown>,
    readonly dispose: () => Promise<void>,
  ) {}

  static async open(engine: Engine): Promise<LimitMeter> {
    const shape = [LIMIT_WIDTH, LIMIT_WIDTH];
    const store = engine.createStore({ a: noise(shape, 1), b: noise(shape, 2) });
    const program = await engine.compile(products, { inputs: {}, state: ['a', 'b'] }, store);
    return new LimitMeter(
      () => program.run(store, {}),
      async () => {
        store.dispose();
        await program.dispose();
      },
    );
  }

  /** Billions of operations a second. */
  async gflops(): Promise<number> {
    const start = performance.now();
    await this.run();
    return (LIMIT_PRODUCTS * 2 * LIMIT_WIDTH ** 3) / (performance.now() - start) / 1e6;
  }
}

/** a · b · b · b …, of which one number is asked: reading a whole product would cost as much as making it. */
const products: TensorFunction = (_, { a, b }) => {
  if (!a || !b) throw new Error('The matrices are missing.');
  let product = a;
  for (let index = 0; index < LIMIT_PRODUCTS; index++) product = tf.matMul(product, b);
  return { outputs: { corner: tf.slice(product, [0, 0], [1, 1]) } };
};

/** Random numbers that keep their size when multiplied: denormals would be slow. */
function noise(shape: readonly number[], seed: number): HostTensor {
  const next = randomNumbers(mix(seed));
  const scale = LIMIT_WIDTH ** -0.5;
  return { shape, data: new Float32Array(elementCount(shape)).map(() => scale * randomNormal(next)) };
}
