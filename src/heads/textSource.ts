/**
 * Where a text stands that heads look at: a line of a file, or a question that a person has typed.
 */

/** Where a text that heads look at comes from. */
export type TextSource =
  | {
      readonly kind: 'line';
      /** The file's name, without its folder. */
      readonly file: string;
      /** From 1. */
      readonly line: number;
    }
  | {
      readonly kind: 'typed';
      /** Whether it is a text to go on with, and no question. */
      readonly isText?: boolean;
    };

/** `facts.tsv, line 12`, `your question` or `your text`. */
export function sourceInWords(source: TextSource): string {
  if (source.kind === 'line') return `${source.file}, line ${source.line}`;
  return source.isText === true ? 'your text' : 'your question';
}

/** The file that analyses of a whole file are about: that of the line, or the one that is open. */
export function fileInWords(source: TextSource): string {
  return source.kind === 'line' ? source.file : 'the open file';
}
