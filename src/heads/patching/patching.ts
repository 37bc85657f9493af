/**
 * Which heads carry an answer: each head's output is exchanged between two questions, and the model's
 * choice between their answers is watched.
 *
 * The choice is measured where the answers part: both rows end with what the answers begin with, and the
 * logits of the two characters that come next are compared (logit difference: Wang et al., 2022).
 */
import { type Asking, askingByMask } from '../../model/asking';
import type { Tokens } from '../../data/tokens/tokens';
import type { Engine, Store } from '../../engine/engine';
import type { Model } from '../../model/transformer';
import type { LogitDifference, PatchRegion, PatchedQuestion, PatchingTable } from '../results';
import { UserError } from '../../files/userError';
import { headPlaces } from '../headPlaces';
import type { RowResult, RowRunner } from '../../model/rowRunner';
import type { Running } from '../../model/running';
import type { ReadQuestion } from '../texts';
import { pairing } from './alignment';
import { CLEAN_ROWS, type Exchange, patchRunner } from './patchedRows';

/** Two questions whose answers differ: the one that is asked, and the one whose heads are borrowed. */
export interface QuestionPair {
  readonly receiver: ReadQuestion;
  readonly donor: ReadQuestion;
}

/** Exchanges heads’ outputs between pairs of questions, with whatever weights of the model each call names. */
export class Patcher {
  private readonly runner: RowRunner<Exchange>;

  constructor(
    engine: Engine,
    private readonly model: Model,
    private readonly vocabulary: Tokens,
    private readonly asking: Asking = askingByMask(vocabulary),
  ) {
    this.runner = patchRunner(engine, model);
  }

  /**
   * Exchanges every head of every pair, one at a time.
   *
   * @throws UserError when two answers are the same, or the region's place is not known.
   */
  async exchange(
    store: Store,
    pairs: readonly QuestionPair[],
    region: PatchRegion,
    running: Running = {},
  ): Promise<readonly PatchedQuestion[]> {
    const prepared = pairs.map((pair) => prepare(pair, region, this.asking));
    const patched: PatchedQuestion[] = [];
    const items = prepared.map(({ exchange }) => exchange);
    await this.runner.run(store, items, running, (index, result) => {
      const one = prepared[index];
      if (one) patched[index] = this.read(one, result);
    });
    return patched;
  }

  /** Frees the programs. */
  dispose(): Promise<void> {
    return this.runner.dispose();
  }

  private read({ pair, shared, characters }: Prepared, result: RowResult): PatchedQuestion {
    const choice = (offset: number): LogitDifference => choiceIn(result, result.row + offset, characters);
    const clean = choice(0);
    const donorClean = choice(1);
    const heads = headPlaces(this.model).map((place, number) => {
      const patched = choice(CLEAN_ROWS + number);
      return { ...place, choice: patched, effect: shareOfTheWay(clean, donorClean, patched) };
    });
    return {
      receiver: pair.receiver.question.question,
      donor: pair.donor.question.question,
      shared: this.vocabulary.decode(shared),
      characters: [this.vocabulary.decode([characters[0]]), this.vocabulary.decode([characters[1]])],
      clean,
      donorClean,
      heads,
    };
  }
}

/** How far the difference moves from the receiver's to the donor's; null where both are the same. */
function shareOfTheWay(
  from: Pick<LogitDifference, 'difference'>,
  to: Pick<LogitDifference, 'difference'>,
  patched: Pick<LogitDifference, 'difference'>,
): number | null {
  const way = from.difference - to.difference;
  return Math.abs(way) < 1e-6 ? null : (from.difference - patched.difference) / way;
}

interface Prepared {
  readonly pair: QuestionPair;
  readonly exchange: Exchange;
  readonly shared: readonly number[];
  /** The receiver's own next character, the donor's. */
  readonly characters: readonly [own: number, other: number];
}

function prepare(pair: QuestionPair, region: PatchRegion, { close }: Asking): Prepared {
  const [own, other] = [answerOf(pair.receiver, close), answerOf(pair.donor, close)];
  const parting = own.findIndex((token, index) => token !== other[index]);
  if (parting < 0) {
    throw new UserError(
      `'${pair.receiver.question.question}' and '${pair.donor.question.question}' have the same answer. ` +
        'Choose two questions whose answers differ.',
    );
  }
  const shared = own.slice(0, parting);
  const row = ({ tokens, mask = 0, name }: ReadQuestion) => {
    return { tokens: tokens.slice(0, mask + 1 + parting), name };
  };
  const [receiver, donor] = [row(pair.receiver), row(pair.donor)];
  const pairs = pairing(region, receiver, donor);
  if (pairs.length === 0) {
    throw new UserError(
      'It is not known which part of these questions is the name. Exchange at the answer, or everywhere.',
    );
  }
  return {
    pair,
    exchange: { receiver, donor, pairs },
    shared,
    characters: [own[parting] ?? close, other[parting] ?? close],
  };
}

/** The answer's tokens and the one that closes it. */
function answerOf({ tokens, mask = 0 }: ReadQuestion, close: number): readonly number[] {
  return [...tokens.slice(mask + 1), close];
}

function choiceIn(
  { outputs }: RowResult,
  row: number,
  [own, other]: Prepared['characters'],
): LogitDifference {
  const logits = outputs['logits'];
  const vocabulary = logits?.shape[1] ?? 0;
  const start = row * vocabulary;
  const values = Float64Array.from(logits?.data.subarray(start, start + vocabulary) ?? []);
  const greatest = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const total = values.reduce((sum, value) => sum + Math.exp(value - greatest), 0);
  const probability = (token: number) => Math.exp((values[token] ?? -Infinity) - greatest) / total;
  return {
    difference: (values[own] ?? NaN) - (values[other] ?? NaN),
    own: probability(own),
    other: probability(other),
  };
}

/**
 * Pairs of questions from a file, each question with the next one whose answer begins differently.
 *
 * @param most The most pairs.
 */
export function differingPairs(texts: readonly ReadQuestion[], most: number): readonly QuestionPair[] {
  const waiting: ReadQuestion[] = [];
  const pairs: QuestionPair[] = [];
  for (const text of texts) {
    const partner = waiting.findIndex((other) => firstCharacter(other) !== firstCharacter(text));
    if (partner < 0) waiting.push(text);
    else pairs.push(...waiting.splice(partner, 1).map((other) => ({ receiver: other, donor: text })));
    if (pairs.length >= most) break;
  }
  return pairs;
}

function firstCharacter({ tokens, mask = 0 }: ReadQuestion): number | undefined {
  return tokens[mask + 1];
}

/** Every head's part over many exchanges: means of the differences, and how far they move. */
export function patchingTable(
  exchanges: readonly PatchedQuestion[],
  { step, region }: Pick<PatchingTable, 'step' | 'region'>,
): PatchingTable {
  const mean = (value: (exchange: PatchedQuestion) => number) =>
    exchanges.reduce((sum, exchange) => sum + value(exchange), 0) / Math.max(1, exchanges.length);
  const clean = mean((exchange) => exchange.clean.difference);
  const donorClean = mean((exchange) => exchange.donorClean.difference);
  const heads = (exchanges[0]?.heads ?? []).map(({ block, layer, head }, number) => {
    const difference = mean((exchange) => exchange.heads[number]?.choice.difference ?? NaN);
    const effect = shareOfTheWay({ difference: clean }, { difference: donorClean }, { difference });
    return { block, layer, head, difference, effect };
  });
  return { step, region, exchanges: exchanges.length, clean, donorClean, heads };
}
