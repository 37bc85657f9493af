/**
 * The variants that come with the product.
 */
import type { Variant } from '../contract';
import { perceiver } from './perceiver';
import { rope } from './rope';
import { synthesizer } from './synthesizer';
import { vanilla } from './vanilla';

/** All built-in variants, in the order in which they are offered. */
export const BUILT_IN_VARIANTS: readonly Variant[] = [vanilla, rope, synthesizer, perceiver];

/** A built-in variant by name. Throws when there is none. */
export function builtInVariant(name: string): Variant {
  const variant = BUILT_IN_VARIANTS.find((candidate) => candidate.name === name);
  if (!variant) throw new Error(`There is no built-in variant '${name}'.`);
  return variant;
}
