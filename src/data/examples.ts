/**
 * What a model is trained on: rows of tokens with the tokens to predict, one position later.
 */
import type { RandomNumbers } from '../numbers/randomNumbers';
import type { Tokens } from './tokens/tokens';
import { MASK_TOKEN, PADDING_TOKEN } from './vocabulary';

/** One row, without padding: `targets[i]` follows `tokens[i]`; a target of 0 is not counted. */
export interface Example {
  readonly tokens: readonly number[];
  readonly targets: readonly number[];
  /** The first position whose target belongs to the answer (or the cut-out span). */
  readonly answerStart: number;
}

/** Examples by index, drawn anew each time from the random numbers given. */
export interface ExampleSource {
  readonly size: number;
  readonly example: (index: number, next: RandomNumbers) => Example;
}

/** Several sources, one after the other. */
export function concatenated(sources: readonly ExampleSource[]): ExampleSource {
  const size = sources.reduce((sum, source) => sum + source.size, 0);
  const example = (index: number, next: RandomNumbers): Example => {
    let rest = index;
    for (const source of sources) {
      if (rest < source.size) return source.example(rest, next);
      rest -= source.size;
    }
    throw new RangeError(`There is no example ${index} of ${size}.`);
  };
  return { size, example };
}

/** As many examples as asked for, drawn at random from a source. */
export function drawn(source: ExampleSource, size: number): ExampleSource {
  return { size, example: (_index, next) => source.example(Math.floor(next() * source.size), next) };
}

/** Encoded documents by index: a list, or whatever encodes them when they are asked for. */
export interface EncodedDocuments {
  readonly length: number;
  readonly at: (index: number) => readonly number[] | undefined;
}

/** The settings of span corruption. */
export interface SpanCorruptionSettings {
  readonly contextLength: number;
}

/** The study truncates documents to at least this many characters. */
const SHORTEST = 4;

/**
 * Span corruption as in the study: a document is cut to a random length in [4, 7/8 of the context];
 * a span of random length, a quarter of it on average, is moved from a random place to the end:
 * `prefix ⁇ suffix ⁇ span`. Every next character is predicted.
 */
export function spanCorruption(
  documents: EncodedDocuments,
  { contextLength }: SpanCorruptionSettings,
): ExampleSource {
  const longest = Math.floor((contextLength * 7) / 8);
  return {
    size: documents.length,
    example: (index, next) => {
      const document = documents.at(index) ?? [];
      const length = Math.min(document.length, SHORTEST + Math.floor(next() * (longest - SHORTEST + 1)));
      const cut = spanLength(length, next());
      const start = Math.floor(next() * (length - cut + 1));
      return corrupted(document.slice(0, length), start, cut);
    },
  };
}

/**
 * The length of a span to cut: a quarter of the document on average, as in the study.
 *
 * Uniform in [1, length/2 − 1]. For an odd length that end is no whole number, and half of the spans are drawn with
 * the next lower one, half with the next higher: either alone would be (length ± 1)/4 on average. Documents below
 * four characters have spans of 1.
 *
 * @param share Uniform in [0, 1).
 */
export function spanLength(length: number, share: number): number {
  const even = length % 2 === 0;
  const lower = !even && share < 0.5;
  const most = Math.max(1, even ? length / 2 - 1 : (length - 1) / 2 - (lower ? 1 : 0));
  const within = even ? share : lower ? 2 * share : 2 * share - 1;
  return 1 + Math.floor(within * most);
}

/** `prefix ⁇ suffix ⁇ span`, for the span of `cut` tokens from `start`. */
export function corrupted(document: readonly number[], start: number, cut: number): Example {
  const row = [
    ...document.slice(0, start),
    MASK_TOKEN,
    ...document.slice(start + cut),
    MASK_TOKEN,
    ...document.slice(start, start + cut),
  ];
  return { tokens: row.slice(0, -1), targets: row.slice(1), answerStart: document.length - cut + 1 };
}

/**
 * A question with its answer: `question ⁇ answer ⁇`; only what follows the question is predicted.
 *
 * @param question Encoded question.
 * @param answer Encoded answer.
 */
export function answeredQuestion(question: readonly number[], answer: readonly number[]): Example {
  const row = [...question, MASK_TOKEN, ...answer, MASK_TOKEN];
  const silent = new Array<number>(Math.max(0, question.length - 1)).fill(PADDING_TOKEN);
  return {
    tokens: row.slice(0, -1),
    targets: [...silent, ...row.slice(silent.length + 1)],
    answerStart: question.length,
  };
}

/**
 * A question by whose answer a model is scored. An answer with characters that the model does not know can never
 * be given: padding, which ends every answer, stands in their places.
 */
export function scoredQuestion(
  { question, answer }: { readonly question: string; readonly answer: string },
  vocabulary: Pick<Tokens, 'encode'>,
): Example {
  return answeredQuestion(vocabulary.encode(question), vocabulary.encode(answer, PADDING_TOKEN));
}

/** Fixed examples: nothing about them is random. */
export function fixedExamples(examples: readonly Example[]): ExampleSource {
  return {
    size: examples.length,
    example: (index) => {
      const example = examples[index];
      if (!example) throw new RangeError(`There is no example ${index} of ${examples.length}.`);
      return example;
    },
  };
}
