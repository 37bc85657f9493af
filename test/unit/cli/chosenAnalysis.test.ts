import { describe, expect, it } from 'vitest';
import { type ChoosingOption, chosenAnalysis } from '../../../src/cli/chosenAnalysis';
import { ANALYSES, ANALYSIS_NAMES, type AnalysisName, type HEAD_VERBS } from '../../../src/heads/kinds';

type HeadVerb = (typeof HEAD_VERBS)[number];

/** What people call, and the row that it asks for. */
const CALLS: readonly (readonly [HeadVerb, readonly ChoosingOption[], AnalysisName])[] = [
  ['scores', ['text'], 'lineScores'],
  ['scores', ['text', 'questions', 'question', 'step'], 'lineScores'],
  ['scores', ['questions', 'step'], 'scores'],
  ['scores', ['on'], 'repeatedScores'],
  ['scores', ['questions', 'over-time'], 'overTime'],
  ['silencing', ['text', 'heads'], 'silence'],
  ['silencing', ['text', 'questions'], 'lineSilencing'],
  ['silencing', ['questions', 'heads'], 'silenceTogether'],
  ['silencing', ['questions'], 'silencingTable'],
  ['patching', ['questions', 'region'], 'patching'],
  ['rollout', ['text'], 'rollout'],
  ['rollout', ['questions'], 'meanRollout'],
  ['logits', ['text'], 'logits'],
  ['logits', ['questions'], 'meanLogits'],
  ['timeline', ['questions'], 'timeline'],
  ['weights', ['step'], 'weights'],
  ['circuits', ['heads'], 'circuits'],
  ['lens', ['text'], 'lens'],
  ['formation', [], 'formation'],
];

describe('the analysis that is asked for', () => {
  it.each(CALLS)('of %s with %j is %s', (verb, given, name) => {
    expect(chosenAnalysis(verb, given)).toBe(name);
  });

  it('can be any', () => {
    expect(new Set(CALLS.map(([, , name]) => name))).toEqual(new Set(ANALYSIS_NAMES));
    for (const [verb, , name] of CALLS) expect(ANALYSES[name].verb).toBe(verb);
  });

  it.each<readonly [HeadVerb, readonly ChoosingOption[], string]>([
    ['lens', ['text', 'heads', 'region'], '--heads does not go with --what lens.'],
    ['scores', ['text', 'heads', 'region'], '--heads does not go with --what scores.'],
    ['lens', ['text', 'over-time'], '--over-time does not go with --what lens.'],
    ['silencing', ['on'], '--on repeated does not go with --what silencing.'],
    ['timeline', ['text'], '--text does not go with --what timeline.'],
    ['timeline', ['questions', 'step'], '--step does not go with --what timeline.'],
    ['weights', ['questions'], '--questions does not go with --what weights.'],
    ['scores', ['text', 'over-time'], '--text and --over-time do not go together.'],
    ['scores', ['questions', 'on'], '--questions and --on repeated do not go together.'],
    ['scores', ['step', 'questions', 'over-time'], '--step and --over-time do not go together.'],
  ])('of %s does not take all of %j', (verb, given, sentence) => {
    expect(() => chosenAnalysis(verb, given)).toThrow(sentence);
  });

  it.each<readonly [HeadVerb, readonly ChoosingOption[], string]>([
    ['scores', [], '--what scores needs --text, or --questions, or --on repeated.'],
    ['scores', ['over-time'], '--what scores needs --questions.'],
    ['silencing', ['heads'], '--what silencing needs --text, or --questions.'],
    ['circuits', [], '--what circuits needs --heads.'],
    ['lens', ['questions'], '--what lens needs --text.'],
  ])('of %s needs more than %j', (verb, given, sentence) => {
    expect(() => chosenAnalysis(verb, given)).toThrow(sentence);
  });
});
