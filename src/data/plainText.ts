/**
 * Examples of a plain language model: every next token of a text is predicted, and nothing is cut out or moved.
 */
import { type EncodedDocuments, type Example, type ExampleSource } from './examples';
import type { TrainedTokens } from './tokens/tokens';
import { MASK_TOKEN, PADDING_TOKEN } from './vocabulary';

/** Documents from their beginning, each closed by a ⁇ where it fits into the context: one example each. */
export function wholeDocuments(
  documents: EncodedDocuments,
  { contextLength }: { readonly contextLength: number },
): ExampleSource {
  return {
    size: documents.length,
    example: (index) =>
      nextTokenExample([...(documents.at(index) ?? []), MASK_TOKEN].slice(0, contextLength)),
  };
}

/** A row whose every next token counts. */
function nextTokenExample(row: readonly number[]): Example {
  return { tokens: row.slice(0, -1), targets: row.slice(1), answerStart: 0 };
}

/**
 * Lines as one text with line ends between them, read in windows of the context's length from random places, as
 * nanoGPT does. There are as many examples in an epoch as windows lie side by side in the text.
 */
export function streamWindows(
  lines: readonly string[],
  vocabulary: Pick<TrainedTokens, 'encode' | 'unitsPerToken'>,
  { contextLength }: { readonly contextLength: number },
): ExampleSource {
  const stream = new TextStream(lines);
  const units = vocabulary.unitsPerToken * contextLength;
  return {
    size: windowCount(lines, units),
    example: (_index, next) => {
      const start = Math.floor(next() * (Math.max(0, stream.length - units) + 1));
      const row = vocabulary.encode(stream.window(start, 2 * units)).slice(0, contextLength);
      // A text of one known character has nothing to predict.
      return nextTokenExample(row.length > 1 ? row : [PADDING_TOKEN, PADDING_TOKEN]);
    },
  };
}

/** How many windows of so many UTF-16 units lie side by side in lines that are read as one text. */
export function windowCount(lines: readonly string[], units: number): number {
  const length = lines.reduce((sum, line) => sum + line.length + 1, 0);
  return Math.max(1, Math.floor(length / units));
}

/** One text out of lines, without a copy of them: a gigabyte of text is not held twice. */
export class TextStream {
  /** Where each line begins, in UTF-16 units; one line end stands behind each. */
  private readonly starts: Float64Array;
  /** UTF-16 units, line ends included. */
  readonly length: number;

  constructor(private readonly lines: readonly string[]) {
    this.starts = new Float64Array(lines.length);
    let length = 0;
    lines.forEach((line, index) => {
      this.starts[index] = length;
      length += line.length + 1;
    });
    this.length = length;
  }

  /** The text from `start`, `length` UTF-16 units of it or what is left. */
  window(start: number, length: number): string {
    let line = this.lineAt(start);
    let text = this.partOf(line, start - (this.starts[line] ?? 0), length);
    while (text.length < length && line + 1 < this.lines.length)
      text += this.partOf(++line, 0, length - text.length);
    return text.slice(0, length);
  }

  /** Of a line with its end; a line may be the whole of a large file, which must not be copied for that. */
  private partOf(index: number, start: number, length: number): string {
    const line = this.lines[index] ?? '';
    const part = line.slice(start, start + length);
    return start + length > line.length ? `${part}\n` : part;
  }

  /** The last line that begins at or before a place. */
  private lineAt(place: number): number {
    let [low, high] = [0, this.lines.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.starts[middle] ?? 0) <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
