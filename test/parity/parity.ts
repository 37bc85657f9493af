/**
 * Compares a model with PyTorch's numbers: logits, attention maps, loss, gradients, training steps.
 *
 * A folder of reference numbers holds, for each model NAME: `NAME.json` (configuration, batch, loss,
 * the losses and gradient norms of some AdamW steps), `NAME.weights.safetensors`,
 * `NAME.outputs.safetensors` and `NAME.grads.safetensors`, with PyTorch's names.
 */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readTensorFile } from '../../src/model/checkpoints/safetensors';
import type { Engine } from '../../src/engine/engine';
import { crossEntropy } from '../../src/engine/ops/crossEntropy';
import { type HostTensor, type HostTensors, hostScalar, hostTensor } from '../../src/engine/tensors';
import { tf, valueAndGradients } from '../../src/engine/tf';
import { type Model, createModel } from '../../src/model/transformer';
import { builtInVariant } from '../../src/model/variants';
import type { ModelConfig } from '../../src/model/modelConfig';
import { adamw } from '../../src/training/optimizers/adamw';
import { gradientName, stepSignature, trainingStep } from '../../src/training/trainingStep';
import { difference, greater } from './differences';

/** The form of `NAME.json`. */
interface Reference {
  readonly config: {
    readonly variant: string;
    readonly n_layer: number;
    readonly n_head: number;
    readonly n_embd: number;
    readonly block_size: number;
    readonly vocab_size: number;
    readonly bottleneck_dim?: number;
    readonly up_mlp_ratio?: number;
  };
  readonly tokens: readonly (readonly number[])[];
  readonly targets: readonly (readonly number[])[];
  readonly loss: number;
  readonly adamw: {
    readonly lr: number;
    readonly betas: readonly [number, number];
    readonly eps: number;
    readonly weight_decay: number;
    readonly clip_norm: number;
    readonly losses: readonly number[];
    readonly grad_norms: readonly number[];
  };
}

/** The largest differences between this product and PyTorch, for one model on one engine. */
export interface ParityReport {
  readonly name: string;
  readonly device: string;
  /** Largest absolute difference of a logit. */
  readonly logits: number;
  /** Largest absolute difference of an attention weight. */
  readonly attention: number;
  /** Largest difference of a gradient, relative to the largest of its tensor. */
  readonly gradients: number;
  /** Largest relative difference of a loss or a gradient norm over the training steps. */
  readonly steps: number;
  readonly passed: boolean;
}

/** What may differ at most; float32 sums in another order differ by some 1e-6. */
const LIMITS = { logits: 1e-4, attention: 1e-4, gradients: 1e-3, steps: 1e-3 };

/** Names of the models that a folder has reference numbers for. */
export async function referenceNames(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder);
  return files
    .filter((file) => file.endsWith('.weights.safetensors'))
    .map((file) => file.split('.')[0] ?? file);
}

/** Compares one model on one engine. */
export async function compare(folder: string, name: string, engine: Engine): Promise<ParityReport> {
  // Sound: the folder's form is documented in the header; a wrong one shows as a failure.
  const reference = JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8')) as Reference;
  const file = (kind: string) => readTensorFile(join(folder, `${name}.${kind}.safetensors`));
  const { tensors: weights } = await file('weights');
  const { tensors: outputs } = await file('outputs');
  const { tensors: gradients } = await file('grads');
  const model = createModel(builtInVariant(reference.config.variant), configOf(reference));
  const passes = await bothPasses(engine, model, weights, reference);
  const report = {
    name,
    device: engine.device,
    logits: difference(outputs['logits'], passes['logits']),
    attention: worst(outputs, passes, (key) => key.startsWith('attention.')),
    gradients: relativeWorst(gradients, passes),
    steps: await trainingDifference(engine, model, weights, reference),
  };
  const passed = (['logits', 'attention', 'gradients', 'steps'] as const).every(
    (key) => report[key] <= LIMITS[key],
  );
  return { ...report, passed };
}

function configOf({ config }: Reference): ModelConfig {
  return {
    variant: config.variant,
    layers: config.n_layer,
    heads: config.n_head,
    width: config.n_embd,
    contextLength: config.block_size,
    vocabularySize: config.vocab_size,
    dropout: 0,
    bottleneck: config.bottleneck_dim ?? 1,
    upMlpRatio: config.up_mlp_ratio ?? 4,
    latents: 'prefix',
  };
}

