/**
 * The one reader of `metrics.jsonl`: from pieces of text, as they come, to rows that have been checked.
 *
 * The file is foreign: a line that is no row is counted and left out, whatever it holds. So is one that was
 * torn when its trainer was killed; it only looks complete because the next trainer has ended it.
 */
import { isMetricsRow, type MetricsRow } from './metrics';

/** In characters; a trainer’s own lines have some 300. */
export const LONGEST_LINE = 4096;

/** Takes text in pieces of any size, and gives each checked row as soon as its line is complete. */
export class MetricsReader {
  private rest = '';
  /** Whether what comes up to the next end of a line belongs to one that is too long. */
  private skipping = false;
  private wrong = 0;

  /** @param onRow told each row, in the order of the file */
  constructor(private readonly onRow: (row: MetricsRow) => void) {}

  /** Lines so far that were no rows. */
  get wrongLines(): number {
    return this.wrong;
  }

  /** Takes the next piece of the file; its last line waits for its end. */
  read(text: string): void {
    const [first = '', ...lines] = text.split('\n');
    const last = lines.pop();
    if (last === undefined) {
      this.begin(this.rest + first);
      return;
    }
    if (!this.skipping) this.line(this.rest + first);
    for (const line of lines) this.line(line);
    this.skipping = false;
    this.begin(last);
  }

  /** Keeps the beginning of a line, unless it is too long already. */
  private begin(text: string): void {
    const tooLong = text.length > LONGEST_LINE;
    if (tooLong && !this.skipping) this.wrong++;
    this.skipping ||= tooLong;
    this.rest = this.skipping ? '' : text;
  }

  private line(line: string): void {
    if (line === '') return;
    const row = line.length > LONGEST_LINE ? undefined : parsed(line);
    if (isMetricsRow(row)) this.onRow(row);
    else this.wrong++;
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
