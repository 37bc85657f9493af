/**
 * Where do these words stand in the corpus? Answered from the index on disk, verified in the corpus itself.
 *
 * Only the tables of bucket starts are kept in memory (at most 4 MB for each segment); lines are read when
 * they are asked for. So a corpus may be as large as the disk.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TextDecoder } from 'node:util';
import { makeFolder } from '../../../files/makeFolder';
import { UserError } from '../../../files/userError';
import { openRegularFile } from '../../../files/regularFile';
import { type OnBytes, buildIndex } from './build';
import { type IndexFooter, type IndexSegment, readBytes, readFooter, readNumbers } from './format';
import { findWhole, wordHashes } from './words';

/** One line of the corpus. */
export interface CorpusLine {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** Lines that are read for one question at most: a name that stands in more of them names nobody. */
const MOST_LINES = 2000;

/** An open index together with its corpus. Holds two files open: close it after use. */
export class CorpusIndex {
  private readonly starts = new Map<IndexSegment, Promise<Uint32Array>>();
  private readonly decoder: TextDecoder;

  private constructor(
    private readonly corpus: FileHandle,
    private readonly index: FileHandle,
    private readonly footer: IndexFooter,
  ) {
    this.decoder = new TextDecoder(footer.encoding);
  }

  /**
   * Opens the index of a corpus, and builds it first where there is none or the corpus has changed since.
   *
   * @param path Where the index is kept.
   * @throws UserError when the corpus cannot be read or is no text, or the index cannot be written.
   */
  static async open(corpus: string, path: string, onBytes: OnBytes = () => undefined): Promise<CorpusIndex> {
    const { handle } = await openRegularFile(corpus).catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      throw new UserError(`${error.message} Name it with --corpus.`, { cause: error });
    });
    try {
      const { size, mtimeMs } = await handle.stat();
      const isOf = ({ corpus: known }: IndexFooter) => known.bytes === size && known.modified === mtimeMs;
      const kept = await openFile(path);
      if (kept && isOf(kept.footer)) return new CorpusIndex(handle, kept.file, kept.footer);
      await kept?.file.close();
      await makeFolder(dirname(path));
      await buildIndex(corpus, path, onBytes);
      const built = await openFile(path);
      if (!built) throw new Error(`The index ${path} cannot be read right after it was written.`);
      return new CorpusIndex(handle, built.file, built.footer);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Closes the files. */
  async close(): Promise<void> {
    await this.corpus.close();
    await this.index.close();
  }

  /** Lines that hold a text as whole words, in order, at most {@link MOST_LINES} of them. */
  async *linesWith(text: string): AsyncGenerator<CorpusLine> {
    const buckets = [...new Set(wordHashes(text).map((hash) => hash >>> (32 - this.footer.bucketBits)))];
    if (buckets.length === 0) return;
    let found = 0;
    for (const segment of this.footer.segments) {
      for (const line of await this.candidates(segment, buckets)) {
        const read = await this.line(segment, line);
        if (findWhole(read, text) < 0) continue;
        yield { line: segment.firstLine + line + 1, text: read };
        found += 1;
        if (found === MOST_LINES) return;
      }
    }
  }

  /** Lines of a segment that have a word in each bucket, rising. */
  private async candidates(segment: IndexSegment, buckets: readonly number[]): Promise<readonly number[]> {
    const starts = await this.startsOf(segment);
    const ranges = buckets.map((bucket) => [starts[bucket] ?? 0, starts[bucket + 1] ?? 0] as const);
    ranges.sort(([a, b], [c, d]) => b - a - (d - c));
    let lines: readonly number[] | undefined;
    for (const [from, to] of ranges) {
      if (lines?.length === 0) return lines;
      const position = segment.position + 4 * (starts.length + from);
      const those = await readNumbers(this.index, position, to - from);
      if (!lines) lines = Array.from(those);
      else {
        const known = new Set(those);
        lines = lines.filter((line) => known.has(line));
      }
    }
    return lines ?? [];
  }

  private startsOf(segment: IndexSegment): Promise<Uint32Array> {
    const known = this.starts.get(segment);
    if (known) return known;
    const read = readNumbers(this.index, segment.position, 2 ** this.footer.bucketBits + 1);
    this.starts.set(segment, read);
    return read;
  }

  private async line(segment: IndexSegment, line: number): Promise<string> {
    const tables = 2 ** this.footer.bucketBits + 1 + segment.postings;
    const ends = await readNumbers(this.index, segment.position + 4 * (tables + line), 2);
    const [from = 0, to = 0] = ends;
    const bytes = await readBytes(this.corpus, segment.firstByte + from, to - from);
    return this.decoder.decode(bytes).replace(/[\r\n]+$/, '');
  }
}

async function openFile(
  path: string,
): Promise<{ readonly file: FileHandle; readonly footer: IndexFooter } | undefined> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return undefined;
  const footer = await readFooter(file).catch(() => undefined);
  if (footer) return { file, footer };
  await file.close();
  return undefined;
}
