import { describe, expect, it } from 'vitest';
import { predictionLines } from '../../../src/answers/predictionsFile';

describe('the lines of a predictions file', () => {
  it('are one for each question, whatever the model says', () => {
    const asked = { question: 'Who?', answer: 'Ada', correct: false, probability: 0.5 };
    const said = ['Ada\nBo', 'Ada\r\n\r\n\tBo', 'Ada\rBo'];
    const lines = predictionLines(
      said.map((prediction, index) => ({ ...asked, prediction, line: index + 1 })),
    );
    expect(
      lines
        .trimEnd()
        .split(/\r\n|\n|\r/)
        .slice(1),
    ).toEqual([1, 2, 3].map((line) => `Who?\tAda Bo\tAda\tno\t0.5000\t${line}`));
  });
});
