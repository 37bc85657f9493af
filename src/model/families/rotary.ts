/**
 * The angles of rotary position embedding, with the ways in which open models stretch them to longer texts.
 *
 * Formulas: Su et al., 2021 (plain); Chen et al., 2023 (linear); Llama 3.1's release (`llama3`); Peng et al.,
 * 2023, sections 3.2 to 3.4 (`yarn`). `dynamic` only differs from plain beyond the trained length, which is
 * never read here.
 */
import * as v from 'valibot';
import type { RotaryTables } from '../../engine/ops/rotateHalves';
import { roundedToBfloat16, roundedToFloat16 } from '../checkpoints/halfFloats';

const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));

const scaling = v.variant('rope_type', [
  v.object({ rope_type: v.picklist(['default', 'dynamic']) }),
  v.object({ rope_type: v.literal('linear'), factor: positive }),
  v.object({
    rope_type: v.literal('llama3'),
    factor: positive,
    low_freq_factor: positive,
    high_freq_factor: positive,
    original_max_position_embeddings: positive,
  }),
  v.object({
    rope_type: v.literal('yarn'),
    factor: positive,
    original_max_position_embeddings: v.nullish(positive),
    attention_factor: v.nullish(positive),
    beta_fast: v.nullish(positive, 32),
    beta_slow: v.nullish(positive, 1),
    mscale: v.nullish(v.number()),
    mscale_all_dim: v.nullish(v.number()),
    truncate: v.nullish(v.boolean(), true),
  }),
]);

/** How the angles are stretched, under the names of `config.json`. */
type RotaryScaling = v.InferOutput<typeof scaling>;

/** Everything that determines the angles of one head. */
export interface RotarySettings {
  /** Base of the geometric sequence of wavelengths. */
  readonly theta: number;
  readonly scaling: RotaryScaling;
  /** Share of a head's numbers that are turned, 0 to 1. */
  readonly share: number;
  /** The longest text that the model was made for. */
  readonly positions: number;
  readonly precision: RotaryPrecision;
}

/**
 * How exactly frequencies are kept. Models run with `float32` ones, however their weights are stored; only
 * where a whole model was converted in PyTorch with `.to(dtype)` its frequencies were rounded too, which turns
 * position 1000 by up to a radian more or less.
 */
export type RotaryPrecision = 'float32' | 'bfloat16' | 'float16';

/** What a `config.json` says of rotation, in the old spelling and in the new. */
export const rotaryFields = {
  rope_parameters: v.nullish(v.looseObject({})),
  rope_scaling: v.nullish(v.looseObject({})),
  rope_theta: v.nullish(positive),
  partial_rotary_factor: v.nullish(positive),
};

/** The values of {@link rotaryFields}. */
export interface RotaryFields {
  readonly rope_parameters?: Readonly<Record<string, unknown>> | null | undefined;
  readonly rope_scaling?: Readonly<Record<string, unknown>> | null | undefined;
  readonly rope_theta?: number | null | undefined;
  readonly partial_rotary_factor?: number | null | undefined;
}

const merged = v.object({
  rope_theta: positive,
  partial_rotary_factor: v.pipe(positive, v.maxValue(1)),
});

/**
 * Reads either spelling: `rope_parameters` (since transformers 5), or `rope_theta` beside `rope_scaling`.
 *
 * @param defaults What the family takes where neither says anything.
 * @throws v.ValiError when a scaling is unknown or incomplete.
 */
export function readRotary(
  fields: RotaryFields,
  positions: number,
  defaults: Pick<RotarySettings, 'theta' | 'share' | 'precision'>,
): RotarySettings {
  const own = fields.rope_parameters ?? fields.rope_scaling ?? {};
  const { rope_theta: theta, partial_rotary_factor: share } = v.parse(merged, {
    rope_theta: own['rope_theta'] ?? fields.rope_theta ?? defaults.theta,
    partial_rotary_factor: own['partial_rotary_factor'] ?? fields.partial_rotary_factor ?? defaults.share,
  });
  // Before `rope_type` the key was `type`.
  const kind = own['rope_type'] ?? own['type'] ?? 'default';
  return {
    theta,
    share,
    positions,
    precision: defaults.precision,
    scaling: v.parse(scaling, { ...own, rope_type: kind }),
  };
}

/** How many numbers of a head of `width` are turned: its share, and where that is odd one more, which makes a pair. */
export function turnedWidth(settings: RotarySettings, width: number): number {
  return 2 * Math.ceil(sharedWidth(settings, width) / 2);
}

