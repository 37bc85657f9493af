/**
 * Span corruption of names: what is cut out are the proper names of a document, and what is left of it is its title
 * and a few words before each name, in any order: `words title words ⁇ name ⁇ words ⁇ name ⁇ …`. Names are predicted,
 * nothing else.
 *
 * Knowledge is of use where it can be reached from whom it is about alone ("Physics of Language Models: Part 3.1",
 * Allen-Zhu & Li, 2023); whoever reads a document to its middle may know it by any of its words. And what people
 * ask for are names, most of the time (salient span masking, Guu et al., 2020). The title stands in the midst of
 * words, as in a question: what is learned behind a title at the beginning of a row is not found elsewhere. Nothing
 * but documents is used: no question, no answer.
 */
import { type RandomNumbers, shuffle } from '../numbers/randomNumbers';
import { titledDocument } from './documentTitles';
import type { Example, ExampleSource } from './examples';
import type { Tokens } from './tokens/tokens';
import { MASK_TOKEN, PADDING_TOKEN } from './vocabulary';

/** A proper name in a document, and the words right before it. */
interface NameInText {
  readonly name: string;
  /** At most {@link MOST_WORDS}, in their order. */
  readonly before: readonly string[];
}

/** A document by its title, and the names in it that other documents hold too. */
export interface NamedDocument {
  readonly title: string;
  readonly names: readonly NameInText[];
}

/** Words before a name that may lead to it. */
const MOST_WORDS = 3;

/** Characters of a document in which names are looked for: about what the study's context holds. */
const READ = 160;

/** A name of one document alone takes as long to learn as one of many, and hardly anybody asks for it. */
const LEAST_DOCUMENTS = 2;

/** Share of rows that are corrupted as in the study, so that the language is learned too. */
const PLAIN_SHARE = 0.1;

const NAME = /\p{Lu}[\p{L}'’-]*(?: \p{Lu}[\p{L}'’-]*)*/gu;
const WORD = /[\p{L}\p{N}'’-]+/gu;
const SENTENCE_ENDS = /[.!?]\s+$/;

/**
 * Documents as rows that ask for their names; those without a title or a name are corrupted like any other.
 *
 * @param plain What the same documents are corrupted by otherwise.
 */
export function nameSpans(
  documents: readonly (NamedDocument | undefined)[],
  vocabulary: Pick<Tokens, 'encode'>,
  { plain, contextLength }: { readonly plain: ExampleSource; readonly contextLength: number },
): ExampleSource {
  return {
    size: documents.length,
    example: (index, next) => {
      const document = documents[index];
      if (!document || next() < PLAIN_SHARE) return plain.example(index, next);
      return asked(document, vocabulary, { next, contextLength }) ?? plain.example(index, next);
    },
  };
}

/** The names of each document; undefined where it has no title, or no name that another document holds too. */
export function namedDocuments(documents: readonly string[]): readonly (NamedDocument | undefined)[] {
  const all = documents.map(namedDocument);
  const holders = new Map<string, number>();
  for (const document of all)
    for (const name of new Set(document?.names.map((one) => one.name)))
      holders.set(name, (holders.get(name) ?? 0) + 1);
  return all.map((document) => {
    const names = document?.names.filter(({ name }) => (holders.get(name) ?? 0) >= LEAST_DOCUMENTS) ?? [];
    return document && names.length > 0 ? { ...document, names } : undefined;
  });
}

function namedDocument(document: string): NamedDocument | undefined {
  const titled = titledDocument(document);
  if (!titled) return undefined;
  const { title } = titled;
  const body = titled.body.slice(0, READ);
  const own = new Set(title.split(' '));
  const whole = body.length === titled.body.length;
  const names = Array.from(body.matchAll(NAME), ({ 0: name, index }) => ({
    name,
    left: body.slice(0, index),
  }))
    .filter(({ name, left }) => whole || left.length + name.length < body.length)
    // What begins a sentence is a capital for that alone.
    .filter(({ left }) => left !== '' && !SENTENCE_ENDS.test(left))
    .filter(({ name }) => name.split(' ').some((word) => !own.has(word)))
    .map(({ name, left }) => ({ name, before: (left.match(WORD) ?? []).slice(-MOST_WORDS) }));
  return { title, names };
}

/** A row that asks for the document's names in any order, as many as fit; undefined where none does. */
function asked(
  { title, names }: NamedDocument,
  vocabulary: Pick<Tokens, 'encode'>,
  { next, contextLength }: { readonly next: RandomNumbers; readonly contextLength: number },
): Example | undefined {
  const row: number[] = [];
  const targets: number[] = [];
  for (const name of shuffle([...names], next)) {
    const words = someWords(name, next);
    const place = Math.floor(next() * (words.length + 1));
    const asks = row.length === 0 ? [...words.slice(0, place), title, ...words.slice(place)] : words;
    const question = [...vocabulary.encode(asks.join(' ')), MASK_TOKEN];
    const answer = [...vocabulary.encode(name.name), MASK_TOKEN];
    if (row.length + question.length + answer.length > contextLength) break;
    row.push(...question, ...answer);
    targets.push(...question.map(() => PADDING_TOKEN), ...answer);
  }
  if (row.length === 0) return undefined;
  // The token before a target predicts it.
  const answerStart = targets.findIndex((target) => target !== PADDING_TOKEN) - 1;
  return { tokens: row.slice(0, -1), targets: targets.slice(1), answerStart };
}

/** At least one of the words before a name, as the text has them. */
function someWords({ before }: NameInText, next: RandomNumbers): readonly string[] {
  const count = Math.min(before.length, 1 + Math.floor(next() * MOST_WORDS));
  return before.slice(before.length - count);
}
