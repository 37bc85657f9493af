/**
 * Proves numerically that no output of a variant depends on a later character.
 *
 * A language model that sees the future learns to copy it, and its loss means nothing. The check runs a
 * small model of the variant on one text and on copies of it that differ from the t-th character on,
 * for every t: what is predicted before t must stay the same.
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
  const tokens = variedTexts(length);
  const logits = await predict(engine, model, tokens);
  for (let later = 1; later < length; later++) {
    for (let position = 0; position < later; position++) {
      if (differs(logits, { row: later, position, length })) return { position, later };
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

/** Row 0 is a text; row t is the same before position t and different in each character from there on. */
function variedTexts(length: number): HostTensor {
  const next = randomNumbers(mix(length));
  const text = Array.from({ length }, () => randomInteger(next, 1, VOCABULARY - 1));
  const rows = new Int32Array(length * length);
  for (let row = 0; row < length; row++) {
    text.forEach((token, position) => {
      const changed = row > 0 && position >= row;
      rows[row * length + position] = changed ? 1 + (token % (VOCABULARY - 1)) : token;
    });
  }
  return hostTensor([length, length], rows);
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

async function predict(engine: Engine, model: Model, tokens: HostTensor): Promise<HostTensor> {
  const parameters = loudParameters(model);
  const store = engine.createStore(parameters);
  const signature = {
    inputs: { tokens: { shape: tokens.shape, type: 'int32' as const } },
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
  const { logits } = await program.run(store, { tokens });
  store.dispose();
  await program.dispose();
  if (!logits) throw new Error('The program returned no logits.');
  return logits;
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