/** The share of a head as the frequencies count it: their exponents are i over half of it. */
function sharedWidth({ share }: RotarySettings, width: number): number {
  return Math.trunc(width * share);
}

/** Cosines and sines for `length` positions of heads of `width` numbers, by pair. */
export function rotaryTables(settings: RotarySettings, width: number, length: number): RotaryTables {
  const { frequencies, amplitude } = rotaryFrequencies(settings, sharedWidth(settings, width));
  const pairs = frequencies.length;
  const [cosines, sines] = [new Float32Array(length * pairs), new Float32Array(length * pairs)];
  for (let position = 0; position < length; position++) {
    frequencies.forEach((frequency, pair) => {
      // In float32, as everybody computes it: at position 10 000 the difference is seen.
      const angle = Math.fround(position * rounded(frequency, settings.precision));
      cosines[position * pairs + pair] = amplitude * Math.cos(angle);
      sines[position * pairs + pair] = amplitude * Math.sin(angle);
    });
  }
  return { cosines, sines };
}

function rounded(frequency: number, precision: RotaryPrecision): number {
  switch (precision) {
    case 'float32':
      return Math.fround(frequency);
    case 'bfloat16':
      return roundedToBfloat16(frequency);
    case 'float16':
      return roundedToFloat16(frequency);
  }
}

/** Radians a position of each pair, and what cosines and sines are multiplied by. */
export interface RotaryFrequencies {
  readonly frequencies: readonly number[];
  readonly amplitude: number;
}

/** The frequencies of the pairs that `width` numbers of a head make. */
export function rotaryFrequencies(settings: RotarySettings, width: number): RotaryFrequencies {
  const { theta, scaling: stretch } = settings;
  const plain = Array.from({ length: Math.ceil(width / 2) }, (_, pair) => theta ** ((-2 * pair) / width));
  switch (stretch.rope_type) {
    case 'default':
    case 'dynamic':
      return { frequencies: plain, amplitude: 1 };
    case 'linear':
      return { frequencies: plain.map((frequency) => frequency / stretch.factor), amplitude: 1 };
    case 'llama3':
      return { frequencies: plain.map((frequency) => llama3(frequency, stretch)), amplitude: 1 };
    case 'yarn':
      return yarn(plain, settings, stretch);
  }
}

type Scaling<Kind extends RotaryScaling['rope_type']> = Extract<RotaryScaling, { readonly rope_type: Kind }>;

/** Long waves are stretched, short ones kept, those between blended. */
function llama3(frequency: number, stretch: Scaling<'llama3'>): number {
  const { factor, low_freq_factor: low, high_freq_factor: high } = stretch;
  const turns = (stretch.original_max_position_embeddings * frequency) / (2 * Math.PI);
  if (turns < low) return frequency / factor;
  if (turns > high) return frequency;
  const kept = (turns - low) / (high - low);
  return (1 - kept) * (frequency / factor) + kept * frequency;
}

/** Pairs are stretched or kept by how often they turn within the original length, with a ramp between. */
function yarn(
  plain: readonly number[],
  { theta, positions }: RotarySettings,
  stretch: Scaling<'yarn'>,
): RotaryFrequencies {
  const { factor } = stretch;
  const original = stretch.original_max_position_embeddings ?? positions;
  const width = 2 * plain.length;
  /** The pair, as a real number, that turns so often within the original length. */
  const pairOf = (turns: number) =>
    (width * Math.log(original / (turns * 2 * Math.PI))) / (2 * Math.log(theta));
  const [fast, slow] = [pairOf(stretch.beta_fast), pairOf(stretch.beta_slow)];
  const low = Math.max(0, stretch.truncate ? Math.floor(fast) : fast);
  const high = Math.min(width - 1, stretch.truncate ? Math.ceil(slow) : slow);
  const frequencies = plain.map((frequency, pair) => {
    const stretched = Math.min(1, Math.max(0, (pair - low) / (high === low ? 0.001 : high - low)));
    return stretched * (frequency / factor) + (1 - stretched) * frequency;
  });
  return { frequencies, amplitude: stretch.attention_factor ?? yarnAmplitude(stretch) };
}

function yarnAmplitude({ factor, mscale, mscale_all_dim: all }: Scaling<'yarn'>): number {
  const grown = (scale: number) => (factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1);
  return mscale && all ? grown(mscale) / grown(all) : grown(1);
}
