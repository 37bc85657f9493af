/**
 * How long a layer takes on this machine: self-attention against the Perceiver’s, as the text grows.
 *
 * Measured are forward passes of nothing but the blocks, for one text: what the theory lab holds against
 * the counted operations of `theory/cost.ts`. The speed of training is `attention-lab bench`’s business.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Engine, Program, Store, TensorFunction } from '../engine/engine';
import { type HostTensors, elementCount, hostTensor } from '../engine/tensors';
import { tf, type Tensors } from '../engine/tf';
import { UserError } from '../files/userError';
import { wholeNumber } from '../numbers/formats';
import { EMPTY_PROCESS, FLOAT, parameterCount, requireMemory } from '../model/memory';
import { mix, randomNormal, randomNumbers } from '../numbers/randomNumbers';
import type { Block, BlockCall, ParameterSpecs, Stream } from '../model/contract';
import { initialParameters } from '../model/initialise';
import { builtInVariant } from '../model/variants';
import type { ModelConfig } from '../model/modelConfig';
import { COST_LENGTHS, type CostState, type CostVariant, type MeasuredTime, parseCostState } from './cost';

/** Passes that are thrown away, and how many count at least and for how long at least. */
const WARM_UP = 2;
const LEAST_PASSES = 5;
const LEAST_MS = 200;

/** Width of a head; the study’s. More and narrower heads cost more softmax, but no more products. */
const HEAD_WIDTH = 32;

/**
 * Measures both variants at each length, from short to long.
 *
 * Passes of the two alternate, so that a busy machine slows both alike.
 */
export async function* measureCost(
  engine: Engine,
  sizes: CostState,
  lengths: readonly number[] = COST_LENGTHS,
): AsyncGenerator<MeasuredTime> {
  for (const length of lengths) {
    requireMeasurable(sizes, length);
    const stacks = await Promise.all([
      openStack(engine, 'vanilla', sizes, length),
      openStack(engine, 'perceiver', sizes, length),
    ]);
    const started = performance.now();
    for (let pass = -WARM_UP; pass < LEAST_PASSES || performance.now() - started < LEAST_MS; pass++) {
      for (const stack of stacks) await stack.pass(pass >= 0);
    }
    for (const stack of stacks) {
      yield { length, variant: stack.variant, milliseconds: stack.milliseconds() / sizes.layers };
      await stack.dispose();
    }
  }
}

/** Characters: far more than any length that is offered. */
const LONGEST = 4096;

/** Scores, weights and the values they mix, in the layer that is computed. */
const MAP_COPIES = 3;

/**
 * Refuses sizes that are not the page's, and those that do not fit into the memory. They may come from a link.
 *
 * @param limit In bytes; the machine's memory when left out.
 * @throws UserError with what they would take.
 */
export function requireMeasurable(sizes: CostState, length: number, limit?: number): void {
  const known = isDeepStrictEqual(parseCostState(sizes), sizes);
  if (!known || !Number.isInteger(length) || length < 1 || length > LONGEST) {
    throw new UserError('These sizes cannot be measured. Choose sizes that the page offers.');
  }
  const { width, layers } = sizes;
  const parameters = (['vanilla', 'perceiver'] as const).map((variant) =>
    parameterCount(parametersOf(builtInVariant(variant).blocks(configFor(variant, sizes, length)))),
  );
  const held = 2 * parameters.reduce((sum, count) => sum + count, 0);
  const computed = MAP_COPIES * (headsFor(width) * length + 8 * width) * length;
  requireMemory(EMPTY_PROCESS + FLOAT * (held + computed), {
    what: `Measuring ${layers} layers of width ${wholeNumber(width)}`,
    advice: 'Choose fewer layers or a smaller width.',
    ...(limit === undefined ? {} : { limit }),
  });
}

/** The times of both variants at one length. */
export async function costAt(
  engine: Engine,
  sizes: CostState,
  length: number,
): Promise<readonly MeasuredTime[]> {
  const times: MeasuredTime[] = [];
  for await (const time of measureCost(engine, sizes, [length])) times.push(time);
  return times;
}

/** All layers of one variant, ready to run on a text of one length. */
class Stack {
  private readonly times: number[] = [];

  constructor(
    readonly variant: CostVariant,
    private readonly program: Program,
    private readonly store: Store,
    private readonly inputs: HostTensors,
  ) {}

  async pass(counts: boolean): Promise<void> {
    const start = performance.now();
    await this.program.run(this.store, this.inputs);
    if (counts) this.times.push(performance.now() - start);
  }

  /** The fastest of the passes that count: whatever else the machine does can only add to it. */
  milliseconds(): number {
    return this.times.reduce((least, time) => Math.min(least, time), Infinity);
  }

  async dispose(): Promise<void> {
    this.store.dispose();
    await this.program.dispose();
  }
}

async function openStack(
  engine: Engine,
  variant: CostVariant,
  sizes: CostState,
  length: number,
): Promise<Stack> {
  const blocks = builtInVariant(variant).blocks(configFor(variant, sizes, length));
  const parameters = parametersOf(blocks);
  const store = engine.createStore(initialParameters(parameters, 1));
  const shape = [length, sizes.width];
  const next = randomNumbers(mix(1));
  const rows = hostTensor(
    shape,
    Float32Array.from({ length: elementCount(shape) }, () => randomNormal(next)),
  );
  const signature = {
    inputs: { rows: { shape, type: 'float32' as const } },
    state: Object.keys(parameters),
  };
  const program = await engine.compile(stackOf(blocks, length), signature, store);
  return new Stack(variant, program, store, { rows });
}

/** The nearest number of heads that divides the width. */
function headsFor(width: number): number {
  let heads = Math.max(1, Math.round(width / HEAD_WIDTH));
  while (width % heads !== 0) heads--;
  return heads;
}

function configFor(variant: CostVariant, sizes: CostState, length: number): ModelConfig {
  const { width, layers, bottleneck, upMlpRatio } = sizes;
  const heads = headsFor(width);
  const contextLength = Math.max(length, bottleneck);
  const attention = { variant, layers, heads, width, bottleneck, upMlpRatio, latents: 'prefix' as const };
  return { ...attention, contextLength, vocabularySize: 2, dropout: 0 };
}

function parametersOf(blocks: readonly Block[]): ParameterSpecs {
  const named = blocks.flatMap(({ name, parameters }) =>
    Object.entries(parameters).map(([own, spec]) => [`${name}.${own}`, spec] as const),
  );
  return Object.fromEntries(named);
}

/** The blocks one after the other; only a sum leaves the device, so that no time goes into copying. */
function stackOf(blocks: readonly Block[], length: number): TensorFunction {
  return (inputs, state) => {
    // Sound: the signature says that it is a matrix.
    const embedded: Stream = { rows: inputs['rows'] as tf.Tensor2D, length };
    const last = blocks.reduce(
      (stream, block) => block.forward(stream, callOf(block, embedded, state)),
      embedded,
    );
    return { outputs: { sum: tf.sum(last.rows) } };
  };
}

function callOf({ name }: Block, embedded: Stream, state: Tensors): BlockCall {
  return {
    batch: 1,
    embedded,
    parameter: (own) => {
      const tensor = state[`${name}.${own}`];
      if (!tensor) throw new Error(`The block ${name} has no parameter '${own}'.`);
      return tensor;
    },
    dropout: (x) => x,
    changeHeads: (heads) => heads,
    report: () => undefined,
  };
}
