/**
 * `attention-lab cost`: what a layer costs as the text grows, self-attention against the Perceiver’s, as
 * counted operations and as times on this machine.
 */
import { wholeNumber, fixed } from '../numbers/formats';
import { measureCost } from '../theory/attentionCost';
import { processorDevice, withDevice } from '../engine/devices/openDevice';
import {
  COST_FIELDS,
  COST_LENGTHS,
  type CostState,
  type CostVariant,
  type MeasuredTime,
  costResults,
} from '../theory/cost';
import { initialState } from '../theory/fields';
import { type Call, UsageError, type Verb } from './verb';

/** One line of `cost --json`: one variant at one length, as a mean over its layers. */
interface CostLine {
  /** ℓ, in characters. */
  readonly length: number;
  readonly variant: CostVariant;
  /** Multiply-adds of a layer’s forward pass, counted twice each. */
  readonly operations: number;
  readonly milliseconds: number;
  /** Billions of operations a second. */
  readonly gflops: number;
}

/** Measures both variants and prints a table. */
export const cost: Verb = {
  summary: 'what a layer costs as the text grows: self-attention against the Perceiver’s',
  options: {
    device: { value: 'D', help: 'the device to measure (default: onnx-cpu)' },
    width: { value: 'N', help: 'd, the model dimension (d_model) (default: 256)' },
    latents: { value: 'N', help: 'm, the Perceiver’s latents (default: 32)' },
    layers: { value: 'N', help: 'layers, of which the Perceiver has one down and one up (default: 4)' },
    longest: { value: 'N', help: 'the longest text to measure (default: 1024)' },
  },
  run: async (call) => {
    const device = call.text('device') ?? processorDevice();
    const sizes = sizesOf(call);
    const longest = call.integer('longest', 32) ?? 1024;
    const lengths = COST_LENGTHS.filter((length) => length <= longest);
    const lines: CostLine[] = [];
    call.say('   ℓ  variant      Mflop/layer   ms/layer   GFLOPS');
    await withDevice(device, async (engine) => {
      for await (const time of measureCost(engine, sizes, lengths)) {
        const line = costLine(sizes, time);
        lines.push(line);
        call.say(written(line));
      }
    });
    const { crossover, gigaflops } = costResults(sizes, { device, sizes, times: lines });
    if (crossover !== undefined)
      call.say(`By count the Perceiver’s layers are cheaper from ℓ = ${crossover}.`);
    return { device, sizes, lines, crossover, gigaflops };
  },
};

function sizesOf(call: Call): CostState {
  const standard = initialState(COST_FIELDS);
  const width = call.integer('width', 16) ?? standard.width;
  const bottleneck = call.integer('latents', 1) ?? standard.bottleneck;
  const layers = call.integer('layers', 2) ?? standard.layers;
  const given = { ...standard, width, bottleneck, layers };
  for (const [option, field, value] of [
    ['width', COST_FIELDS.width, width],
    ['latents', COST_FIELDS.bottleneck, bottleneck],
    ['layers', COST_FIELDS.layers, layers],
  ] as const) {
    if (field.parse(value) === undefined)
      throw new UsageError(`--${option} ${value} is too large to measure.`);
  }
  return given;
}

function costLine(sizes: CostState, { length, variant, milliseconds }: MeasuredTime): CostLine {
  const row = costResults({ ...sizes, hiddenLayer: true }).rows.find((one) => one.length === length);
  const operations = row?.[variant] ?? NaN;
  return { length, variant, operations, milliseconds, gflops: operations / (1e6 * milliseconds) };
}

function written({ length, variant, operations, milliseconds, gflops }: CostLine): string {
  return (
    `${String(length).padStart(4)}  ${variant.padEnd(11)} ${fixed(operations / 1e6, 1).padStart(12)}` +
    ` ${fixed(milliseconds, 3).padStart(10)} ${wholeNumber(gflops).padStart(8)}`
  );
}
