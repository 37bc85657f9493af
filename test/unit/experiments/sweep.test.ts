import { describe, expect, it } from 'vitest';
import { drawnValue, gridValues } from '../../../src/experiments/choices';
import { parseExperiment } from '../../../src/experiments/experimentFile';
import { experimentProblems } from '../../../src/experiments/experimentProblems';
import { tasksAtOnce } from '../../../src/experiments/plan';
import { foldersOf } from '../../../src/experiments/stage';
import { stagesOf } from '../../../src/experiments/stages';
import { randomNumbers } from '../../../src/numbers/randomNumbers';

function experimentOf(fields: object) {
  return parseExperiment('/data/x.attn.json', JSON.stringify({ corpus: 'wiki.txt', ...fields }));
}

const problems = (fields: object) =>
  experimentProblems(experimentOf(fields), () => true).map(({ at, message }) => [at.join('.'), message]);

describe('a choice', () => {
  it('takes evenly spread values of a range, by equal steps or equal factors, its ends exactly', () => {
    expect(gridValues({ from: 1, to: 4, scale: 'linear' }, true)).toEqual([1, 2, 3, 4]);
    expect(gridValues({ from: 0, to: 0.5, values: 3, scale: 'linear' }, false)).toEqual([0, 0.25, 0.5]);
    expect(gridValues({ from: 0.0001, to: 0.01, values: 3, scale: 'log' }, false)).toEqual([
      0.0001, 0.001, 0.01,
    ]);
    expect(gridValues({ from: 1, to: 3, values: 9, scale: 'linear' }, true)).toEqual([1, 2, 3]);
  });

  it('draws every whole number of a range equally often', () => {
    const next = randomNumbers(7);
    const counts = [0, 0, 0];
    for (let draw = 0; draw < 3000; draw++) {
      const value = Number(drawnValue({ from: 1, to: 3, scale: 'linear' }, true, next));
      counts[value - 1] = (counts[value - 1] ?? 0) + 1;
    }
    expect(counts.every((count) => count > 900 && count < 1100)).toBe(true);
  });
});

describe('the stages of an experiment with several values', () => {
  it('are every combination with every seed, each in folders of its own', () => {
    const asked = experimentOf({
      seeds: [1, 2],
      learningRate: [0.001, 0.003],
      model: { layers: { from: 1, to: 2 } },
    });
    const stages = stagesOf(asked, '/out');
    expect(stages).toHaveLength(8);
    expect(new Set(stages.flatMap((stage) => foldersOf(stage).map(({ path }) => path))).size).toBe(8);
    expect(stages[1]).toMatchObject({
      group: 'rope, layers 1, learning rate 0.003',
      stem: 'rope-layers-1-learningRate-0.003-seed-1',
      pretraining: { layers: 1, learningRate: 0.003, seed: 1, preset: 'fast' },
      finetuning: undefined,
      swept: { layers: 1, 'learning rate': 0.003 },
    });
  });

  it('are the same for the same draw, and others for another', () => {
    const drawnWith = (seed: number) =>
      stagesOf(
        experimentOf({ search: { random: 5, seed }, learningRate: { from: 1e-4, to: 1e-2, scale: 'log' } }),
        '/out',
      ).map(({ stem }) => stem);
    expect(drawnWith(1)).toHaveLength(5);
    expect(drawnWith(1)).toEqual(drawnWith(1));
    expect(drawnWith(1)).not.toEqual(drawnWith(2));
  });

  it('without pretraining are there once for settings that pretraining alone has', () => {
    const questions = { questions: 'q.tsv', heldOut: 'h.tsv', noPretraining: true };
    const stages = stagesOf(experimentOf({ ...questions, steps: [10, 20] }), '/out');
    expect(stages.map(({ stem }) => stem)).toEqual(['no-pretraining', 'rope-steps-10', 'rope-steps-20']);
  });
});

describe('prompts that some settings have and others have not', () => {
  const questions = { questions: 'q.tsv', heldOut: 'h.tsv', noPretraining: false };

  it('have a share where they are, and are there once where they are not', () => {
    const asked = experimentOf({ ...questions, prompts: [true, false], promptShare: [0.3, 0.5] });
    const stages = stagesOf(asked, '/out');
    expect(
      stages.map(({ pretraining }) => [pretraining?.prompts !== undefined, pretraining?.promptShare]),
    ).toEqual([
      [true, 0.3],
      [true, 0.5],
      [false, undefined],
    ]);
  });

  it('must be there somewhere for a share of them', () => {
    expect(problems({ ...questions, promptShare: 0.5, promptAnswers: 'found' })).toEqual([
      ['promptShare', 'There are no prompts: add "prompts": true.'],
      ['promptAnswers', 'There are no prompts: add "prompts": true.'],
    ]);
  });
});

describe('problems of ranges', () => {
  it.each([
    [{ seeds: { from: 0, to: 20_000_000 } }, 'seeds'],
    [{ steps: { from: 1, to: 1_000_000_000 } }, 'steps'],
  ])('that are too long are told without making them: %o', (fields, place) => {
    expect(problems(fields)).toEqual([[place, expect.stringMatching(/values; at most 1,000 trainings/)]]);
  });

  it('are told where they stand', () => {
    expect(problems({ learningRate: { from: 0.001, to: 0.01 } })).toEqual([
      ['learningRate', 'How many values are taken between 0.001 and 0.01? Add "values".'],
    ]);
    expect(problems({ seeds: { from: 1, to: 64, scale: 'log' } })).toEqual([
      ['seeds', 'How many values are taken between 1 and 64? Add "values".'],
    ]);
    expect(problems({ seeds: { from: 1, to: 64, scale: 'log', values: 4 } })).toEqual([]);
    expect(problems({ model: { width: { from: 64, to: 32 } } })).toEqual([
      ['model.width', 'A range goes upwards; this one goes from 64 to 32.'],
    ]);
    expect(problems({ model: { layers: { from: 0.5, to: 3 } } })).toEqual([
      ['model.layers.from', 'The layers cannot be 0.5.'],
    ]);
    expect(problems({ seeds: { from: 1, to: 500 }, model: { layers: [1, 2, 3] } })[0]?.[1]).toMatch(
      /^This asks for 1,500 trainings; at most 1,000/,
    );
    expect(problems({ questions: 'q.tsv' })).toEqual([['questions', expect.stringMatching(/go together/)]]);
  });
});

it('so many tasks run at once as cores and four fifths of the free memory allow', () => {
  expect(tasksAtOnce({ cores: 8, memory: 10e9 }, 1e9, 24)).toBe(8);
  expect(tasksAtOnce({ cores: 8, memory: 4e9 }, 1e9, 24)).toBe(3);
  expect(tasksAtOnce({ cores: 8, memory: 10e9 }, 1e9, 2)).toBe(2);
  expect(tasksAtOnce({ cores: 8, memory: 1e8 }, 1e9, 24)).toBe(1);
});
