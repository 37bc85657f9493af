/**
 * Where the answers of a file of questions stand in a text.
 */

/** A word, a number or a mark, and where it stands: `text.slice(start, end)`. */
export interface Piece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Pieces of a text from one to another, both included. */
export interface PieceSpan {
  readonly from: number;
  readonly to: number;
}

const PIECE = /[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*|[^\p{L}\p{N}\s]/gu;

/** The words and marks of a text; what is joined by a hyphen or an apostrophe is one word. */
export function piecesOf(text: string): readonly Piece[] {
  return Array.from(text.matchAll(PIECE), ({ 0: piece, index }) => ({
    text: piece,
    start: index,
    end: index + piece.length,
  }));
}

/** Finds any of many spans in texts, in time linear in the text. */
export class KnownSpans {
  /** Spans by their first piece, longest first. */
  private readonly byFirst = new Map<string, { readonly span: string; readonly pieces: number }[]>();

  constructor(spans: Iterable<string>) {
    for (const span of new Set(spans)) {
      const pieces = piecesOf(span);
      const [first] = pieces;
      if (!first) continue;
      const group = this.byFirst.get(first.text) ?? [];
      group.push({ span, pieces: pieces.length });
      this.byFirst.set(first.text, group);
    }
    for (const group of this.byFirst.values()) group.sort((a, b) => b.span.length - a.span.length);
  }

  /** The first span that stands in the text as whole words; of several there, the longest. */
  first(text: string): string | undefined {
    const pieces = piecesOf(text);
    for (const from of pieces.keys()) {
      const [found] = this.at(text, pieces, from);
      if (found) return text.slice(pieces[found.from]?.start, pieces[found.to]?.end);
    }
    return undefined;
  }

  /** Those that stand at a piece of a text, longest first. */
  at(text: string, pieces: readonly Piece[], from: number): readonly PieceSpan[] {
    const piece = pieces[from];
    const group = piece === undefined ? undefined : this.byFirst.get(piece.text);
    if (!piece || !group) return [];
    return group
      .map(({ span, pieces: count }) => ({ span, to: from + count - 1 }))
      .filter(({ span, to }) => text.slice(piece.start, pieces[to]?.end ?? Infinity) === span)
      .map(({ to }) => ({ from, to }));
  }
}
