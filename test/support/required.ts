/**
 * What a test needs and a machine may not have.
 *
 * A developer's machine may lack it: the tests that need it are skipped, and say why. In CI a test that is
 * skipped would pass in silence for ever, so there it fails.
 */

/**
 * @param missing What is missing, and where to get it; undefined where everything is there.
 * @returns The same, for `skipIf`.
 * @throws Error where CI is set and something is missing.
 */
export function required(missing: string | undefined): string | undefined {
  if (missing === undefined) return undefined;
  if (process.env['CI'] !== undefined) throw new Error(`These tests must run in CI, but ${missing}.`);
  console.warn(`Tests are skipped: ${missing}.`);
  return missing;
}
