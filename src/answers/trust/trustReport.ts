/**
 * Puts a trust report together: asks, traces, judges, measures.
 */
import { commonAnswer } from '../../data/answerBaselines';
import { questionAbout, subjectOf, wordingOf, type QuestionWording } from '../../data/questionWording';
import { type AnsweredQuestion, hasAnswer, type Question } from '../../data/questions';
import { shareOf, tallyOf } from '../tallies';
import {
  type InventedLine,
  type Inventions,
  TRUST_FORMAT_VERSION,
  type TrustLine,
  type TrustReport,
  type TrustScore,
} from '../trust';
import type { Share } from '../trustMeasures';
import { VERDICTS } from '../verdicts';
import { askAll, type Asked, type AskedOnce, type OnAsked } from './ask';
import { biasOf } from './bias';
import { candidatesOf, candidateTrie, type TrieNode } from './candidateTrie';
import { compare } from './comparison';
import type { CorpusIndex } from './corpusIndex/corpusIndex';
import { inventNames } from './inventedNames';
import { measureReports } from './measures';
import { documentsAbout, Tracer, type TrainedAnswers, trainedAnswers } from './provenance';
import type { Respondent } from './respondent';
import { askProbes, type DocumentedAnswer, probesOf } from './swappedNames';
import { reasonsFor, verdictOn } from '../verdict';

/** What to report on. */
export interface TrustRequest {
  /** One model, or a committee. All have the same tokens. */
  readonly models: readonly [Respondent, ...Respondent[]];
  readonly questions: { readonly path: string; readonly questions: readonly Question[] };
  /** The training questions: candidates, and what was trained. */
  readonly train?: { readonly path: string; readonly questions: readonly AnsweredQuestion[] };
  readonly corpus: { readonly path: string; readonly index: CorpusIndex };
  /** Questions about people who do not exist; made from the questions’ own names when left out. */
  readonly invented?: readonly string[];
  /** How many names to make up. */
  readonly inventions: number;
  /** A model to compare with. */
  readonly compare?: Respondent;
  /** When it is made. */
  readonly created: Date;
  readonly onAsked?: OnAsked;
}

/** What all parts of a report look at. */
interface Setting {
  readonly request: TrustRequest;
  readonly trained: TrainedAnswers;
  readonly trie: TrieNode;
  readonly wording: QuestionWording;
}

/** Makes a report. */
export async function trustReport(request: TrustRequest): Promise<TrustReport> {
  const setting = settingOf(request);
  const { models, questions, train, corpus } = request;
  const texts = questions.questions.map(({ question }) => question);
  const asked = await askAll(models, texts, setting.trie, request.onAsked);
  const lines = await traceAll(setting, asked.lines);
  const inventions = await askInvented(setting);
  const scaled = asked.lines.map((line) => line.scaled);
  const measures = measureReports(lines, inventions?.lines, scaled);
  const bias = biasOf(lines, setting.trained.counts);
  const swappedNames = bias ? await swap(setting, lines) : undefined;
  const score = scoreOf(lines);
  return {
    version: TRUST_FORMAT_VERSION,
    created: request.created.toISOString(),
    runs: models.map(({ name }) => name),
    questions: questions.path,
    corpus: corpus.path,
    ...(train ? { train: train.path } : {}),
    lines,
    ...(score ? { score } : {}),
    members: membersOf(setting, asked.lines),
    verdicts: VERDICTS.map(({ verdict }) => {
      return { verdict, count: lines.filter((line) => line.verdict === verdict).length };
    }),
    ...wrongShares(lines),
    measures,
    ...(inventions ? { inventions } : {}),
    ...(bias ? { bias: { ...bias, ...(swappedNames ? { swappedNames } : {}) } } : {}),
    ...(await comparisonOf(setting, lines)),
    ...(train ? { candidates: candidateSummary(setting, asked) } : {}),
    warnings: warningsOf(setting, lines),
  };
}

function settingOf(request: TrustRequest): Setting {
  const trained = request.train?.questions ?? [];
  const answers = candidatesOf(trained.map(({ answer }) => answer));
  // The training file words its questions alike and has more of them: a short file may share too little.
  const worded = request.questions.questions.length > 1 ? request.questions.questions : trained;
  return {
    request,
    trained: trainedAnswers(trained),
    trie: candidateTrie(answers, request.models[0].pieces),
    wording: wordingOf(worded.map(({ question }) => question)),
  };
}

async function traceAll(setting: Setting, asked: readonly AskedOnce[]): Promise<readonly TrustLine[]> {
  const { request, trained, wording } = setting;
  const tracer = new Tracer(request.corpus.index, trained, wording);
  const lines: TrustLine[] = [];
  for (const [index, { given: _, scaled: __, ...answered }] of asked.entries()) {
    const { line = 0, answer: truth } = request.questions.questions[index] ?? {};
    const { question, answer } = answered;
    const provenance = await tracer.trace({ question, answer, truth });
    const verdict = verdictOn({ answer, truth, provenance });
    lines.push({
      ...answered,
      line,
      ...(truth === undefined ? {} : { truth, correct: answer === truth }),
      ...(verdict ? { verdict } : {}),
      reasons: reasonsFor({ answer, truth, provenance }),
      provenance,
    });
  }
  return lines;
}

