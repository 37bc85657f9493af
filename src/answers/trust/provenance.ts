/**
 * What the pretraining text and the training questions say about an answer.
 *
 * Documents that begin with the subject are about it; where there is none, those that mention it. All
 * strings are compared exactly, as whole words.
 */
import { subjectOf, type QuestionWording } from '../../data/questionWording';
import type { AnsweredQuestion } from '../../data/questions';
import type { CorpusPlace, Provenance } from '../trust';
import type { CorpusIndex, CorpusLine } from './corpusIndex/corpusIndex';
import { findWhole } from './corpusIndex/words';

/** An answer that is to be traced. */
export interface TracedAnswer {
  readonly question: string;
  /** What the model says. */
  readonly answer: string;
  readonly truth: string | undefined;
}

/** Documents about one subject. */
export interface SubjectDocuments {
  readonly named: Provenance['named'];
  /** At most a few thousand; see `CorpusIndex.linesWith`. */
  readonly documents: readonly CorpusLine[];
}

/** What the training questions hold. */
export interface TrainedAnswers {
  /** How often each answer occurs. */
  readonly counts: ReadonlyMap<string, number>;
  /** `question⇥answer`. */
  readonly pairs: ReadonlySet<string>;
}

/** Characters of a document that are shown around the answer. */
const EXCERPT = 160;

/** The training questions, ready to be asked about. */
export function trainedAnswers(questions: readonly AnsweredQuestion[]): TrainedAnswers {
  const counts = new Map<string, number>();
  for (const { answer } of questions) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  return { counts, pairs: new Set(questions.map(({ question, answer }) => `${question}\t${answer}`)) };
}

/** Traces answers in one corpus. */
export class Tracer {
  constructor(
    private readonly index: CorpusIndex,
    private readonly trained: TrainedAnswers,
    private readonly wording: QuestionWording,
  ) {}

  /** Everything that speaks for and against one answer. */
  async trace({ question, answer, truth }: TracedAnswer): Promise<Provenance> {
    const subject = subjectOf(question, this.wording);
    const { named, documents } = await documentsAbout(this.index, subject);
    const inDocument = placeIn(documents, answer);
    const truthInDocument = truth === undefined ? undefined : placeIn(documents, truth);
    const elsewhere = inDocument ? undefined : await this.elsewhere(answer, documents);
    const shown =
      documents.find(({ line }) => line === (inDocument ?? truthInDocument)?.line) ?? documents[0];
    const at = (inDocument ?? truthInDocument)?.offset ?? 0;
    return {
      subject,
      named,
      ...(shown ? { document: { line: shown.line, excerpt: excerptOf(shown.text, at) } } : {}),
      ...(inDocument ? { answerInDocument: inDocument } : {}),
      ...(truthInDocument ? { truthInDocument } : {}),
      ...(elsewhere ? { answerElsewhere: elsewhere } : {}),
      trainedPair: this.trained.pairs.has(`${question}\t${answer}`),
      timesTrained: this.trained.counts.get(answer) ?? 0,
    };
  }

  private async elsewhere(answer: string, own: readonly CorpusLine[]): Promise<CorpusPlace | undefined> {
    const ownLines = new Set(own.map(({ line }) => line));
    for await (const { line, text } of this.index.linesWith(answer)) {
      if (!ownLines.has(line)) return { line, offset: findWhole(text, answer) };
    }
    return undefined;
  }
}

/** Documents about a subject. */
export async function documentsAbout(index: CorpusIndex, subject: string): Promise<SubjectDocuments> {
  const mentions: CorpusLine[] = [];
  for await (const document of index.linesWith(subject)) mentions.push(document);
  const own = mentions.filter(({ text }) => findWhole(text, subject) === 0);
  if (own.length > 0) return { named: 'title', documents: own };
  return { named: mentions.length > 0 ? 'mention' : 'never', documents: mentions };
}

function placeIn(documents: readonly CorpusLine[], wanted: string): CorpusPlace | undefined {
  for (const { line, text } of documents) {
    const offset = findWhole(text, wanted);
    if (offset >= 0) return { line, offset };
  }
  return undefined;
}

function excerptOf(text: string, around: number): string {
  const start = Math.max(0, Math.min(around - EXCERPT / 2, text.length - EXCERPT));
  const end = start + EXCERPT;
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`;
}
