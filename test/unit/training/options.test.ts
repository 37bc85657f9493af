import { describe, expect, it } from 'vitest';
import { EVALUATE_OPTIONS, TRUST_OPTIONS } from '../../../src/answers/options';
import { EXPERIMENT_OPTIONS, STUDY_OPTIONS } from '../../../src/experiments/options';
import { readCall, specsOf } from '../../../src/cli/verb';
import {
  type OptionTable,
  type OptionsOf,
  UsageError,
  optionName,
  readOptions,
  toArguments,
} from '../../../src/training/optionTable';
import {
  ESTIMATE_OPTIONS,
  FINETUNE_OPTIONS,
  PRETRAIN_OPTIONS,
  RESUME_OPTIONS,
} from '../../../src/training/options';

const TABLES: Readonly<Record<string, OptionTable>> = {
  PRETRAIN_OPTIONS,
  FINETUNE_OPTIONS,
  RESUME_OPTIONS,
  ESTIMATE_OPTIONS,
  EVALUATE_OPTIONS,
  TRUST_OPTIONS,
  STUDY_OPTIONS,
  EXPERIMENT_OPTIONS,
};

/** A value of every option, awkward where it can be. */
function valuesOf(table: OptionTable): OptionsOf<OptionTable> {
  const entries = Object.entries(table).map(([property, form]) => {
    switch (form.kind) {
      case 'text':
        return [property, '-a file=with "quotes".txt'];
      case 'texts':
        return [property, ['one', '--two']];
      case 'integer':
        return [property, form.least + 3];
      case 'number':
        return [property, 0.25];
      case 'choice':
        return [property, form.words.at(-1)];
      case 'switch':
        return [property, true];
      default:
        return form satisfies never;
    }
  });
  return Object.fromEntries(entries) as OptionsOf<OptionTable>;
}

/** Arguments as the command line reads them, into typed options again. */
function readArguments(table: OptionTable, args: readonly string[]) {
  const verb = { summary: '', options: specsOf(table), run: () => Promise.resolve() };
  return readCall(verb, args).read(table);
}

describe('typed options', () => {
  it.each(Object.entries(TABLES))('of %s come back from the arguments that they make', (_name, table) => {
    const values = valuesOf(table);
    expect(readArguments(table, toArguments(table, values))).toEqual(values);
  });

  it('that are not given, or not switched on, make no arguments', () => {
    const options = { corpus: 'a.txt', out: 'run', allowLeak: false, steps: undefined };
    expect(toArguments(PRETRAIN_OPTIONS, options)).toEqual(['--corpus=a.txt', '--out=run']);
  });

  it('are named as people write them', () => {
    expect(['heldOut', 'upMlpRatio', 'seed'].map(optionName)).toEqual(['held-out', 'up-mlp-ratio', 'seed']);
  });

  it.each([
    [{}, /--corpus is missing/],
    [{ corpus: '', out: 'run' }, /--corpus is missing/],
    [{ corpus: 'a', out: 'run', steps: '1.5' }, /--steps must be a whole number of at least 1, not '1.5'/],
    [{ corpus: 'a', out: 'run', dropout: '0.95' }, /--dropout must be .* at most 0.9, not '0.95'/],
    [{ corpus: 'a', out: 'run', beta1: '1' }, /--beta1 must be .* at most 0.9999, not '1'/],
    [{ corpus: 'a', out: 'run', 'weight-decay': '-1' }, /--weight-decay must be a number of at least 0/],
    [{ corpus: 'a', out: 'run', warmup: '0.5' }, /--warmup must be a whole number of at least 0/],
    [
      { corpus: 'a', out: 'run', objective: 'poems' },
      /--objective must be one of spans, names, documents, stream/,
    ],
    [{ corpus: 'a', out: 'run', preset: 'slow' }, /--preset must be one of study, fast, quick/],
  ])('that are wrong are named: %o', (given, message) => {
    const read = () => readOptions(PRETRAIN_OPTIONS, given);
    expect(read).toThrow(UsageError);
    expect(read).toThrow(message);
  });
});
