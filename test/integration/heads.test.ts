/**
 * `attention-lab heads` as people call it.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { StudyFiles } from '../../src/data/studyFiles';
import { TINY, cliHere, madeUpPeople } from '../support/cli';
import { temporaryFolder } from '../support/files';

let people: StudyFiles;
let run: string;

beforeAll(async () => {
  people = await madeUpPeople();
  run = join(await temporaryFolder(), 'run');
  const { code } = await cliHere(
    'finetune',
    '--questions',
    people.trained,
    '--out',
    run,
    ...TINY,
    '--steps',
    '40',
  );
  expect(code).toBe(0);
});

/** Looks at heads; `--json` gives an object. */
async function heads(...args: readonly string[]) {
  const ended = await cliHere('heads', '--run', run, ...args);
  return {
    ...ended,
    found: args.includes('--json') ? (JSON.parse(ended.stdout || 'null') as unknown) : undefined,
  };
}

describe('attention-lab heads', () => {
  it('prints a table for people, and the same for programs', async () => {
    const csv = join(await temporaryFolder(), 'scores.csv');
    const { code, stdout } = await heads('--questions', people.trained, '--csv', csv);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^means over \d+ texts, step 40; by chance: .*induction 0\.\d\d.*\nlayer +head +entropy +distance +previous/,
    );
    expect(stdout.split('\n').filter((line) => /^ +[12] +[12] /.test(line))).toHaveLength(4);
    const lines = (await readFile(csv, 'utf8')).trimEnd().split(/\r?\n/);
    expect(lines[0]).toEqual(
      expect.stringMatching(/^layer,head,entropy,distance,previous,"previous, by chance",first,/),
    );
    expect(lines).toHaveLength(5);
  });

  it('silences each head over a file, and some heads for one question', async () => {
    const all = await heads('--questions', people.trained, '--what', 'silencing', '--json');
    expect(all.found).toMatchObject({
      step: 40,
      heads: [
        { layer: 1, head: 1 },
        { layer: 1, head: 2 },
        { layer: 2, head: 1 },
        { layer: 2, head: 2 },
      ],
    });
    const text = (await readFile(people.trained, 'utf8')).split('\t')[0] ?? '';
    const one = ['--questions', people.trained, '--text', text, '--what', 'silencing'];
    const { code, stdout } = await heads(...one, '--heads', '1.1,2.2');
    expect(code).toBe(0);
    expect(stdout).toContain('without heads 1.1, 2.2');
    // Without names, each head of the line is silenced alone.
    const each = await heads(...one, '--json');
    expect(each.found).toMatchObject({ heads: [{ layer: 1 }, { layer: 1 }, { layer: 2 }, { layer: 2 }] });
  });

  it('tells when facts were learned, where they come from and what adds to the answer', async () => {
    const timeline = await heads('--questions', people.trained, '--what', 'timeline', '--json');
    expect(timeline.found).toMatchObject({ steps: expect.arrayContaining([40]) as unknown });
    const rollout = await heads('--questions', people.trained, '--what', 'rollout', '--json');
    expect(rollout.found).toMatchObject({ blocks: [{ block: 'blocks.0' }, { block: 'blocks.1' }] });
    const logits = await heads('--questions', people.trained, '--what', 'logits');
    expect(logits.stdout).toMatch(/unexplained at most \d(\.\d+)?e-[5-9]/);
  });

  it('scores random tokens that come twice, and says what chance gives and what was left out', async () => {
    const { code, stdout } = await heads('--on', 'repeated');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^means over 32 sequences of random tokens.*; by chance: .*induction 0\.0\d/);
    const wrong = await heads('--on', 'repeated', '--what', 'silencing');
    expect(wrong.stderr).toContain('--on repeated does not go with --what silencing.');
    const text = await heads('--text', 'Where was Łucja born?', '--what', 'rollout');
    expect(text.stderr).toContain('The model does not know these characters: Ł. They are left out.');
  });

  it('says what is wrong and what to do', async () => {
    const unanswered = join(await temporaryFolder(), 'unanswered.tsv');
    await writeFile(unanswered, 'Where was Ada born?\n');
    const cases = [
      [['--what', 'scores'], 2, '--what scores needs --text, or --questions, or --on repeated.'],
      [['--questions', unanswered, '--what', 'silencing'], 1, 'has no answers that the model could give'],
      [['--questions', people.trained, '--what', 'silencing', '--heads', '9.9'], 1, "There is no head '9.9'"],
      [['--questions', people.trained, '--step', '7777'], 1, 'step-00007777'],
    ] as const;
    for (const [args, code, sentence] of cases) {
      const ended = await heads(...args);
      expect(ended.stderr).toContain(sentence);
      expect(ended.stderr).not.toContain('    at ');
      expect(ended.code).toBe(code);
    }
  });
});
