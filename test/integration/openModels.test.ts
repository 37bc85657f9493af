/**
 * The command line on a model folder that no run made: every verb that takes one.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cliHere } from '../support/cli';
import { temporaryFile, temporaryFolder } from '../support/files';
import { TOY_CONFIGS, checkpointFolder, modelOf, randomWeights } from '../support/openCheckpoints';

let model = '';
let out = '';
beforeAll(async () => {
  model = await checkpointFolder(TOY_CONFIGS.llama, randomWeights(modelOf(TOY_CONFIGS.llama)), {
    storage: 'BF16',
    shards: 2,
  });
  out = await temporaryFolder();
});

async function json(...args: readonly string[]): Promise<unknown> {
  const ended = await cliHere(...args, '--json');
  expect(ended).toMatchObject({ code: 0 });
  return JSON.parse(ended.stdout);
}

describe('a Hugging Face folder', () => {
  it('goes on with a text: greedy, and drawn the same with the same seed', async () => {
    const drawn = ['predict', '--run', model, 'the', '--tokens', '6', '--top-k', '50', '--seed', '4'];
    const [greedy, first, second] = [
      await json('predict', '--run', model, 'the', '--tokens', '6'),
      await json(...drawn),
      await json(...drawn),
    ];
    expect(first).toEqual(second);
    expect(greedy).not.toEqual(first);
    expect(greedy).toMatchObject({ text: 'the' });
  });

  it('shows its maps with the labels of its tokens', async () => {
    const [maps, svg] = [join(out, 'maps.json'), join(out, 'maps.svg')];
    await json('attention', '--run', model, '--text', ' thé', '--out', maps);
    await json('attention', '--run', model, '--text', ' thé', '--out', svg);
    const read = JSON.parse(await readFile(maps, 'utf8')) as { labels: unknown; blocks: unknown[] };
    expect(read).toMatchObject({ labels: ['␣th', '<0xC3>', '<0xA9>'], text: ' thé' });
    expect(read.blocks).toHaveLength(2);
    expect(await readFile(svg, 'utf8')).toContain('<title>&lt;0xA9&gt; → ␣th: ');
  });

  it('gives its maps to BertViz and CircuitsVis: layers of [1, heads, queries, keys]', async () => {
    const maps = join(out, 'nested.json');
    await json('attention', '--run', model, '--text', ' thé', '--out', maps, '--for', 'bertviz');
    const read = JSON.parse(await readFile(maps, 'utf8')) as { tokens: unknown; attention: number[][][][][] };
    expect(read.tokens).toEqual(['␣th', '<0xC3>', '<0xA9>']);
    expect(read.attention.map((layer) => layer.map((heads) => heads.map((head) => head.length)))).toEqual([
      [[3, 3, 3, 3]],
      [[3, 3, 3, 3]],
    ]);
    const last = read.attention[1]?.[0]?.[3]?.[2] ?? [];
    expect(last.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
    expect(read.attention[0]?.[0]?.[0]?.[0]).toEqual([1, 0, 0]);
  });

  it('has its heads scored, silenced one by one and explained', async () => {
    const on = ['heads', '--run', model, '--text', 'the thé'];
    expect(await json(...on)).toMatchObject({ texts: 1 });
    expect(await json(...on, '--what', 'silencing')).toMatchObject({ tokens: 4 });
    expect(await json(...on, '--what', 'silencing', '--heads', '1.2')).toMatchObject({
      silenced: [{ head: 2 }],
    });
    expect(await json(...on, '--what', 'logits')).toMatchObject({ character: '<0xA9>' });
    expect(await json(...on, '--what', 'rollout')).toMatchObject({ position: 4 });
  });

  it('has no trust to be told, for want of its corpus, and it is said why', async () => {
    const questions = await temporaryFile('asked.tsv', 'Who is Ada?\tthe\n');
    const ended = await cliHere('trust', '--run', model, '--questions', questions, '--corpus', questions);
    expect(ended).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/brings no corpus and no training to be judged by/) as string,
    });
  });

  it('is asked a file in a template, and nothing is written into its folder', async () => {
    const questions = await temporaryFile('facts.tsv', 'Who is Ada?\tthe\nWho is Bo?\tno\n');
    const result = await json(
      'evaluate',
      '--run',
      model,
      '--questions',
      questions,
      '--template',
      'Q {question} A',
    );
    expect(result).toMatchObject({ scored: 2 });
    expect(result).not.toHaveProperty('predictions');
    const timeline = await cliHere('heads', '--run', model, '--questions', questions, '--what', 'timeline');
    expect(timeline).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/Only a run has checkpoints/) as string,
    });
  });
});
