/**
 * Byte-pair encoding learned from text (Sennrich, Haddow & Birch, 2016), on bytes as in GPT-2: the pair of neighbours
 * that is most frequent inside of words becomes a token, again and again.
 *
 * The same merges as those of Hugging Face's `BpeTrainer` with a byte alphabet and a least frequency of 2. Learned are
 * only the pairs; what is done with them is `bytePairTokenizer.ts`.
 */
import { BYTE_ALPHABET, byteLevelName } from './tokenBytes';
import { MOST_TOKENS } from './tokenBounds';

/** Two tokens' names that stand beside each other often. */
export type BytePair = readonly [left: string, right: string];

/** GPT-2's words: letters, digits or signs with the space before them, endings such as 's, and other spaces. */
const WORDS = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

/** A pair that stands once makes no text shorter. */
const LEAST_FREQUENT = 2;

/**
 * The pairs of a text's words, in the order in which they are merged.
 *
 * @param count How many pairs; fewer where the text has no more that stand twice.
 */
export function learnBytePairs(texts: Iterable<string>, count: number): readonly BytePair[] {
  const words = new WordPairs(wordCounts(texts));
  const names = [...BYTE_ALPHABET];
  const learned: BytePair[] = [];
  while (learned.length < count) {
    const pair = words.mostFrequent();
    if (pair === undefined) break;
    const [left, right] = [names[pair.left] ?? '', names[pair.right] ?? ''];
    words.merge(pair, names.length);
    names.push(left + right);
    learned.push([left, right]);
  }
  return learned;
}

/** How often each word stands in texts that begin, as all are encoded, with a space. */
function wordCounts(texts: Iterable<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const [word] of (text.startsWith(' ') ? text : ` ${text}`).matchAll(WORDS)) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return counts;
}

/** Two neighbours, by their tokens' numbers. */
interface Pair {
  readonly left: number;
  readonly right: number;
}

interface Word {
  tokens: readonly number[];
  readonly count: number;
}

/** Words as tokens, and how often each pair of neighbours stands in them. */
class WordPairs {
  private readonly words: readonly Word[];
  private readonly counts = new Map<number, number>();
  /** The words that a pair stands, or once stood, in. */
  private readonly places = new Map<number, Set<Word>>();
  private readonly queue = new PairQueue();

  constructor(counts: ReadonlyMap<string, number>) {
    const tokenOf = new Map(BYTE_ALPHABET.map((name, token) => [name, token]));
    this.words = Array.from(counts, ([word, count]) => {
      const tokens = Array.from(byteLevelName(word), (name) => tokenOf.get(name) ?? 0);
      return { tokens, count };
    });
    for (const word of this.words) this.count(word, 1);
    for (const key of this.counts.keys()) this.enqueue(key);
  }

  /** The pair that stands most often; of several, the one with the lower numbers. Undefined when none stands twice. */
  mostFrequent(): Pair | undefined {
    for (let next = this.queue.take(); next; next = this.queue.take()) {
      // What was counted anew since it was put in has another place in the queue.
      if (next.count === this.counts.get(next.key)) return pairOf(next.key);
    }
    return undefined;
  }

  /** Puts one token in the place of a pair. */
  merge(pair: Pair, token: number): void {
    const changed = new Set<number>();
    for (const word of this.places.get(keyOf(pair)) ?? []) {
      this.count(word, -1, changed);
      word.tokens = merged(word.tokens, pair, token);
      this.count(word, 1, changed);
    }
    this.places.delete(keyOf(pair));
    for (const key of changed) this.enqueue(key);
  }

  private count(word: Word, sign: 1 | -1, changed?: Set<number>): void {
    for (let at = 0; at + 1 < word.tokens.length; at++) {
      const key = keyOf({ left: word.tokens[at] ?? 0, right: word.tokens[at + 1] ?? 0 });
      this.counts.set(key, (this.counts.get(key) ?? 0) + sign * word.count);
      changed?.add(key);
      if (sign < 0) continue;
      const places = this.places.get(key);
      if (places) places.add(word);
      else this.places.set(key, new Set([word]));
    }
  }

  private enqueue(key: number): void {
    const count = this.counts.get(key) ?? 0;
    if (count >= LEAST_FREQUENT) this.queue.add({ key, count });
    else this.counts.delete(key);
  }
}

function merged(tokens: readonly number[], { left, right }: Pair, token: number): readonly number[] {
  const result: number[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const found = tokens[at] === left && tokens[at + 1] === right;
    result.push(found ? token : (tokens[at] ?? 0));
    if (found) at += 1;
  }
  return result;
}

function keyOf({ left, right }: Pair): number {
  return left * MOST_TOKENS + right;
}

function pairOf(key: number): Pair {
  return { left: Math.floor(key / MOST_TOKENS), right: key % MOST_TOKENS };
}

interface CountedPair {
  readonly key: number;
  readonly count: number;
}

/** A binary heap: what stands most often comes first, then the lower key. */
class PairQueue {
  private readonly heap: CountedPair[] = [];

  add(pair: CountedPair): void {
    const { heap } = this;
    let at = heap.push(pair) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!comesBefore(pair, heap[parent])) break;
      this.swap(at, parent);
      at = parent;
    }
  }

  take(): CountedPair | undefined {
    const { heap } = this;
    const [first] = heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return first;
    heap[0] = last;
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const child = comesBefore(heap[right], heap[left]) ? right : left;
      if (!comesBefore(heap[child], heap[at])) return first;
      this.swap(at, child);
      at = child;
    }
  }

  private swap(a: number, b: number): void {
    const [first, second] = [this.heap[a], this.heap[b]];
    if (first && second) [this.heap[a], this.heap[b]] = [second, first];
  }
}

function comesBefore(a: CountedPair | undefined, b: CountedPair | undefined): boolean {
  if (!a || !b) return a !== undefined;
  return a.count === b.count ? a.key < b.key : a.count > b.count;
}
