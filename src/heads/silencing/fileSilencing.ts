/**
 * What silencing heads does to the answers of a whole file: some heads together, or each head alone.
 */
import type { Engine, Store } from '../../engine/engine';
import type { Model } from '../../model/transformer';
import type { FileOutcome, HeadPlace, SilencingEffect } from '../results';
import { type AnswerRule, OWN_ANSWERS } from '../../model/asking';
import { headPlaces } from '../headPlaces';
import type { RowRunner } from '../../model/rowRunner';
import type { Running } from '../../model/running';
import type { ReadQuestion } from '../texts';
import { type RowOutcome, type SilencedItem, numbersOf, rowOutcome, silencedRunner } from './silencedRows';

/** Rows in a batch, about. */
const ROWS = 32;

/** A file with all heads and under each way of silencing, in the order in which they were given. */
export interface SilencedFile {
  readonly before: FileOutcome;
  readonly after: readonly SilencingEffect[];
}

/** Compares a file’s answers with and without heads, with whatever weights of the model each call names. */
export class FileSilencer {
  private readonly runners = new Map<number, RowRunner<SilencedItem>>();

  constructor(
    private readonly engine: Engine,
    private readonly model: Model,
    private readonly answers: AnswerRule = OWN_ANSWERS,
  ) {}

  /** Each head silenced alone, in the order of {@link headPlaces}. */
  eachHead(store: Store, texts: readonly ReadQuestion[], running: Running): Promise<SilencedFile> {
    const alone = headPlaces(this.model).map((_, number) => [number]);
    return this.run(store, texts, alone, running);
  }

  /** Some heads silenced together. */
  together(
    store: Store,
    texts: readonly ReadQuestion[],
    heads: readonly HeadPlace[],
    running: Running,
  ): Promise<SilencedFile> {
    return this.run(store, texts, [numbersOf(this.model, heads)], running);
  }

  /** For each question, whether it is right with all heads. */
  async right(store: Store, texts: readonly ReadQuestion[], running: Running): Promise<readonly boolean[]> {
    const right = new Array<boolean>(texts.length).fill(false);
    await this.outcomes(store, texts, [], running, (index, [all]) => {
      right[index] = all?.right ?? false;
    });
    return right;
  }

  /** Frees the programs. */
  async dispose(): Promise<void> {
    for (const runner of this.runners.values()) await runner.dispose();
    this.runners.clear();
  }

  private async run(
    store: Store,
    texts: readonly ReadQuestion[],
    ways: readonly (readonly number[])[],
    running: Running,
  ): Promise<SilencedFile> {
    const before = new Tally();
    const after = ways.map(() => new Tally());
    await this.outcomes(store, texts, ways, running, (_index, [all, ...silenced]) => {
      if (!all) return;
      before.add(all, all);
      silenced.forEach((outcome, way) => after[way]?.add(outcome, all));
    });
    return { before: before.outcome, after: after.map((tally) => tally.effect) };
  }

  /** Hands over the outcomes of each question: with all heads, then for each way of silencing. */
  private async outcomes(
    store: Store,
    texts: readonly ReadQuestion[],
    ways: readonly (readonly number[])[],
    running: Running,
    take: (index: number, outcomes: readonly RowOutcome[]) => void,
  ): Promise<void> {
    const all = [[], ...ways];
    // A question whose rows would not fit into memory together goes in parts.
    const parts = Math.ceil(all.length / Math.min(all.length, mostRows(this.model)));
    const rowsPerItem = Math.ceil(all.length / parts);
    const items = texts.flatMap(({ tokens, example }) =>
      Array.from({ length: parts }, (_, part): SilencedItem => {
        const silent = all.slice(part * rowsPerItem, (part + 1) * rowsPerItem);
        return { tokens, targets: example.targets, silent };
      }),
    );
    const found = texts.map(() => new Map<number, readonly RowOutcome[]>());
    await this.runner(rowsPerItem).run(store, items, running, (item, result) => {
      const [index, part] = [Math.floor(item / parts), item % parts];
      const example = texts[index]?.example;
      const outcomes = found[index];
      if (!example || !outcomes) return;
      const rows = (items[item]?.silent ?? []).map((_, offset) => result.row + offset);
      outcomes.set(
        part,
        rows.map((row) => rowOutcome(this.model, { ...result, row }, example, this.answers)),
      );
      if (outcomes.size < parts) return;
      take(index, Array.from({ length: parts }, (_, one) => outcomes.get(one) ?? []).flat());
      outcomes.clear();
    });
  }

  private runner(rowsPerItem: number): RowRunner<SilencedItem> {
    const known = this.runners.get(rowsPerItem);
    if (known) return known;
    const rows = rowsPerItem * Math.max(1, Math.round(Math.min(ROWS, mostRows(this.model)) / rowsPerItem));
    const made = silencedRunner(this.engine, this.model, { rows, rowsPerItem });
    this.runners.set(rowsPerItem, made);
    return made;
  }
}

/** Numbers that the logits of a batch may have, about: three times as many are in memory at once. */
const MOST_LOGITS = 32_000_000;

/** Rows of a question's length, 64 tokens at most, whose logits fit. */
function mostRows({ config }: Model): number {
  return Math.max(1, Math.floor(MOST_LOGITS / (config.vocabularySize * Math.min(64, config.contextLength))));
}

/** Counts what comes of a file. */
class Tally {
  private questions = 0;
  private correct = 0;
  private lost = 0;
  private gained = 0;
  private loss = 0;
  private characters = 0;

  add(outcome: RowOutcome, before: RowOutcome): void {
    this.questions += 1;
    this.correct += Number(outcome.right);
    this.lost += Number(before.right && !outcome.right);
    this.gained += Number(!before.right && outcome.right);
    this.loss += outcome.loss;
    this.characters += outcome.characters;
  }

  get outcome(): FileOutcome {
    const { correct, questions, loss, characters } = this;
    return { correct, accuracy: correct / Math.max(1, questions), loss: loss / Math.max(1, characters) };
  }

  get effect(): SilencingEffect {
    return { ...this.outcome, lost: this.lost, gained: this.gained };
  }
}
