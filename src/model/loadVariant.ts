/**
 * Finds a variant by name, or loads one's own from a module.
 */
import { BUILT_IN_ONLY } from './environment';
import { UserError } from '../files/userError';
import type { Variant } from './contract';
import { BUILT_IN_VARIANTS } from './variants';

/** Whether a variant comes with the product, so that no code of the workspace runs. */
export function isBuiltIn(name: string): boolean {
  return BUILT_IN_VARIANTS.some((variant) => variant.name === name);
}

/** The variant called `name`, or defined by the module at the path `name`. */
export async function loadVariant(name: string): Promise<Variant> {
  const known = BUILT_IN_VARIANTS.find((variant) => variant.name === name);
  if (known) return known;
  if (process.env[BUILT_IN_ONLY] !== undefined) {
    throw new UserError(
      `The attention module ${name} is code of a folder that is not trusted. Trust it to use it.`,
    );
  }
  if (/\.[cm]?[jt]s$/.test(name)) return (await import('./ownVariant')).loadOwnVariant(name);
  const names = BUILT_IN_VARIANTS.map((variant) => variant.name).join(', ');
  throw new UserError(
    `There is no attention variant '${name}'. Choose ${names}, or the path of a .js or .ts module.`,
  );
}
