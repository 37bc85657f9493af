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

/** Bytes of a float32. */
export const FLOAT = 4;

/** Node and ONNX Runtime with nothing in them. */
export const EMPTY_PROCESS = 170e6;

/** How many numbers the parameters are. */
export function parameterCount(parameters: ParameterSpecs): number {
  return Object.values(parameters).reduce((sum, { shape }) => sum + elementCount(shape), 0);
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