function batchOf(reference: Reference): { tokens: HostTensor; targets: HostTensor; count: number } {
  const shape = [reference.tokens.length, reference.tokens[0]?.length ?? 0];
  const tokens = hostTensor(shape, Int32Array.from(reference.tokens.flat()));
  const targets = hostTensor(shape, Int32Array.from(reference.targets.flat()));
  return { tokens, targets, count: targets.data.filter((target) => target > 0).length };
}

async function bothPasses(
  engine: Engine,
  model: Model,
  weights: HostTensors,
  reference: Reference,
): Promise<HostTensors> {
  const { tokens, targets, count } = batchOf(reference);
  const store = engine.createStore(weights);
  const input = { shape: tokens.shape, type: 'int32' as const };
  const program = await engine.compile(
    (inputs, state) => {
      const { outputs, gradients } = valueAndGradients(() => {
        const { logits, maps } = model.forward(inputs['tokens'] as tf.Tensor2D, state);
        const flat = tf.reshape<tf.Rank.R1>(inputs['targets'] as tf.Tensor2D, [-1]);
        const named = Object.entries(maps).map(([block, map]) => [`attention.${block}`, map] as const);
        const shaped = tf.reshape(logits, [...tokens.shape, -1]);
        const loss: tf.Scalar = tf.div(crossEntropy(logits, flat).loss, count);
        return { loss, outputs: { logits: shaped, ...Object.fromEntries(named) } };
      }, state);
      const named = Object.entries(gradients).map(([name, tensor]) => [gradientName(name), tensor] as const);
      return { outputs: { ...outputs, ...Object.fromEntries(named) } };
    },
    { inputs: { tokens: input, targets: input }, state: Object.keys(model.parameters) },
    store,
  );
  const results = await program.run(store, { tokens, targets });
  await program.dispose();
  store.dispose();
  return results;
}

async function trainingDifference(
  engine: Engine,
  model: Model,
  weights: HostTensors,
  reference: Reference,
): Promise<number> {
  const settings = reference.adamw;
  const optimizer = adamw({
    beta1: settings.betas[0],
    beta2: settings.betas[1],
    epsilon: settings.eps,
  });
  const { tokens, targets, count } = batchOf(reference);
  const role = { accumulates: false, updates: true };
  const options = { model, optimizer, clipNorm: settings.clip_norm, role };
  const moments = optimizer.initialState(model.parameters);
  const store = engine.createStore({ ...weights, ...moments });
  const program = await engine.compile(
    trainingStep(options),
    stepSignature(options, Object.keys(moments), tokens.shape),
    store,
  );
  let largest = 0;
  for (let step = 0; step < settings.losses.length; step++) {
    const { loss, gradientNorm } = await program.run(store, {
      tokens,
      targets,
      lossScale: hostScalar(1 / count),
      learningRate: hostScalar(settings.lr),
      weightDecay: hostScalar(settings.weight_decay),
      update: hostScalar(step + 1),
    });
    const pairs = [
      [(loss?.data[0] ?? NaN) / count, settings.losses[step] ?? NaN],
      [gradientNorm?.data[0] ?? NaN, settings.grad_norms[step] ?? NaN],
    ] as const;
    for (const [ours, theirs] of pairs)
      largest = greater(largest, Math.abs(ours - theirs) / Math.abs(theirs));
  }
  await program.dispose();
  store.dispose();
  return largest;
}

function worst(theirs: HostTensors, ours: HostTensors, wanted: (key: string) => boolean): number {
  const keys = Object.keys(theirs).filter(wanted);
  return keys.map((key) => difference(theirs[key], ours[key])).reduce(greater, 0);
}

/**
 * Some gradients are zero in exact arithmetic (a bias added to all keys changes no softmax) and noise
 * in float32; a tensor's scale is therefore at least a thousandth of the largest gradient of all.
 */
function relativeWorst(theirs: HostTensors, ours: HostTensors): number {
  const largest = (tensor: HostTensor) =>
    Array.from(tensor.data).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const floor = Math.max(...Object.values(theirs).map(largest)) / 1000;
  const ratios = Object.entries(theirs).map(([key, tensor]) => {
    const scale = Math.max(largest(tensor), floor);
    return difference(tensor, ours[gradientName(key)]) / scale;
  });
  return ratios.reduce(greater, 0);
}