function scoreOf(lines: readonly TrustLine[]): TrustScore | undefined {
  const scored = lines.flatMap(({ line, question, truth }) =>
    truth === undefined ? [] : [{ line, question, answer: truth }],
  );
  if (scored.length === 0) return undefined;
  return {
    ...tallyOf(lines.filter(({ correct }) => correct === true).length, scored.length),
    baseline: commonAnswer(scored),
    ceiling: lines.filter(({ provenance }) => provenance.truthInDocument).length,
  };
}

function membersOf({ request }: Setting, asked: readonly AskedOnce[]): TrustReport['members'] {
  if (request.models.length < 2) return [];
  const truths = request.questions.questions.map(({ answer }) => answer);
  const scored = truths.filter((truth) => truth !== undefined).length;
  return request.models.map(({ name }, model) => {
    const right = asked.filter(
      ({ given }, index) => truths[index] !== undefined && given[model]?.text === truths[index],
    );
    return { name, tally: tallyOf(right.length, scored) };
  });
}

function wrongShares(lines: readonly TrustLine[]): {
  readonly madeUp?: Share;
  readonly fluent?: Share;
} {
  const wrong = lines.filter(({ correct, answer }) => correct === false && answer !== '');
  if (wrong.length === 0) return {};
  return {
    madeUp: shareOf(wrong.filter(({ verdict }) => verdict === 'made up').length, wrong.length),
    fluent: shareOf(wrong.filter(({ provenance }) => provenance.timesTrained > 0).length, wrong.length),
  };
}

async function askInvented({ request, trie, trained, wording }: Setting): Promise<Inventions | undefined> {
  const { models, questions, corpus } = request;
  const subjects = questions.questions.map(({ question }) => subjectOf(question, wording));
  const names = request.invented ? [] : await inventNames(subjects, corpus.index, request.inventions);
  const texts = request.invented ?? names.map((name) => questionAbout(name, wording));
  if (texts.length === 0) return undefined;
  const { lines } = await askAll(models, texts, trie, request.onAsked);
  const fluent = lines.filter(({ answer }) => trained.counts.has(answer)).length;
  return {
    source: request.invented ? 'file' : 'generated',
    lines: lines.map(({ given: _, votes: __, scaled: ___, ...line }): InventedLine => line),
    fluent: shareOf(fluent, lines.length),
  };
}

async function swap({ request }: Setting, lines: readonly TrustLine[]) {
  const people: DocumentedAnswer[] = [];
  for (const { truth, provenance } of lines) {
    const { subject, named, truthInDocument } = provenance;
    if (truth === undefined || named !== 'title' || !truthInDocument) continue;
    const { documents } = await documentsAbout(request.corpus.index, subject);
    const document = documents.find(({ line }) => line === truthInDocument.line);
    if (document) people.push({ subject, answer: truth, document: document.text });
  }
  const [first] = request.models;
  return askProbes(first, probesOf(people, first.longestQuestion));
}

async function comparisonOf({ request }: Setting, lines: readonly TrustLine[]) {
  const { compare: other, models } = request;
  const scored = lines.filter(({ truth }) => truth !== undefined);
  if (!other || scored.length === 0) return {};
  const answers = await other.answer(
    scored.map(({ question }) => question),
    (done) => request.onAsked?.('answered', done, scored.length),
  );
  const first = models.length > 1 ? `committee of ${models.length}` : models[0].name;
  return {
    comparison: compare(
      { name: first, right: scored.map(({ correct }) => correct === true) },
      { name: other.name, right: scored.map(({ truth }, index) => answers[index]?.text === truth) },
    ),
  };
}

function candidateSummary({ request, trained }: Setting, { rows, exact, seconds, lines }: Asked) {
  const questions = Math.max(1, lines.length);
  return {
    candidates: trained.counts.size,
    rowsPerQuestion: (rows * request.models.length) / questions,
    exact,
    seconds,
  };
}

function warningsOf({ request }: Setting, lines: readonly TrustLine[]): readonly string[] {
  const warnings: string[] = [];
  const silent = lines.filter(({ answer }) => answer === '');
  const [first] = silent;
  if (first) {
    warnings.push(
      `${request.questions.path}, line ${first.line}: no answer, because the question is too long for the model ` +
        `or it said nothing (${silent.length} such lines).`,
    );
  }
  const scored = request.questions.questions.filter((question) => hasAnswer(question)).length;
  if (scored > 0 && scored < 50) {
    warnings.push(`Only ${scored} lines have an answer: read all shares with their intervals.`);
  }
  if (!request.train) {
    warnings.push('Without training questions (--train) there are no candidates, so there is no margin.');
  }
  return warnings;
}
