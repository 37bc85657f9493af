import { describe, expect, it } from 'vitest';
import { readCorpus } from '../../../src/data/corpus';
import { titledDocument } from '../../../src/data/documentTitles';
import { promptsOf } from '../../../src/data/prompts';
import { hasAnswer, readQuestions } from '../../../src/data/questions';
import { questionAbout, subjectOf, wordingOf } from '../../../src/data/questionWording';
import { missingStudyFiles, studyFile } from '../../support/files';

function question(text: string, answer: string) {
  return { line: 1, question: text, answer };
}

describe('the wording of questions', () => {
  const questions = ['Where was Ada born?', 'Where was Bo Zeh born?', 'Where was Cy born?'];
  const wording = wordingOf(questions);

  it('is what they share', () => {
    expect(wording).toEqual({ before: 'Where was ', after: ' born?' });
    expect(questions.map((text) => subjectOf(text, wording))).toEqual(['Ada', 'Bo Zeh', 'Cy']);
    expect(questionAbout('Di', wording)).toBe('Where was Di born?');
  });

  it('is nothing when there is only one, or they share nothing', () => {
    expect(wordingOf(['Only one?'])).toEqual({ before: '', after: '' });
    expect(subjectOf('Only one?', { before: '', after: '' })).toBe('Only one?');
    expect(wordingOf(['Who?', 'Why not'])).toEqual({ before: '', after: '' });
  });

  it('ends and begins between words, and never inside of a character', () => {
    const alike = ['Where was Ada Arlen born?', 'Where was Alma Berlen born?'];
    const wording = wordingOf(alike);
    expect(wording).toEqual({ before: 'Where was ', after: ' born?' });
    expect(alike.map((text) => subjectOf(text, wording))).toEqual(['Ada Arlen', 'Alma Berlen']);
    expect(wordingOf(['What is 😀?', 'What is 😁?'])).toEqual({ before: 'What is ', after: '?' });
    // A script without spaces has a word for each character.
    expect(wordingOf(['東京はどこ', '東北はどこ'])).toEqual({ before: '東', after: 'はどこ' });
  });

  it('survives a few strangers among many', () => {
    const many = Array.from({ length: 30 }, (_, index) => `Where was N${index} born?`);
    expect(wordingOf(['Something else', ...many])).toEqual({ before: 'Where was ', after: ' born?' });
  });
});

describe('titles', () => {
  it.each([
    ['Ada Arlen. Ada Arlen was born in Marsk.', 'Ada Arlen'],
    ['John F. Zeh. John F. Zeh was a baker.', 'John F. Zeh'],
    ['Bo Zeh. Born in Marsk, Zeh became a baker.', 'Bo Zeh'],
    ['John J. Zeh. Born in Marsk, Zeh became a baker.', 'John J. Zeh'],
    ['A document without any stop', undefined],
    ['Ada Arlen became a baker. She was born in Marsk.', undefined],
    [`${'very '.repeat(20)}long. Beginning.`, undefined],
  ])('%s', (document, title) => {
    expect(titledDocument(document)?.title).toBe(title);
  });
});

describe('prompts', () => {
  const questions = [
    question('Where was Ada born?', 'Marsk'),
    question('Where was Bo born?', 'New Arlen'),
    question('Where was Cy born?', 'Arlen'),
  ];

  it('ask a document by its title for the first span that is an answer of the file', () => {
    const documents = [
      'Di. Di left New Arlen for Marsk.',
      'Ed. Ed stayed in Marskia, then Arlen.',
      'Flo. Nobody knows.',
      'Untitled',
    ];
    expect(promptsOf(documents, questions, 'found')).toEqual([
      { question: 'Where was Di born?', answer: 'New Arlen' },
      { question: 'Where was Ed born?', answer: 'Arlen' },
    ]);
  });

  it('trust the file where it knows the subject', () => {
    expect(promptsOf(['Ada. Ada lives in Arlen.'], questions, 'learned')).toEqual([
      { question: 'Where was Ada born?', answer: 'Marsk' },
    ]);
  });

  it('are those of the file alone where nothing may be found', () => {
    const documents = ['Ada. Ada lives in Arlen.', 'Di. Di left New Arlen for Marsk.'];
    expect(promptsOf(documents, questions, 'given')).toEqual([
      { question: 'Where was Ada born?', answer: 'Marsk' },
    ]);
  });

  it('are found as the first answer where too few are known to learn from', () => {
    const documents = ['Di. Di left New Arlen for Marsk.'];
    expect(promptsOf(documents, questions, 'learned')).toEqual(promptsOf(documents, questions, 'found'));
  });

  it.skipIf(missingStudyFiles)(
    `never contain a held-out answer that the text does not hold ${missingStudyFiles ?? ''}`,
    async () => {
      const { documents } = await readCorpus(studyFile('a5', 'wiki.txt'));
      const trained = (await readQuestions(studyFile('a5', 'birth_places_train.tsv'))).questions.filter(
        (one) => hasAnswer(one),
      );
      const prompts = promptsOf(documents, trained, 'found');
      expect(prompts.length).toBeGreaterThan(2600);
      const answers = new Set(trained.map(({ answer }) => answer));
      for (const { answer } of prompts) expect(answers.has(answer)).toBe(true);
    },
  );
});
