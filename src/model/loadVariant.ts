/**
 * Finds a variant by name, or loads one's own from a module.
 */
import { isModule, requireTrustedFolder } from './codeConsent';
import { UserError } from '../files/userError';
import type { Variant } from './contract';
import { BUILT_IN_VARIANTS } from './variants';

/** Whether a variant comes with the product, so that no code of the workspace runs. */
export function isBuiltIn(name: string): boolean {
  return BUILT_IN_VARIANTS.some((variant) => variant.name === name);
}

/**
 * The variant called `name`, or defined by the module at the path `name`.
 *
 * @throws UserError when there is none, or nobody has allowed its code; see `codeConsent.ts`.
 */
export async function loadVariant(name: string): Promise<Variant> {
  const known = BUILT_IN_VARIANTS.find((variant) => variant.name === name);
  if (known) return known;
  if (isModule(name)) {
    requireTrustedFolder(name);
    return (await import('./ownVariant')).loadOwnVariant(name);
  }
  const names = BUILT_IN_VARIANTS.map((variant) => variant.name).join(', ');
  throw new UserError(
    `There is no attention variant '${name}'. Choose ${names}, or the path of a .js or .ts module.`,
  );
}
