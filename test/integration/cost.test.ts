/**
 * `attention-lab cost`: the table of operations and times.
 */
import { describe, expect, it } from 'vitest';
import { cliHere } from '../support/cli';

describe('the cost of layers', () => {
  it('is a table under --json', async () => {
    const { code, stdout } = await cliHere(
      'cost',
      '--width',
      '64',
      '--latents',
      '8',
      '--layers',
      '3',
      '--longest',
      '128',
      '--json',
    );
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as {
      readonly lines: readonly {
        length: number;
        variant: string;
        operations: number;
        milliseconds: number;
      }[];
      readonly crossover: number;
    };
    expect(result.lines.map(({ length, variant }) => `${length} ${variant}`)).toEqual([
      '32 vanilla',
      '32 perceiver',
      '64 vanilla',
      '64 perceiver',
      '128 vanilla',
      '128 perceiver',
    ]);
    // 24 ℓ d² + 4 ℓ² d, hidden layer included.
    expect(result.lines[4]?.operations).toBe(24 * 128 * 64 ** 2 + 4 * 128 ** 2 * 64);
    for (const { milliseconds } of result.lines) expect(milliseconds).toBeGreaterThan(0);
  });

  it('refuses sizes that make no layer', async () => {
    const { code, stderr } = await cliHere('cost', '--layers', '1');
    expect(code).toBe(2);
    expect(stderr).toContain('--layers');
  });
});
