/**
 * All candidate answers as a tree of their beginnings.
 */

/** One beginning. */
export interface TrieNode {
  /** The last piece of the beginning; empty at the root. */
  readonly piece: string;
  readonly children: ReadonlyMap<string, TrieNode>;
  /** The candidate that ends here, if one does. */
  readonly candidate: string | undefined;
  /** The likeliest guess among the candidates from here on: the most frequent, then the shortest. */
  readonly guess: readonly string[];
}

/** A candidate and how often it is the answer of a training question. */
export interface Candidate {
  readonly text: string;
  readonly frequency: number;
}

/** The distinct answers of some questions with their frequencies. */
export function candidatesOf(answers: readonly string[]): readonly Candidate[] {
  const counts = new Map<string, number>();
  for (const answer of answers) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  return Array.from(counts, ([text, frequency]) => ({ text, frequency }));
}

/**
 * Builds the tree. Empty candidates are left out: they would end before they begin.
 *
 * @param cut Cuts a text into pieces: a model's tokens, or characters.
 */
export function candidateTrie(
  candidates: readonly Candidate[],
  cut: (text: string) => readonly string[] = charactersOf,
): TrieNode {
  const root = branch('');
  // From the likeliest guess on, so that the first to pass through a node is that node's guess.
  const sorted = candidates
    .filter(({ text }) => text !== '')
    .sort((a, b) => b.frequency - a.frequency || a.text.length - b.text.length);
  for (const { text } of sorted) insert(root, text, cut(text));
  return root;
}

interface Branch extends TrieNode {
  readonly children: Map<string, Branch>;
  candidate: string | undefined;
  guess: readonly string[];
}

function branch(piece: string): Branch {
  return { piece, children: new Map(), candidate: undefined, guess: [] };
}

function insert(root: Branch, text: string, pieces: readonly string[]): void {
  let node = root;
  for (const piece of pieces) {
    if (node.guess.length === 0) node.guess = pieces;
    let child = node.children.get(piece);
    if (!child) node.children.set(piece, (child = branch(piece)));
    node = child;
  }
  if (node.guess.length === 0) node.guess = pieces;
  node.candidate = text;
}

/** A text cut into its characters; one may be two UTF-16 units. */
export function charactersOf(text: string): readonly string[] {
  return Array.from(text);
}
