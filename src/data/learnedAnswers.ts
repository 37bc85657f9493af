/**
 * Finds the span of a document that answers a question, as it stood in documents whose answer is known.
 *
 * The spans to choose from are names and the answers of the file. Which of them it is, a conditional logit says
 * (McFadden, 1974): the probability of a span is softmax(w·x) over the spans of its document, where x are the words
 * beside it, its place among the others, whether it is an answer of the file, and whether it names the document
 * itself. The weights are those that the known answers are most likely under, by AdaGrad (Duchi et al., 2011).
 * Nothing in it knows what the questions ask for.
 */
import type { TitledDocument } from './documentTitles';
import { KnownSpans, type Piece, type PieceSpan, piecesOf } from './knownSpans';

/** A document with the answer to the question about it. */
export interface AnsweredDocument {
  readonly document: TitledDocument;
  readonly answer: string;
}

/** Says what a document answers; undefined where it holds no name. */
export type AnswerFinder = (document: TitledDocument) => string | undefined;

/** Passes over the documents; more change nothing on the study's: 1,803, 1,803, 1,804 of 2,000 right after 5, 10, 20. */
const PASSES = 10;

const RATE = 0.2;

/** What draws weights to nothing, in each update. */
const DECAY = 1e-4;

/** Spans that are looked at in a document; what is asked for stands near its beginning. */
const MOST_SPANS = 100;

/** From this place on it matters no more how many spans stand before. */
const LAST_PLACE = 5;

/** Fewer documents than this teach nothing that would hold for others. */
const LEAST_DOCUMENTS = 20;

/** A span of a document and the features that it has. */
interface Candidate {
  readonly text: string;
  readonly features: readonly number[];
}

/**
 * Learns from documents whose answer is known.
 *
 * @param answers All answers of the file, as often as they stand there.
 * @returns undefined where too few documents hold their answer.
 */
export function learnedAnswers(
  documents: readonly AnsweredDocument[],
  answers: readonly string[],
): AnswerFinder | undefined {
  const reader = new CandidateReader(answers);
  const taught = documents
    .map(({ document, answer }) => ({ answer, candidates: reader.candidates(document, answer) }))
    .filter(({ answer, candidates }) => candidates.some(({ text }) => text === answer));
  if (taught.length < LEAST_DOCUMENTS) return undefined;
  const logit = new ConditionalLogit(reader.featureCount);
  for (let pass = 0; pass < PASSES; pass++)
    for (const { answer, candidates } of taught) logit.learn(candidates, answer);
  return (document) => logit.likeliest(reader.candidates(document))?.text;
}

/** Reads documents as spans with features, and numbers the features as it meets them. */
class CandidateReader {
  private readonly known: KnownSpans;
  private readonly counts = new Map<string, number>();
  private readonly numbers = new Map<string, number>();

  constructor(answers: readonly string[]) {
    this.known = new KnownSpans(answers);
    for (const answer of answers) this.counts.set(answer, (this.counts.get(answer) ?? 0) + 1);
  }

  get featureCount(): number {
    return this.numbers.size;
  }

  /**
   * The names of a document and the answers of the file that stand in it, in their order.
   *
   * @param own The answer to the question about it, which the file must not tell of: elsewhere it does not either.
   */
  candidates({ title, body }: TitledDocument, own?: string): readonly Candidate[] {
    const pieces = piecesOf(body);
    const subject = new Set(piecesOf(title).map(({ text }) => text));
    const countOf = (text: string) => (this.counts.get(text) ?? 0) - (text === own ? 1 : 0);
    const textOf = ({ from, to }: PieceSpan) => body.slice(pieces[from]?.start, pieces[to]?.end);
    return this.spans(body, pieces)
      .map((span) => ({ ...span, text: textOf(span) }))
      .filter(({ text, isName }) => isName || countOf(text) > 0)
      .slice(0, MOST_SPANS)
      .map(({ text, from, to }, place) => ({
        text,
        features: this.numbered([
          `before ${wordOf(pieces[from - 1])}`,
          `before that ${wordOf(pieces[from - 2])}`,
          `behind ${wordOf(pieces[to + 1])}`,
          `place ${Math.min(place, LAST_PLACE)}`,
          `answers ${Math.ceil(Math.log2(1 + countOf(text)))}`,
          `subject ${pieces.slice(from, to + 1).some((piece) => subject.has(piece.text))}`,
        ]),
      }));
  }

