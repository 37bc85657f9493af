import { describe, expect, it } from 'vitest';
import { readCorpus } from '../../../src/data/corpus';
import { titledDocument } from '../../../src/data/documentTitles';
import { type AnsweredDocument, learnedAnswers } from '../../../src/data/learnedAnswers';
import { promptsOf } from '../../../src/data/prompts';
import { hasAnswer, readQuestions } from '../../../src/data/questions';
import { missingStudyFiles, studyFile } from '../../support/files';

const PLACES = ['Marsk', 'New Arlen', 'Tiro', 'Upper Vell', 'Quon', 'Hask'];

/** Twenty-four people who live in one place, trained in another, and learned their trade from somebody. */
const TAUGHT: readonly AnsweredDocument[] = Array.from({ length: 24 }, (_, index) => {
  const place = (at: number) => PLACES[at % PLACES.length] ?? '';
  const [home, school] = [place(index), place(index + 1 + (index % 3))];
  return {
    document: {
      title: `P${index}`,
      body: `P${index} lives in ${home} and was trained at ${school} by Bo Zeh.`,
    },
    answer: school,
  };
});

const ANSWERS = TAUGHT.map(({ answer }) => answer);

describe('answers that are learned', () => {
  const finder = learnedAnswers(TAUGHT, ANSWERS);

  it('are what stands where known answers stand, known or not, and not the first that is one elsewhere', () => {
    expect(finder?.({ title: 'Di', body: 'Di lives in Marsk and was trained at Quon by Cy Orr.' })).toBe(
      'Quon',
    );
    expect(finder?.({ title: 'Di', body: 'Di lives in Marsk and was trained at North Ruhl by Cy.' })).toBe(
      'North Ruhl',
    );
  });

  it('are none where a document holds no name, or nothing', () => {
    expect(finder?.({ title: 'Di', body: 'nobody knows.' })).toBeUndefined();
    expect(finder?.({ title: 'Di', body: '' })).toBeUndefined();
  });

  it('are the same whenever they are learned', () => {
    const again = learnedAnswers(TAUGHT, ANSWERS);
    for (const { document } of TAUGHT) expect(again?.(document)).toBe(finder?.(document));
  });

  it('may be small words, where those of the file are', () => {
    const colours = ['red', 'dark blue', 'green'];
    const taught = Array.from({ length: 24 }, (_, index) => {
      const answer = colours[index % 3] ?? '';
      const other = colours[(index + 1) % 3] ?? '';
      return {
        document: { title: `B${index}`, body: `A ${other} bird in ${answer} trees, B${index}.` },
        answer,
      };
    });
    const colour = learnedAnswers(
      taught,
      taught.map(({ answer }) => answer),
    );
    expect(colour?.({ title: 'X', body: 'A red bird in dark blue trees, X.' })).toBe('dark blue');
  });

  it('are not learned from a few documents, nor from those that do not hold their answers', () => {
    expect(learnedAnswers(TAUGHT.slice(0, 19), ANSWERS)).toBeUndefined();
    const strangers = TAUGHT.map(({ document }) => ({ document, answer: 'Nowhere' }));
    expect(learnedAnswers(strangers, ANSWERS)).toBeUndefined();
  });

  it('take time in proportion to the text, though it be one word a million times', () => {
    expect(finder?.({ title: 'Di', body: 'Marsk '.repeat(100_000) })).toBeDefined();
  });

  it.skipIf(missingStudyFiles)(
    `are right for nine people in ten of the study who were not learned from; the first answer for eight ${missingStudyFiles ?? ''}`,
    async () => {
      const { documents } = await readCorpus(studyFile('a5', 'wiki.txt'));
      const { questions } = await readQuestions(studyFile('a5', 'birth_places_train.tsv'));
      const known = questions.filter((one) => hasAnswer(one));
      const kept = known.filter((_, index) => index % 5 !== 0);
      const truth = new Map(known.map(({ question, answer }) => [question, answer]));
      const learnedFrom = new Set(kept.map(({ question }) => question));
      const right = (answers: 'learned' | 'found') => {
        const prompts = new Map(promptsOf(documents, kept, answers).map((one) => [one.question, one.answer]));
        const asked = known.filter(({ question }) => !learnedFrom.has(question));
        return (
          asked.filter(({ question }) => prompts.get(question) === truth.get(question)).length / asked.length
        );
      };
      expect(documents.filter((document) => titledDocument(document)).length).toBeGreaterThan(2900);
      expect(right('learned')).toBeGreaterThan(0.88);
      expect(right('found')).toBeLessThan(0.84);
    },
  );
});
