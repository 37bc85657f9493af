/**
 * The candidate search for many questions at once, so that their rows share batches.
 */
import type { TrieNode } from './candidateTrie';
import { CandidateSearch, type Ranking } from './candidateSearch';
import type { Respondent } from './respondent';

/** A question, and strings whose probability is wanted whatever it is. */
export interface RankedQuestion {
  readonly question: string;
  readonly required: readonly string[];
}

/** How far to search. */
export interface RankSettings {
  /** How many of the best candidates to prove. */
  readonly keep: number;
  /** Rows for one question after which the proof is given up. */
  readonly mostRows: number;
  /** Rows for all questions, on average, after which no more are read. */
  readonly meanRows: number;
}

/**
 * Three: the answer itself and two others. A model that has learned to answer needs some six rows for the
 * proof; one that has not spreads its probability over everything, and would need all candidates. Its
 * margins are worth little, and 24 rows a question keep 500 questions under a minute on two cores.
 */
export const RANK_SETTINGS: RankSettings = { keep: 3, mostRows: 256, meanRows: 24 };

/** Rows that are read between two looks at what to read next. */
const ROUND = 256;

/** The most rows of one question in one round: the more, the more turn out to be unnecessary. */
const MOST_AT_ONCE = 8;

/**
 * Ranks the candidates of a trie for each question; see `candidateSearch.ts`.
 *
 * @param models Several are one model whose probabilities are the mean of theirs.
 */
export async function rankCandidates(
  models: readonly Respondent[],
  trie: TrieNode,
  questions: readonly RankedQuestion[],
  settings: RankSettings = RANK_SETTINGS,
  onProgress: (done: number) => void = () => undefined,
): Promise<readonly Ranking[]> {
  const cut = models[0]?.pieces;
  const searches = questions.map(({ question, required }) => {
    return {
      question,
      search: new CandidateSearch(trie, models.length, {
        ...settings,
        required,
        ...(cut ? { cut } : {}),
      }),
    };
  });
  let active = searches;
  let rows = 0;
  for (;;) {
    const quota = Math.min(MOST_AT_ONCE, Math.max(1, Math.floor(ROUND / Math.max(1, active.length))));
    const asked = active.flatMap(({ question, search }) =>
      search.nextRows(quota).map((pieces) => ({ question, search, pieces })),
    );
    if (asked.length === 0 || rows >= settings.meanRows * questions.length) {
      return searches.map(({ search }) => search.ranking);
    }
    rows += asked.length;
    const readings = await Promise.all(models.map((model) => model.read(asked)));
    asked.forEach(({ search, pieces }, row) => {
      search.take(
        pieces,
        readings.flatMap((byModel) => byModel[row] ?? []),
      );
    });
    const busy = new Set(asked.map(({ search }) => search));
    active = active.filter(({ search }) => busy.has(search));
    onProgress(searches.length - active.length);
  }
}
