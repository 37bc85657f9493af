/**
 * A pretraining corpus: one document a line.
 */
import { wholeNumber } from '../numbers/formats';
import type { FileReference } from '../files/fileReference';
import { UserError } from '../files/userError';
import { readTextFile } from '../files/textFile';

/** Documents to learn from. */
export interface Corpus {
  readonly reference: FileReference;
  /** Non-empty lines. */
  readonly documents: readonly string[];
  /** All lines as they stand, for who reads the file as one text. */
  readonly lines: readonly string[];
  /** What a person should know about the file, a sentence each. */
  readonly warnings: readonly string[];
}

/** Shorter documents cannot be corrupted: the study truncates to at least 4 characters. */
const SHORTEST_DOCUMENT = 4;

/** Longer lines are probably whole books without line ends. */
const LONG_LINE = 100_000;

/**
 * Reads a corpus.
 *
 * @throws UserError when the file cannot be read or holds no document of at least four characters.
 */
export async function readCorpus(path: string): Promise<Corpus> {
  const { lines, reference } = await readTextFile(path);
  const documents = lines.filter((line) => line.length >= SHORTEST_DOCUMENT);
  if (documents.length === 0) {
    throw new UserError(
      `${path} holds no line of at least ${SHORTEST_DOCUMENT} characters. Put one document on each line.`,
    );
  }
  return { reference, documents, lines, warnings: corpusWarnings(path, lines, documents) };
}

function corpusWarnings(
  path: string,
  lines: readonly string[],
  documents: readonly string[],
): readonly string[] {
  const warnings: string[] = [];
  if (documents.length === 1) {
    warnings.push(
      `${path} holds one document only, which the model will learn by heart. Put one document on each line.`,
    );
  }
  const long = lines.findIndex((line) => line.length > LONG_LINE);
  if (long >= 0) {
    const length = lines[long]?.length ?? 0;
    warnings.push(
      `${path}, line ${long + 1}: a document of ${wholeNumber(length)} characters; ` +
        'the model only reads the beginning of each line. Break it into lines.',
    );
  }
  return warnings;
}
