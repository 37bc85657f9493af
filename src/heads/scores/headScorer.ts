/**
 * The scores of all heads for many texts, one by one or averaged.
 */
import type { Engine, Store } from '../../engine/engine';
import type { Model } from '../../model/transformer';
import type { HeadScores, ScoredHead } from '../results';
import { RowRunner } from '../../model/rowRunner';
import type { Running } from '../../model/running';
import type { ReadText } from '../texts';
import { NO_SCORES } from './noScores';
import { readScores, scoreFeed, scoreProgram, scoredRows } from './scoreProgram';

/** Scores the heads of one model, whatever its weights. */
export class HeadScorer {
  /** By how many texts go together. */
  private readonly runners = new Map<number, RowRunner<ReadText>>();

  constructor(
    private readonly engine: Engine,
    private readonly model: Model,
  ) {}

  /**
   * Scores each text on its own.
   *
   * @param take Told a text's index and its heads' scores, by block, then by head.
   */
  async each(
    store: Store,
    texts: readonly ReadText[],
    running: Running,
    take: (index: number, heads: readonly ScoredHead[]) => void,
  ): Promise<void> {
    const longest = texts.reduce((most, { tokens }) => Math.max(most, tokens.length), 1);
    await this.runner(scoredRows(longest)).run(store, texts, running, (index, result) => {
      const text = texts[index];
      if (text) take(index, readScores(this.model, text, result));
    });
  }

  /** The mean of each score over the texts for which it is defined; each text counts the same. */
  async mean(
    store: Store,
    texts: readonly ReadText[],
    running: Running = {},
  ): Promise<readonly ScoredHead[]> {
    const means: MeanScores[] = [];
    const chances: MeanScores[] = [];
    let places: readonly ScoredHead[] = [];
    await this.each(store, texts, running, (_index, heads) => {
      places = heads;
      heads.forEach(({ scores, chance }, head) => {
        (means[head] ??= new MeanScores()).add(scores);
        (chances[head] ??= new MeanScores()).add(chance);
      });
    });
    return places.map((place, head) => ({
      ...place,
      scores: means[head]?.scores ?? NO_SCORES,
      chance: chances[head]?.scores ?? NO_SCORES,
    }));
  }

  /** Frees the programs. */
  async dispose(): Promise<void> {
    for (const runner of this.runners.values()) await runner.dispose();
    this.runners.clear();
  }

  private runner(rows: number): RowRunner<ReadText> {
    const known = this.runners.get(rows);
    if (known) return known;
    const made = new RowRunner<ReadText>(this.engine, this.model, {
      rows,
      tokens: ({ tokens }) => [tokens],
      feed: scoreFeed(this.model, rows),
      body: scoreProgram(this.model),
    });
    this.runners.set(rows, made);
    return made;
  }
}

/** Running means, each over as many texts as define it. */
class MeanScores {
  private readonly sums = new Map<string, { readonly sum: number; readonly count: number }>();

  add(scores: HeadScores): void {
    for (const [name, score] of Object.entries<number | null>(scores)) {
      if (score === null) continue;
      const { sum, count } = this.sums.get(name) ?? { sum: 0, count: 0 };
      this.sums.set(name, { sum: sum + score, count: count + 1 });
    }
  }

  get scores(): HeadScores {
    const means = Array.from(this.sums, ([name, { sum, count }]) => [name, sum / count] as const);
    return { ...NO_SCORES, ...Object.fromEntries(means) };
  }
}
