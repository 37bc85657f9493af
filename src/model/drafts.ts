/**
 * Guesses at what a model will answer, so that one pass can confirm many tokens at once.
 *
 * Greedy decoding with a draft (blockwise parallel decoding: Stern, Shazeer & Uszkoreit, 2018; speculative
 * decoding: Leviathan et al., 2023) gives what it would give without one: a pass over `question ⁇ draft` tells
 * the most probable token behind each beginning of the draft, and those up to the first difference are kept. A
 * bad draft costs the pass that would have been needed anyway. Here the drafts come from the answers given so
 * far, which repeat themselves, and from the right answers where they are known.
 */

/** Longer drafts make all rows of a batch longer, and are seldom right to their end. */
const LONGEST_DRAFT = 16;

class Node {
  readonly next = new Map<number, Node>();
  count = 0;
  /** The child that most answers went on with. */
  usual: readonly [token: number, node: Node] | undefined;
}

/** Drafts by the answers given so far and, as long as they hit more often, by the right ones. */
export class Drafts {
  private readonly root = new Node();
  private usualHits = 0;
  private expectedHits = 0;

  /**
   * What may follow the first tokens of an answer.
   *
   * @param begun The tokens that are known already.
   * @param expected The whole answer that is expected, where there is one.
   */
  after(begun: readonly number[], expected: readonly number[] | undefined): readonly number[] {
    const fits = expected && begun.every((token, place) => expected[place] === token);
    const trusted = fits && this.expectedHits >= this.usualHits;
    return trusted ? expected.slice(begun.length, begun.length + LONGEST_DRAFT) : this.usual(begun);
  }

  /** Learns from an answer that was given. */
  learn(answer: readonly number[], expected: readonly number[] | undefined): void {
    if (expected) {
      this.expectedHits += Number(same(answer, expected));
      this.usualHits += Number(same(answer, this.usual([])));
    }
    let node = this.root;
    for (const token of answer) {
      const next = node.next.get(token) ?? new Node();
      node.next.set(token, next);
      next.count += 1;
      if (!node.usual || next.count > node.usual[1].count) node.usual = [token, next];
      node = next;
    }
  }

  private usual(begun: readonly number[]): readonly number[] {
    let node: Node | undefined = this.root;
    for (const token of begun) node = node?.next.get(token);
    const draft: number[] = [];
    while (node?.usual && draft.length < LONGEST_DRAFT) {
      draft.push(node.usual[0]);
      node = node.usual[1];
    }
    return draft;
  }
}

function same(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((token, place) => token === b[place]);
}
