/**
 * What a word is, and a number for each: the same rule when an index is built, when it is asked, and when
 * a hit is verified.
 *
 * Words are compared exactly; what they are made of stands in `data/wordUnits.ts`.
 */
import { ALONE, LETTER, UNIT_CLASSES } from '../../../data/wordUnits';

/** Splits a stream of UTF-16 units into words and tells the hash of each, 32 bits. */
export class WordHasher {
  private hash = FNV_OFFSET;
  private inside = false;

  constructor(private readonly onWord: (hash: number) => void) {}

  /** The next unit. */
  take(unit: number): void {
    const kind = UNIT_CLASSES[unit];
    if (kind === LETTER) {
      this.hash = Math.imul(this.hash ^ unit, FNV_PRIME);
      this.inside = true;
      return;
    }
    if (this.inside) this.end();
    if (kind === ALONE) this.onWord(finished(Math.imul(FNV_OFFSET ^ unit, FNV_PRIME)));
  }

  /** Ends the word that is open, if any. */
  end(): void {
    if (this.inside) this.onWord(finished(this.hash));
    this.hash = FNV_OFFSET;
    this.inside = false;
  }
}

/** The Fowler–Noll–Vo hash FNV-1a, on UTF-16 units. */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** MurmurHash3's finalizer (Appleby, 2011): the upper bits, which choose a bucket, depend on every unit. */
function finished(hash: number): number {
  let bits = hash;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** The hashes of a text's words, each once. */
export function wordHashes(text: string): readonly number[] {
  const hashes = new Set<number>();
  const hasher = new WordHasher((hash) => hashes.add(hash));
  for (let index = 0; index < text.length; index++) hasher.take(text.charCodeAt(index));
  hasher.end();
  return [...hashes];
}

/** Where `wanted` first stands in `text` as whole words; −1 when it does not. */
export function findWhole(text: string, wanted: string): number {
  if (wanted === '') return -1;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    if (!joined(text, at) && !joined(text, at + wanted.length)) return at;
  }
  return -1;
}

/** Whether the units on both sides of a position belong to one word. */
function joined(text: string, position: number): boolean {
  if (position === 0 || position >= text.length) return false;
  return isLetter(text, position - 1) && isLetter(text, position);
}

function isLetter(text: string, index: number): boolean {
  return UNIT_CLASSES[text.charCodeAt(index)] === LETTER;
}
