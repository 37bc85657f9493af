/**
 * How much memory work with a model takes, estimated before it is begun: a size that was mistyped is refused
 * with its number, instead of taking all memory and being killed.
 *
 * The constants were fitted to the peak of resident memory that ONNX Runtime 1.30 took on a processor; see
 * `test/unit/training/memoryEstimate.test.ts` for what was measured.
 */
import { totalmem } from 'node:os';
import { bytes as inWords } from '../numbers/formats';
import { UserError } from '../files/userError';
import { elementCount } from '../engine/tensors';
import type { ParameterSpecs } from './contract';
import type { ModelConfig } from './modelConfig';

/** Bytes of a float32. */
export const FLOAT = 4;

/** Node and ONNX Runtime with nothing in them. */
export const EMPTY_PROCESS = 170e6;

/** How many numbers the parameters are. */
export function parameterCount(parameters: ParameterSpecs): number {
  return Object.values(parameters).reduce((sum, { shape }) => sum + elementCount(shape), 0);
}

/** What a block of a model computes with, for one row. */
export interface BlockSize {
  readonly queries: number;
  readonly keys: number;
  /** Width of its hidden layer, as a multiple of the model's. */
  readonly mlpRatio: number;
}

/** The blocks of a model that reads `length` characters; one's own variant is taken for self-attention. */
export function blockSizes(
  { variant, layers, bottleneck, upMlpRatio }: ModelConfig,
  length: number,
): readonly BlockSize[] {
  if (variant !== 'perceiver') {
    return Array.from({ length: layers }, () => ({ queries: length, keys: length, mlpRatio: 4 }));
  }
  const middle = { queries: bottleneck, keys: bottleneck, mlpRatio: 4 };
  return [
    { queries: bottleneck, keys: length, mlpRatio: 4 },
    ...Array.from({ length: Math.max(0, layers - 2) }, () => middle),
    { queries: length, keys: bottleneck, mlpRatio: upMlpRatio },
  ];
}

/** Vectors and maps that a forward pass holds at once, in the one block that it computes. */
const VECTORS = 8;
const MAPS = 3;

/**
 * Bytes that a model takes at least to answer one question as long as its context. Questions are mostly
 * shorter, so more of them at once take no more.
 */
export function answeringMemory(config: ModelConfig, parameters: ParameterSpecs): number {
  const { width, heads, contextLength, vocabularySize } = config;
  const largest = blockSizes(config, contextLength).reduce((most, { queries, keys, mlpRatio }) => {
    return Math.max(most, queries * ((VECTORS + 2 * mlpRatio) * width + MAPS * heads * keys));
  }, 0);
  const logits = 2 * contextLength * vocabularySize;
  return EMPTY_PROCESS + FLOAT * (2 * parameterCount(parameters) + largest + logits);
}

/** Bytes of memory that this process may use: the machine's, or what its container allows. */
function memoryLimit(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

/**
 * Refuses work that cannot fit.
 *
 * @param what The work, as the sentence begins: `This training`
 * @param advice What to do about it, a sentence
 * @throws UserError when it takes more than there is.
 */
export function requireMemory(
  needed: number,
  { what, advice, limit = memoryLimit() }: { what: string; advice: string; limit?: number },
): void {
  if (needed <= limit) return;
  throw new UserError(
    `${what} would take about ${inWords(needed)} of memory, and this machine has ${inWords(limit)}. ${advice}`,
  );
}
