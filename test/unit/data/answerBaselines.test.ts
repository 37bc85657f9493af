import { describe, expect, it } from 'vitest';
import { readCorpus } from '../../../src/data/corpus';
import { hasAnswer, readQuestions } from '../../../src/data/questions';
import { answersInText, commonAnswer } from '../../../src/data/answerBaselines';
import { missingStudyFiles, studyFile } from '../../support/files';

function question(text: string, answer: string) {
  return { line: 1, question: text, answer };
}

describe('baselines', () => {
  it('counts a question as answered only in a document that names its subject', () => {
    const questions = [question('Where was Ada born?', 'Arlen'), question('Where was Bo born?', 'Arlen')];
    expect(answersInText(questions, ['Ada: Arlen.', 'Bo: Marsk.'])).toBe(1);
  });

  it('takes the first of equally common answers', () => {
    const questions = [question('a', 'x'), question('b', 'y'), question('c', 'y'), question('d', 'x')];
    expect(commonAnswer(questions)).toEqual({ answer: 'x', correct: 2 });
  });

  it.skipIf(missingStudyFiles)(
    `finds the study's baseline and ceiling ${missingStudyFiles ?? ''}`,
    async () => {
      const { questions } = await readQuestions(studyFile('a5', 'birth_dev_first250.tsv'));
      const { documents } = await readCorpus(studyFile('a5', 'wiki.txt'));
      const answered = questions.filter((one) => hasAnswer(one));
      const { answer, correct } = commonAnswer(answered);
      expect(answer).toBe('London');
      expect(correct / answered.length).toBeGreaterThan(0.03);
      expect(correct / answered.length).toBeLessThan(0.08);
      // The study found 91.4 % in the person’s own line, for all 500; these are the easier half.
      const ceiling = answersInText(answered, documents) / answered.length;
      expect(ceiling).toBeGreaterThan(0.9);
      expect(ceiling).toBeLessThan(0.97);
    },
  );
});