  private spans(
    body: string,
    pieces: readonly Piece[],
  ): readonly (PieceSpan & { readonly isName: boolean })[] {
    return pieces.flatMap((_, from) => {
      const end = nameEnd(pieces, from);
      const name = end === undefined ? [] : [{ from, to: end, isName: true }];
      const known = this.known.at(body, pieces, from).filter(({ to }) => to !== end);
      return [...name, ...known.map((span) => ({ ...span, isName: false }))].sort((a, b) => a.to - b.to);
    });
  }

  private numbered(features: readonly string[]): readonly number[] {
    return features.map((feature) => {
      const number = this.numbers.get(feature) ?? this.numbers.size;
      this.numbers.set(feature, number);
      return number;
    });
  }
}

/** The weights of features, and how they are learned. */
class ConditionalLogit {
  private readonly weights: Float64Array;
  private readonly squares: Float64Array;

  constructor(features: number) {
    this.weights = new Float64Array(features);
    this.squares = new Float64Array(features).fill(1e-6);
  }

  /** One update by the gradient of -log Σ p(span) over the spans that are the answer. */
  learn(candidates: readonly Candidate[], answer: string): void {
    const scores = candidates.map((candidate) => this.score(candidate));
    const highest = Math.max(...scores);
    const odds = scores.map((score) => Math.exp(score - highest));
    const all = sum(odds);
    const right = sum(odds.filter((_, index) => candidates[index]?.text === answer));
    for (const [index, { text, features }] of candidates.entries()) {
      const odd = odds[index] ?? 0;
      const slope = odd / all - (text === answer ? odd / right : 0);
      for (const feature of features) this.update(feature, slope);
    }
  }

  /** The span with the highest probability; the first of equals. */
  likeliest(candidates: readonly Candidate[]): Candidate | undefined {
    let best: { readonly candidate: Candidate; readonly score: number } | undefined;
    for (const candidate of candidates) {
      const score = this.score(candidate);
      if (!best || score > best.score) best = { candidate, score };
    }
    return best?.candidate;
  }

  /** Features that were never met while it learned count nothing. */
  private score({ features }: Candidate): number {
    return sum(features.map((feature) => this.weights[feature] ?? 0));
  }

  private update(feature: number, slope: number): void {
    const weight = this.weights[feature] ?? 0;
    const gradient = slope + DECAY * weight;
    const square = (this.squares[feature] ?? 0) + gradient ** 2;
    this.squares[feature] = square;
    this.weights[feature] = weight - (RATE * gradient) / Math.sqrt(square);
  }
}

/** The last piece of the name that begins at a piece: capitalised words with a space between; undefined where none does. */
function nameEnd(pieces: readonly Piece[], from: number): number | undefined {
  if (!isCapitalised(pieces[from]) || joins(pieces, from - 1)) return undefined;
  let to = from;
  while (joins(pieces, to)) to++;
  return to;
}

/** Whether a piece and the next are words of one name. */
function joins(pieces: readonly Piece[], at: number): boolean {
  const [piece, next] = [pieces[at], pieces[at + 1]];
  return isCapitalised(piece) && isCapitalised(next) && next?.start === (piece?.end ?? 0) + 1;
}

function isCapitalised(piece: Piece | undefined): boolean {
  return piece !== undefined && /^\p{Lu}/u.test(piece.text);
}

/** A word as features know it: small, and one number like another of as many digits. */
function wordOf(piece: Piece | undefined): string {
  return piece?.text.toLowerCase().replaceAll(/\d/g, '0') ?? '';
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
