/**
 * Proves numerically that no output of a variant depends on a later character.
 *
 * A language model that sees the future learns to copy it, and its loss means nothing. The check runs a
 * small model of the variant on one text and on copies of it that differ from the t-th character on,
 * for every t (of long texts, for 64 of them): what is predicted before t must stay the same.
 */
import type { Engine } from '../engine/engine';
import { type HostTensor, type HostTensors, elementCount, hostTensor } from '../engine/tensors';
import type { tf } from '../engine/tf';
import { mix, randomInteger, randomNormal, randomNumbers } from '../numbers/randomNumbers';
import type { ModelConfig } from './modelConfig';
import { UserError } from '../files/userError';
import type { Variant } from './contract';
import { isBuiltIn } from './loadVariant';
import { whereOf } from './ownVariant';
import { type Model, createModel } from './transformer';

/** Where a variant sees the future. */
export interface Leak {
  /** The position whose prediction changed, from 0. */
  readonly position: number;
  /** The later position whose character it depends on. */
  readonly later: number;
}

/** Predictions differ by more than this when they depend on something; rounding stays below 1e-6. */
const TOLERANCE = 1e-4;

const VOCABULARY = 16;
const HEAD_WIDTH = 8;

/** The first leak, or undefined when the variant is causal. */
export async function findLeak(
  engine: Engine,
  variant: Variant,
  config: ModelConfig,
): Promise<Leak | undefined> {
  const small = smallConfig(config);
  const model = createModel(variant, small);
  const length = config.contextLength - 1;
  const text = randomText(length);
  const rows = rowsAtOnce(small, length);
  const predict = await openPredictor(engine, model, [rows + 1, length]);
  try {
    for (const places of groupsOf(changedPlaces(length), rows)) {
      const logits = await predict(variedTexts(text, places, rows + 1));
      const leak = leakIn(logits, places, length);
      if (leak) return leak;
    }
    return undefined;
  } finally {
    await predict.dispose();
  }
}

/** Texts longer than this are not changed at all places, but at so many of them. */
const SHORT_TEXT = 256;
const MOST_PLACES = 64;

/**
 * Where a text is changed: everywhere, or in a long one at its beginning and then evenly spread. A character
 * that is seen too early by a distance of more than two such places is always noticed, and one that every
 * position sees too early is noticed anywhere.
 */
function changedPlaces(length: number): readonly number[] {
  const all = length - 1;
  if (all <= SHORT_TEXT) return Array.from({ length: all }, (_, index) => index + 1);
  const first = MOST_PLACES / 4;
  const spread = MOST_PLACES - first;
  return Array.from({ length: MOST_PLACES }, (_, index) =>
    index < first ? index + 1 : first + Math.ceil(((index - first + 1) * (all - first)) / spread),
  );
}

/** Numbers in the maps of a layer that are computed at once: 128 MB. */
const MOST_WEIGHTS = 2 ** 25;

/** Texts that are computed at once besides the unchanged one: attention maps grow with the square of their length. */
function rowsAtOnce({ heads }: ModelConfig, length: number): number {
  const most = Math.floor(MOST_WEIGHTS / (heads * length ** 2)) - 1;
  return Math.max(1, Math.min(changedPlaces(length).length, most));
}

function groupsOf(places: readonly number[], size: number): readonly (readonly number[])[] {
  return Array.from({ length: Math.ceil(places.length / size) }, (_, index) =>
    places.slice(index * size, (index + 1) * size),
  );
}

/** The first position whose prediction differs from that for the unchanged text, which is row 0. */
function leakIn(logits: HostTensor, places: readonly number[], length: number): Leak | undefined {
  for (const [index, later] of places.entries()) {
    for (let position = 0; position < later; position++) {
      if (differs(logits, { row: index + 1, position, length })) return { position, later };
    }
  }
  return undefined;
}

/** Checks a variant and throws a UserError that says where it sees the future. */
export async function requireCausal(engine: Engine, variant: Variant, config: ModelConfig): Promise<void> {
  const leak = await findLeak(engine, variant, config).catch((error: unknown) => {
    if (error instanceof UserError || isBuiltIn(config.variant)) throw error;
    throw new UserError(`The variant '${variant.name}' failed: ${whereOf(config.variant, error)}.`, {
      cause: error,
    });
  });
  if (!leak) return;
  throw new UserError(
    `The variant '${variant.name}' sees the future: its prediction at position ${leak.position} depends on the ` +
      `character at position ${leak.later}. Mask later keys (maskedSoftmax with call.visible), or train it anyway ` +
      'with --allow-leak.',
  );
}

/** Sight does not depend on size: a narrow model of the same structure shows the same leaks. */
function smallConfig(config: ModelConfig): ModelConfig {
  return {
    ...config,
    layers: Math.min(3, config.layers),
    width: HEAD_WIDTH * config.heads,
    vocabularySize: VOCABULARY,
    dropout: 0,
  };
}

function randomText(length: number): readonly number[] {
  const next = randomNumbers(mix(length));
  return Array.from({ length }, () => randomInteger(next, 1, VOCABULARY - 1));
}

/** Row 0 is the text; each other one is the same before its place and different in each character from there on. */
function variedTexts(text: readonly number[], places: readonly number[], rows: number): HostTensor {
  const { length } = text;
  const tokens = new Int32Array(rows * length);
  for (let row = 0; row < rows; row++) {
    const place = row === 0 ? length : (places[row - 1] ?? length);
    text.forEach((token, position) => {
      tokens[row * length + position] = position >= place ? 1 + (token % (VOCABULARY - 1)) : token;
    });
  }
  return hostTensor([rows, length], tokens);
}

/** Numbers large enough that every path through the model matters. */
function loudParameters(model: Model): HostTensors {
  const entries = Object.entries(model.parameters).map(([name, { shape }], index) => {
    const next = randomNumbers(mix(index, 0xca5a1));
    const data = new Float32Array(elementCount(shape)).map(() => 0.5 * randomNormal(next));
    return [name, { shape, data }] as const;
  });
  return Object.fromEntries(entries);
}

interface Predictor {
  (tokens: HostTensor): Promise<HostTensor>;
  dispose(): Promise<void>;
}

async function openPredictor(
  engine: Engine,
  model: Model,
  shape: readonly [number, number],
): Promise<Predictor> {
  const parameters = loudParameters(model);
  const store = engine.createStore(parameters);
  const signature = {
    inputs: { tokens: { shape, type: 'int32' as const } },
    state: Object.keys(parameters),
  };
  const program = await engine.compile(
    // Sound: the signature says that it is a matrix.
    (inputs, state) => ({
      outputs: { logits: model.forward(inputs['tokens'] as tf.Tensor2D, state).logits },
    }),
    signature,
    store,
  );
  const predict = async (tokens: HostTensor) => {
    const { logits } = await program.run(store, { tokens });
    if (!logits) throw new Error('The program returned no logits.');
    return logits;
  };
  const dispose = async () => {
    store.dispose();
    await program.dispose();
  };
  return Object.assign(predict, { dispose });
}

function differs({ data }: HostTensor, at: { row: number; position: number; length: number }): boolean {
  const first = at.position * VOCABULARY;
  const other = (at.row * at.length + at.position) * VOCABULARY;
  for (let index = 0; index < VOCABULARY; index++) {
    const difference = Math.abs((data[first + index] ?? 0) - (data[other + index] ?? 0));
    if (!(difference < TOLERANCE)) return true;
  }
  return false;
}
