/**
 * Asks one model, or a committee, and says how sure it is of each answer.
 */
import type { Confidence, VoteCount } from '../trust';
import type { Ranking } from './candidateSearch';
import type { TrieNode } from './candidateTrie';
import { majority, type Vote } from './committee';
import { rankCandidates } from './rankCandidates';
import { type GivenAnswer, logOfWhole, type Respondent } from './respondent';

/** One question, answered. */
export interface AskedOnce extends Confidence {
  readonly question: string;
  /** Of a committee, the majority’s. */
  readonly answer: string;
  /** Each model’s own answer, in the models’ order. */
  readonly given: readonly GivenAnswer[];
  /** Only of committees. */
  readonly votes?: readonly VoteCount[];
  /** The probability of the answer if all logits were divided by a temperature. */
  readonly scaled: (temperature: number) => number;
}

/** All answers, and what they cost. */
export interface Asked {
  readonly lines: readonly AskedOnce[];
  /** Rows that were read to rank the candidates. */
  readonly rows: number;
  readonly exact: number;
  readonly seconds: number;
}

/** Told how many of how many questions are done, and with what. */
export type OnAsked = (what: 'answered' | 'ranked', done: number, all: number) => void;

/**
 * Asks questions.
 *
 * @param trie All candidate answers; without any, there is no margin.
 */
export async function askAll(
  models: readonly Respondent[],
  questions: readonly string[],
  trie: TrieNode,
  onAsked: OnAsked = () => undefined,
): Promise<Asked> {
  const byModel: (readonly GivenAnswer[])[] = [];
  for (const model of models) {
    const answers = await model.answer(questions, (done) => {
      onAsked('answered', byModel.length * questions.length + done, models.length * questions.length);
    });
    byModel.push(answers);
  }
  const chosen = questions.map((question, index) => {
    const given = byModel.flatMap((answers) => answers[index] ?? []);
    return { question, given, vote: majority(given) };
  });
  const started = performance.now();
  const ranked = chosen.map(({ question, vote }) => ({
    question,
    required: vote.answer === '' ? [] : [vote.answer],
  }));
  const rankings = await rankCandidates(models, trie, ranked, undefined, (done) => {
    onAsked('ranked', done, questions.length);
  });
  const scaled = await scaledAnswers(models, chosen);
  const lines = chosen.map(({ question, given, vote }, index): AskedOnce => {
    const ranking = rankings[index];
    const committee = models.length > 1 ? { agreement: vote.agreement, votes: vote.votes } : {};
    return {
      question,
      answer: vote.answer,
      given,
      ...confidenceOf(vote.answer, ranking),
      ...committee,
      scaled: scaled[index] ?? (() => 0),
    };
  });
  return {
    lines,
    rows: rankings.reduce((sum, { rows }) => sum + rows, 0),
    exact: rankings.filter(({ exact }) => exact).length,
    seconds: (performance.now() - started) / 1000,
  };
}

/** Reads each answer once more, to know all that might have stood in its place. */
async function scaledAnswers(
  models: readonly Respondent[],
  chosen: readonly { readonly question: string; readonly vote: Vote }[],
): Promise<readonly AskedOnce['scaled'][]> {
  const [first] = models;
  const rows = chosen.map(({ question, vote }) => ({
    question,
    pieces: first?.pieces(vote.answer) ?? [],
  }));
  const readings = await Promise.all(models.map((model) => model.read(rows)));
  return rows.map(({ pieces }, row) => (temperature) => {
    const logs = readings.flatMap((byModel) => {
      const reading = byModel[row];
      return reading ? [logOfWhole(pieces, reading, temperature)] : [];
    });
    return logs.reduce((sum, log) => sum + Math.exp(log), 0) / logs.length;
  });
}

function confidenceOf(answer: string, ranking: Ranking | undefined): Confidence {
  if (answer === '' || !ranking) return { probability: 0, others: [], exact: false };
  const probability = ranking.required.get(answer) ?? 0;
  const others = ranking.best.filter((candidate) => candidate.answer !== answer);
  const [next] = others;
  const { exact } = ranking;
  if (!next) return { probability, others, exact };
  const most = exact ? next.probability : Math.max(next.probability, ranking.othersAtMost);
  return { probability, others, exact, margin: probability - most };
}
