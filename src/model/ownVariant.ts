/**
 * Loads an attention variant from somebody's own module, JavaScript or TypeScript.
 *
 * The module imports what it needs from 'attention-lab' (see `contractApi.ts`) and its default export
 * says how to attend. Its types are stripped, not checked: the editor does that.
 */
import { createRequire, isBuiltin } from 'node:module';
import { dirname, resolve } from 'node:path';
import { runInThisContext } from 'node:vm';
import { transform } from 'sucrase';
import { readSmallFile } from '../files/regularFile';
import { UserError } from '../files/userError';
import { type Consent, requireConsent } from './codeConsent';
import * as api from './contractApi';
import type { Variant } from './contract';

/** The name under which a module imports the product. */
const PRODUCT = 'attention-lab';

const NOT_COVERED =
  'but it was allowed by its own content alone: put all of it into one file, or name it with --variant';

/** Bytes: far more than anybody writes. */
const LARGEST_MODULE = 2 ** 20;

/**
 * Runs the module, if somebody has allowed that, and returns its variant.
 *
 * @throws UserError when it cannot be read, is not allowed, does not compile, throws, or exports something else.
 */
export async function loadOwnVariant(path: string): Promise<Variant> {
  const file = resolve(path);
  const bytes = await readSmallFile(file, LARGEST_MODULE);
  // What was read is what is run: nobody can change it in between.
  const consent = requireConsent(file, bytes);
  const exported = run(file, compile(file, bytes.toString('utf8')), consent);
  if (isVariant(exported)) return exported;
  throw new UserError(
    `${path} does not export an attention variant. End it with: export default defineAttention({ … }).`,
  );
}

function compile(file: string, source: string): string {
  try {
    return transform(source, { transforms: ['typescript', 'imports'], filePath: file }).code;
  } catch (error) {
    throw new UserError(`${file} does not compile: ${messageOf(error)}.`, { cause: error });
  }
}

function run(file: string, code: string, consent: Consent): unknown {
  const module: { exports: { default?: unknown } } = { exports: {} };
  const require = createRequire(file);
  const requireOrProduct = (name: string): unknown => {
    if (name === PRODUCT) return api;
    if (consent === 'hash' && !isBuiltin(name)) throw new UserError(`it imports '${name}', ${NOT_COVERED}`);
    return require(name) as unknown;
  };
  try {
    const wrapper = `(function (exports, require, module, __filename, __dirname) {${code}\n})`;
    // Sound: the wrapper is a function of these five.
    const body = runInThisContext(wrapper, { filename: file }) as (...scope: unknown[]) => void;
    body(module.exports, requireOrProduct, module, file, dirname(file));
  } catch (error) {
    throw new UserError(`${file} failed while it was loaded: ${whereOf(file, error)}.`, { cause: error });
  }
  return module.exports.default;
}

function isVariant(value: unknown): value is Variant {
  if (typeof value !== 'object' || value === null) return false;
  const { name, learnedPositions, blocks } = value as Partial<Variant>;
  return typeof name === 'string' && typeof learnedPositions === 'boolean' && typeof blocks === 'function';
}

/** The message of an error that somebody's module threw, with the line of the module. */
export function whereOf(file: string, error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const line = stack.split(`${file}:`)[1]?.split(/[:)\n]/)[0];
  return line === undefined ? messageOf(error) : `${messageOf(error)} (line ${line})`;
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
