/**
 * Answers tied to the lines of a file while the file is edited: they move with their lines, know when their
 * line is no longer the one that was asked, and find it again when it comes back.
 *
 * It knows no editor: changes and lines come in numbers and text.
 */
import type { AnsweredLine } from './evaluationResult';

/** One change of a text, as the editor tells it: a range, lines and characters from 0, and what stands there now. */
export interface TextChange {
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
  readonly text: string;
}

/** Gives the text of a line, from 0; undefined beyond the end. */
export type LineReader = (line: number) => string | undefined;

/** An answer where it stands now. */
export interface AnchoredAnswer {
  readonly answer: AnsweredLine;
  /** Its line, from 0. */
  readonly line: number;
  /** Whether question or answer of its line have been changed since it was asked. */
  readonly outdated: boolean;
}

interface Anchor {
  readonly answer: AnsweredLine;
  /** From 0; undefined when its line has been removed. */
  line: number | undefined;
  outdated: boolean;
}

/** The answers to one file, each with the line that it belongs to now. Lines count from 0 inside, from 1 outside. */
export class AnchoredAnswers {
  private readonly anchors: readonly Anchor[];
  private byLine = new Map<number, Anchor>();

  /** @param read the text as it is now, which may have changed since it was asked */
  constructor(answers: readonly AnsweredLine[], read: LineReader) {
    this.anchors = answers.map((answer) => ({ answer, line: answer.line - 1, outdated: false }));
    this.settle(this.anchors, read);
  }

  /** The answer on a line, from 0. */
  at(line: number): AnchoredAnswer | undefined {
    const anchor = this.byLine.get(line);
    return anchor && { answer: anchor.answer, line, outdated: anchor.outdated };
  }

  /** Answers whose line is there, as it was asked, in the order of their lines. */
  get current(): readonly AnchoredAnswer[] {
    return [...this.byLine]
      .filter(([, { outdated }]) => !outdated)
      .sort(([a], [b]) => a - b)
      .map(([line, { answer }]) => ({ answer, line, outdated: false }));
  }

  /** How many lines have been changed or removed since they were asked. */
  get outdated(): number {
    return this.anchors.filter(({ line, outdated }) => line === undefined || outdated).length;
  }

  /** Takes up an edit: its changes in the editor’s order, which do not overlap. */
  edit(changes: readonly TextChange[], read: LineReader): void {
    // From the bottom up, so that the lines of changes above stay what they are.
    const upwards = [...changes].sort((a, b) => b.range.start.line - a.range.start.line);
    for (const change of upwards)
      for (const anchor of this.anchors)
        if (anchor.line !== undefined) anchor.line = shifted(anchor.line, change);
    this.settle(this.anchors, read);
  }

  /** Compares anchors with their lines; those that have lost theirs look for it among the lines without one. */
  private settle(anchors: readonly Anchor[], read: LineReader): void {
    this.byLine = new Map();
    const lost: Anchor[] = [];
    for (const anchor of anchors) {
      const text = anchor.line === undefined ? undefined : read(anchor.line);
      if (anchor.line !== undefined && text !== undefined && isAsked(anchor.answer, text)) {
        anchor.outdated = false;
        this.byLine.set(anchor.line, anchor);
      } else lost.push(anchor);
    }
    if (lost.length === 0) return;
    this.findAgain(lost, read);
  }

  private findAgain(lost: readonly Anchor[], read: LineReader): void {
    const free = new Map<string, number[]>();
    for (let line = 0, text = read(line); text !== undefined; text = read(++line)) {
      if (this.byLine.has(line)) continue;
      const lines = free.get(askedIn(text));
      if (lines) lines.push(line);
      else free.set(askedIn(text), [line]);
    }
    for (const anchor of lost) {
      const line = free.get(askedOf(anchor.answer))?.shift();
      anchor.outdated = line === undefined;
      anchor.line = line ?? anchor.line;
      if (line !== undefined) this.byLine.set(line, anchor);
    }
    for (const anchor of lost) {
      const { line, outdated } = anchor;
      if (!outdated || line === undefined) continue;
      // Another answer has its line, or there is no such line: it was removed.
      if (this.byLine.has(line) || read(line) === undefined) anchor.line = undefined;
      else this.byLine.set(line, anchor);
    }
  }
}

/** Whether a line is the one that was asked: the same question, and the same answer where there is one. */
function isAsked(answer: AnsweredLine, text: string): boolean {
  return askedOf(answer) === askedIn(text);
}

function askedOf({ question, answer }: AnsweredLine): string {
  return `${question}\t${answer}`;
}

function askedIn(text: string): string {
  const [question = '', answer = ''] = text.split('\t');
  return `${question}\t${answer}`;
}

/** Where a line is after a change; undefined when it has been removed. */
function shifted(line: number, { range: { start, end }, text }: TextChange): number | undefined {
  const added = text.split('\n').length - 1;
  if (line < start.line) return line;
  if (line > end.line) return line + added - (end.line - start.line);
  const startsLine = start.character === 0;
  // What stood behind the change stands behind its last line now.
  if (line === end.line && (startsLine || line > start.line)) {
    return end.line > start.line && added === 0 && !startsLine ? undefined : start.line + added;
  }
  return line === start.line && !startsLine ? line : undefined;
}
