import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDevice } from '../../../src/engine/devices/openDevice';
import { requireCausal } from '../../../src/model/causality';
import { consentToModule } from '../../../src/model/codeConsent';
import { loadVariant } from '../../../src/model/loadVariant';
import type { ModelConfig } from '../../../src/model/modelConfig';

const config: ModelConfig = {
  variant: 'own',
  layers: 2,
  heads: 2,
  width: 16,
  contextLength: 16,
  vocabularySize: 12,
  dropout: 0,
  bottleneck: 4,
  upMlpRatio: 4,
  latents: 'prefix',
};

async function moduleWith(text: string, name = 'own.ts'): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'variant-')), name);
  await writeFile(path, text);
  consentToModule(path);
  return path;
}

async function problemWith(text: string): Promise<string> {
  const path = await moduleWith(text);
  const check = async () => {
    await requireCausal(openDevice('onnx-cpu'), await loadVariant(path), { ...config, variant: path });
  };
  return check().then(
    () => 'no problem',
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
  );
}

const uniform = `
import { defineAttention, maskedSoftmax, tf, type AttentionCall } from 'attention-lab';

export default defineAttention({
  name: 'uniform',
  learnedPositions: true,
  layer: () => ({
    parameters: {},
    weights: ({ batch, heads, queryLength, keyLength, visible }: AttentionCall) =>
      maskedSoftmax(tf.zeros([batch, heads, queryLength, keyLength]), visible),
  }),
});
`;

describe('one’s own attention', () => {
  it('may be a TypeScript module', async () => {
    expect((await loadVariant(await moduleWith(uniform))).name).toBe('uniform');
    expect(await problemWith(uniform)).toBe('no problem');
  });

  it('may be a JavaScript module, of either kind', async () => {
    const script = uniform.replace(', type AttentionCall', '').replace(': AttentionCall', '');
    expect((await loadVariant(await moduleWith(script, 'own.mjs'))).name).toBe('uniform');
    const common = script
      .replace(/import \{([^}]*)\} from 'attention-lab';/, "const {$1} = require('attention-lab');")
      .replace('export default', 'module.exports.default =');
    expect((await loadVariant(await moduleWith(common, 'own.cjs'))).name).toBe('uniform');
  });

  it.each([
    ['leaks the future', uniform.replace(', visible)', ', () => true)'), /UserError: .*sees the future/],
    [
      'throws while it is loaded',
      "throw new Error('out of ideas');",
      /UserError: .*own\.ts failed.*out of ideas \(line 1\)/,
    ],
    [
      'throws while it is used',
      uniform.replace('maskedSoftmax(', 'nonsense('),
      /UserError: .*nonsense is not defined \(line \d+\)/,
    ],
    ['does not compile', 'export default {', /UserError: .*own\.ts does not compile/],
    ['exports nothing', 'export const x = 1;', /UserError: .*does not export an attention variant/],
    [
      'returns the wrong shape',
      uniform.replace('[batch, heads, queryLength, keyLength]', '[batch, heads, keyLength + 1, keyLength]'),
      /UserError: .*must have the shape \[batch, heads, queries, keys\] = \[15, 2, 15, 15\], but weights\(\) returned \[15, 2, 16, 15\]/,
    ],
  ])('is refused in one sentence when it %s', async (_what, text, message) => {
    expect(await problemWith(text)).toMatch(message);
  });

  it('is asked for by name when there is no such variant', async () => {
    await expect(loadVariant('linear')).rejects.toThrow(
      /no attention variant 'linear'. Choose vanilla, rope, synthesizer, perceiver/,
    );
    await expect(loadVariant('/nowhere/own.ts')).rejects.toThrow(
      /Cannot read \/nowhere\/own\.ts: there is no such file/,
    );
  });
});
