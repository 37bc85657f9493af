import { beforeEach, describe, expect, it } from 'vitest';
import { parseExperiment } from '../../../src/experiments/experimentFile';
import { BUILT_IN_NAMES, experimentProblems, plannedRuns } from '../../../src/experiments/experimentProblems';
import { ExperimentDiagnostics } from '../../../src/host/views/experimentDiagnostics';
import { BUILT_IN_VARIANTS } from '../../../src/model/variants';
import { Position, Uri, editor, resetEditor } from '../../support/vscode';

beforeEach(() => {
  resetEditor();
});

const FILES = { corpus: 'wiki.txt', questions: 'train.tsv', heldOut: 'dev.tsv' };

function problems(fields: object, exists = (_: string) => true) {
  const experiment = parseExperiment('/data/x.attn.json', JSON.stringify({ ...FILES, ...fields }));
  return experimentProblems(experiment, exists).map(({ at, message }) => [at.join('.'), message]);
}

describe('an experiment', () => {
  it('that can run has no problems', () => {
    expect(problems({ variants: BUILT_IN_NAMES })).toEqual([]);
  });

  it('knows the variants that can be built', () => {
    expect(BUILT_IN_VARIANTS.map(({ name }) => name)).toEqual(BUILT_IN_NAMES);
  });

  it('has no two variants whose runs would have one name', () => {
    expect(problems({ variants: ['a/mine.attention.ts', 'b/mine.attention.ts'] })).toEqual([
      ['variants.1', expect.stringMatching(/both be called mine: rename a module/)],
    ]);
    expect(problems({ variants: ['rope', './rope.attention.js'] }).map(([at]) => at)).toEqual(['variants.1']);
  });

  it('without a corpus has questions, and no settings of pretraining', () => {
    expect(problems({ corpus: undefined, finetuneSteps: 5, warmup: 3 })).toEqual([]);
    expect(problems({ corpus: undefined, steps: 5, objective: 'stream' })).toEqual([
      ['steps', 'Without a corpus there is no pretraining: name finetuneSteps instead.'],
      ['objective', 'Without a corpus there is no pretraining: leave it out.'],
    ]);
    expect(problems({ corpus: undefined, questions: undefined, heldOut: undefined })).toEqual([
      ['corpus', 'There is nothing to learn: name a corpus, or questions.'],
    ]);
    expect(problems({ objective: 'documents', prompts: true }).map(([at]) => at)).toEqual(['prompts']);
  });

  it('says how many byte pairs there may be', () => {
    expect(problems({ tokens: ['characters', 'bpe:258'] })).toEqual([]);
    expect(problems({ tokens: ['bpe:300', 'bpe:257'] })).toEqual([
      ['tokens', 'Byte pairs go from bpe:258 to bpe:65536, not bpe:257.'],
    ]);
  });

  it('names variants and files that are not there', () => {
    const found = problems(
      { variants: ['rope', 'ropee', './own.attention.ts'] },
      (path) => path !== '/data/dev.tsv' && !path.endsWith('.ts'),
    );
    expect(found).toEqual([
      ['heldOut', 'There is no file dev.tsv at this place.'],
      [
        'variants.1',
        "There is no variant 'ropee'. There are vanilla, rope, synthesizer, perceiver, or the path of a module.",
      ],
      ['variants.2', 'There is no module own.attention.ts at this place.'],
    ]);
  });

  it('names sizes that no model can have, once', () => {
    expect(problems({ variants: ['rope', 'vanilla'], model: { heads: 7 } })).toEqual([
      ['model.heads', 'A width of 256 cannot be shared among 7 heads: it is no multiple.'],
    ]);
    expect(problems({ variants: 'rope', model: { width: 24 } }).map(([at]) => at)).toEqual(['model.width']);
    expect(problems({ variants: 'vanilla', model: { width: 24 } })).toEqual([]);
    expect(
      problems({ variants: 'perceiver', model: { layers: 1, bottleneck: 500 } }).map(([at]) => at),
    ).toEqual(['model.layers', 'model.bottleneck']);
  });

  it('says how many runs it makes', () => {
    const count = (fields: object) =>
      plannedRuns(parseExperiment('/x', JSON.stringify({ ...FILES, ...fields })));
    expect(count({})).toBe(3);
    expect(count({ variants: ['rope', 'vanilla'], seeds: [1, 2, 3], noPretraining: false })).toBe(12);
  });
});

describe('an experiment file in the editor', () => {
  const mark = (text: string) => {
    const document = {
      uri: Uri.file('/nowhere/x.attn.json'),
      getText: () => text,
      positionAt: (offset: number) => new Position(0, offset),
    };
    // Sound: it uses no more of a document.
    new ExperimentDiagnostics().check(document as never);
    return editor.diagnostics.get('/nowhere/x.attn.json') ?? [];
  };

  it('is marked at the values that are wrong', () => {
    const text =
      '{"corpus": "a.txt", "questions": "b.tsv", "heldOut": "c.tsv", "variants": ["rope", "ropee"]}';
    const marked = mark(text).map(({ range }) => text.slice(range.start.character, range.end.character));
    expect(marked).toEqual(['"a.txt"', '"b.tsv"', '"c.tsv"', '"ropee"']);
  });

  it('is left to its schema while it does not fit it', () => {
    expect(mark('{"corpus": 3}')).toEqual([]);
    expect(mark('{"corp')).toEqual([]);
  });
});
