/**
 * Opens a Hugging Face folder where it lies: `config.json`, `tokenizer.json` and safetensors. Nothing is copied
 * and nothing is downloaded.
 */
import { freemem } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Engine, Store } from '../../engine/engine';
import type { HostTensor } from '../../engine/tensors';
import { parseJson } from '../../files/parseJson';
import { readSmallFile } from '../../files/regularFile';
import { UserError } from '../../files/userError';
import { askingByTemplate } from '../asking';
import { DEFAULT_TEMPLATE } from '../template';
import { FAMILIES, familyCalled } from '../families';
import type { Family } from '../families/family';
import type { RotaryPrecision } from '../families/rotary';
import type { OpenedModel } from '../openedModel';
import { type FileTokens, readTokenizer } from '../../data/tokens/tokenizerFile';
import { type Architecture, type Model, assembleModel } from '../transformer';
import { FLOAT, parameterCount } from '../memory';
import { WeightFolder } from './weightFolder';

/** What is looked at before the family reads the rest. */
const common = v.looseObject({
  model_type: v.string(),
  quantization_config: v.nullish(v.unknown()),
  // Written by this product's own export: how the model was asked in its training.
  attention_lab: v.nullish(v.looseObject({ template: v.nullish(v.string()) })),
  eos_token_id: v.nullish(v.union([v.number(), v.array(v.number())])),
});

type Config = v.InferOutput<typeof common>;

/** How to open a folder. */
export interface HuggingFaceOptions {
  /** How questions are written; see `asking.ts`. */
  readonly template?: string;
  /** Bytes of memory that may be used; what the system has free when left out. */
  readonly memory?: number;
  /** `float32` when left out, which is right for every checkpoint as such; see `families/rotary.ts`. */
  readonly rotaryPrecision?: RotaryPrecision;
}

/** Memory that is needed besides the weights, as a share of them: activations and compiled programs. */
const HEADROOM = 1.25;

const SUPPORTED = `Supported are ${FAMILIES.map(({ name }) => name).join(', ')} in float32, float16 or bfloat16.`;

/**
 * Whether a folder's `config.json` is one of a Hugging Face model, rather than of a run.
 *
 * @param json The content of `config.json`.
 */
export function isHuggingFaceConfig(json: unknown): boolean {
  return v.is(v.looseObject({ model_type: v.string() }), json);
}

/**
 * Opens a folder.
 *
 * @throws UserError, one sentence for each thing that can be wrong with it.
 */
export async function openHuggingFace(
  engine: Engine,
  folder: string,
  { template, memory = availableMemory(), rotaryPrecision = 'float32' }: HuggingFaceOptions = {},
): Promise<OpenedModel> {
  const config = await readConfig(folder);
  const family = familyOf(folder, config);
  const architecture = architectureOf(folder, family, config, rotaryPrecision);
  const model = assembleModel(architecture);
  requireMemory(folder, model, memory);
  const tokens = await readTokenizer(folder);
  requireRoom(folder, model, tokens);
  const store = await load(engine, folder, family, model);
  const end = endsOf(config);
  const wording = template ?? config.attention_lab?.template ?? DEFAULT_TEMPLATE;
  const asking = askingByTemplate(tokens, wording, end);
  return { model, tokens, store, asking, ends: (token) => end.has(token) };
}

async function readConfig(folder: string): Promise<Config> {
  const path = join(folder, 'config.json');
  const text = await readSmallFile(path).catch((error: unknown) => {
    throw new UserError(
      `${folder} has no readable config.json: it is neither a run nor a Hugging Face model.`,
      {
        cause: error,
      },
    );
  });
  const parsed = v.safeParse(common, parseJson(path, text.toString('utf8')));
  if (parsed.success) return parsed.output;
  throw new UserError(`${path} does not say what kind of model it is (model_type). ${SUPPORTED}`);
}

function familyOf(folder: string, { model_type: type, quantization_config: quantized }: Config): Family {
  const family = familyCalled(type);
  if (!family) throw new UserError(`${folder} is a model of the kind '${type}'. ${SUPPORTED}`);
  if (quantized !== null && quantized !== undefined) {
    throw new UserError(`${folder} is quantized, which cannot be read. ${SUPPORTED}`);
  }
  return family;
}

function architectureOf(
  folder: string,
  family: Family,
  config: Config,
  precision: RotaryPrecision,
): Architecture {
  try {
    return family.architecture(config, precision);
  } catch (error) {
    if (!v.isValiError(error)) throw error;
    const [issue] = error.issues;
    const where = v.getDotPath(issue) ?? 'its top';
    throw new UserError(`${join(folder, 'config.json')} cannot be used: ${where}: ${issue.message}.`, {
      cause: error,
    });
  }
}

function availableMemory(): number {
  // Inside a container the system's free memory is not the process's; Node tells it since 20.13.
  return typeof process.availableMemory === 'function' ? process.availableMemory() : freemem();
}

function requireMemory(folder: string, { parameters }: Model, memory: number): void {
  const needed = HEADROOM * FLOAT * parameterCount(parameters);
  if (needed <= memory) return;
  const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1);
  throw new UserError(
    `${folder} does not fit into memory: its ${(parameterCount(parameters) / 1e6).toFixed(0)} million numbers need ` +
      `${gigabytes(needed)} GB, and ${gigabytes(memory)} GB are free. Close other programs, or open a smaller model.`,
  );
}

/** A token without a row in the embedding would read past its end. */
function requireRoom(folder: string, { config }: Model, tokens: FileTokens): void {
  const { vocabularySize } = config;
  if (tokens.size <= vocabularySize) return;
  throw new UserError(
    `${folder} does not fit together: its tokenizer.json has ${tokens.size} tokens, its config.json ${vocabularySize}. ` +
      'Use the tokenizer that the model was trained with.',
  );
}

async function load(engine: Engine, folder: string, { prefix }: Family, model: Model): Promise<Store> {
  const weights = await WeightFolder.open(folder);
  try {
    weights.check(model.parameters, prefix);
    const tensors: Record<string, HostTensor> = {};
    for (const name of Object.keys(model.parameters)) tensors[name] = await weights.read(name, prefix);
    return engine.createStore(tensors, 'given');
  } finally {
    await weights.close();
  }
}

function endsOf({ eos_token_id: end }: Config): ReadonlySet<number> {
  return new Set(Array.isArray(end) ? end : end === null || end === undefined ? [] : [end]);
}
