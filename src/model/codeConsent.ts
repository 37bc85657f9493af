/**
 * Which attention modules this process may run.
 *
 * A module is code, and can do whatever the person can who runs it. Run folders and checkpoints name theirs by
 * a path, and may come from anybody: being named there is no consent. Consent is a person's, in one of three
 * ways: the module was named in the call itself; its content was allowed by hash in the editor; or all code
 * was, by `--allow-code`. It belongs to the process, as a person stands behind each, and is never stored with
 * what it is about.
 */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { UserError } from '../files/userError';
import { ALLOWED_CODE, BUILT_IN_ONLY } from './environment';

/** How a module came to be allowed. By its hash alone, its content is; whatever else it imports is not. */
export type Consent = 'named' | 'all' | 'hash';

const named = new Set<string>();
let all = false;

/** Whether a variant is named by the path of a module. */
export function isModule(name: string): boolean {
  return /\.[cm]?[jt]s$/.test(name);
}

/** The person has named this module in the call itself. */
export function consentToModule(path: string): void {
  named.add(resolve(path));
}

/** The person has allowed whatever code the runs of this call name. */
export function consentToAllCode(): void {
  all = true;
}

/** The SHA-256 of a module's content, in hexadecimal: what consent is remembered by. */
export function hashOfCode(source: Uint8Array): string {
  return createHash('sha256').update(source).digest('hex');
}

/** Refuses in a workspace that is not trusted. Throws a UserError before the module is even read. */
export function requireTrustedFolder(path: string): void {
  if (process.env[BUILT_IN_ONLY] === undefined) return;
  throw new UserError(
    `The attention module ${path} is code of a folder that is not trusted. Trust it to use it.`,
  );
}

/**
 * How the module at `path` with this content came to be allowed.
 *
 * @throws UserError naming the module and its hash when nobody has allowed it.
 */
export function requireConsent(path: string, source: Uint8Array): Consent {
  if (named.has(resolve(path))) return 'named';
  if (all) return 'all';
  const hash = hashOfCode(source);
  if ((process.env[ALLOWED_CODE] ?? '').split(',').includes(hash)) return 'hash';
  throw new UserError(
    `The attention of this model is code of its own, which can do whatever you can: ${path} (SHA-256 ${hash}). ` +
      'Read it; if you trust it, allow it with --allow-code.',
  );
}
