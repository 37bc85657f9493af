/**
 * What can be asked about the heads of one model and one file of questions; each result is kept with the
 * run, by checkpoint and file.
 */
import type * as v from 'valibot';
import type { QuestionFile } from '../data/questions';
import type { Store } from '../engine/engine';
import {
  type FileSilencing,
  type HeadPlace,
  type HeadScoreTable,
  headScoreTableSchema,
  type MeanContributions,
  meanContributionsSchema,
  type MeanFlow,
  meanFlowSchema,
  type PatchRegion,
  type PatchingTable,
  patchingTableSchema,
  type SilencingTable,
  silencingTableSchema,
} from './results';
import { UserError } from '../files/userError';
import type { AnalysisCache, CacheKey } from './analysisCache';
import { tokenText } from '../data/tokens/tokens';
import type { Weights } from '../model/checkpointWeights';
import { FlowMeans, textFlow } from './flow/textFlow';
import type { HeadPrograms } from './headPrograms';
import { headPlaces } from './headPlaces';
import { meanParts } from './logits/meanParts';
import { differingPairs, patchingTable } from './patching/patching';
import { type Running, breathe, partOf } from '../model/running';
import { type ReadFile, type ReadQuestion, type ReadText, answeredTexts, questionTexts } from './texts';
import { type CheckpointFacts, checkpointFacts, checkpointFactsSchema } from './timeline';

/** Increased whenever an analysis changes what it computes. */
const VERSION = 3;

/** Pairs of questions whose heads are exchanged, at most: 100 exchanges. */
const MOST_PAIRS = 50;

/** Analyses over a file of questions. Lines too long for the model are left out and counted. */
export class FileAnalyses {
  /** All lines, answered or not. */
  readonly read: ReadFile<ReadText>;
  /** The lines that have an answer. */
  readonly answered: ReadFile<ReadQuestion>;

  constructor(
    private readonly programs: HeadPrograms,
    private readonly file: QuestionFile,
    private readonly cache: Pick<AnalysisCache, 'remember'>,
  ) {
    this.read = questionTexts(file.questions, programs.reading);
    this.answered = answeredTexts(file.questions, programs.reading);
  }

  /** All heads' scores, averaged over the file. */
  scores(weights: Weights, running: Running): Promise<HeadScoreTable> {
    return this.kept('scores', headScoreTableSchema, weights, async (store) => {
      const { texts, skipped } = this.read;
      const heads = await this.programs.scorer.mean(store, texts, running);
      return { step: weights.progress.step, texts: texts.length, skipped, heads };
    });
  }

  /** Every head's effect on the answers, each silenced alone. Throws a UserError without answers. */
  silencingTable(weights: Weights, running: Running): Promise<SilencingTable> {
    return this.kept('silencing', silencingTableSchema, weights, async (store) => {
      const { before, after } = await this.programs.fileSilencer.eachHead(store, this.questions(), running);
      const heads = headPlaces(this.programs.model).flatMap((place, number) => {
        const effect = after[number];
        return effect ? [{ ...place, ...effect }] : [];
      });
      return { ...this.about(weights), before, heads };
    });
  }

  /** The effect of silencing some heads together; not kept. Throws a UserError without answers. */
  async silencing(
    weights: Weights,
    silenced: readonly HeadPlace[],
    running: Running,
  ): Promise<FileSilencing> {
    const store = await weights.store();
    const { fileSilencer } = this.programs;
    const { before, after } = await fileSilencer.together(store, this.questions(), silenced, running);
    const [effect = { ...before, lost: 0, gained: 0 }] = after;
    return { ...this.about(weights), before, silenced, after: effect };
  }

  /**
   * Every head's part in carrying the answer, over pairs of questions that the model answers right.
   *
   * @throws UserError when it answers no two questions right whose answers begin differently.
   */
  patching(weights: Weights, region: PatchRegion, running: Running): Promise<PatchingTable> {
    return this.kept(`patching-${region}`, patchingTableSchema, weights, async (store) => {
      const questions = this.questions();
      const right = await this.programs.fileSilencer.right(store, questions, partOf(running, 0, 1, 10));
      const known = questions.filter((_, index) => right[index]);
      const pairs = differingPairs(known, MOST_PAIRS);
      if (pairs.length === 0) {
        throw new UserError(
          `The model answers ${known.length} of ${questions.length} questions right: heads are exchanged ` +
            'between two right answers that begin differently. Train it longer, or choose other questions.',
        );
      }
      const bothWays = pairs.flatMap(({ receiver, donor }) => [
        { receiver, donor },
        { receiver: donor, donor: receiver },
      ]);
      const exchanges = await this.programs.patcher.exchange(
        store,
        bothWays,
        region,
        partOf(running, 1, 9, 10),
      );
      return patchingTable(exchanges, { step: weights.progress.step, region });
    });
  }

  /** What adds to the logits of the right answers' first characters. Throws a UserError without answers. */
  contributions(weights: Weights, running: Running): Promise<MeanContributions> {
    return this.kept('logits', meanContributionsSchema, weights, async (store) => {
      const texts = this.questions().flatMap(({ tokens, mask = 0 }) => {
        const character = tokens[mask + 1];
        return character === undefined || character === this.programs.asking.ignored
          ? []
          : [{ tokens, position: mask, character }];
      });
      return {
        ...this.about(weights),
        ...meanParts(await this.programs.explainer.explain(store, texts, running)),
      };
    });
  }

  /** Where the ⁇ gets what it holds, averaged over the file. */
  flow(weights: Weights, running: Running): Promise<MeanFlow> {
    return this.kept('flow', meanFlowSchema, weights, async (store) => {
      const { reader, vocabulary } = this.programs;
      const means = new FlowMeans();
      const { texts, skipped } = this.read;
      for (const [index, text] of texts.entries()) {
        await breathe(running);
        // Up to the ⁇: what stands behind it cannot flow to it.
        const seen = text.tokens.slice(0, (text.mask ?? text.tokens.length - 1) + 1);
        const characters = seen.map((token) => tokenText(vocabulary, token));
        means.add(textFlow(await reader.maps(store, seen), characters, seen.length - 1), text);
        running.onProgress?.(index + 1, texts.length);
      }
      return { step: weights.progress.step, questions: texts.length, skipped, ...means.means };
    });
  }

  /** What one checkpoint knows. Throws a UserError without answers. */
  facts(weights: Weights, running: Running): Promise<CheckpointFacts> {
    return this.kept('facts', checkpointFactsSchema, weights, (store) =>
      checkpointFacts(this.programs, store, weights.progress.step, this.questions(), running),
    );
  }

  private questions(): readonly ReadQuestion[] {
    const { texts } = this.answered;
    if (texts.length > 0) return texts;
    throw new UserError(
      `${this.file.reference.path} has no answers that the model could give. Write question, tab, answer.`,
    );
  }

  private about({ progress }: Weights) {
    const { texts, skipped } = this.answered;
    return { step: progress.step, questions: texts.length, skipped };
  }

  private kept<Result>(
    kind: string,
    schema: v.GenericSchema<unknown, Result>,
    { progress, store }: Weights,
    compute: (store: Store) => Promise<Result>,
  ): Promise<Result> {
    const key: CacheKey = { kind, version: VERSION, progress, file: this.file.reference.sha256 };
    return this.cache.remember(key, schema, async () => compute(await store()));
  }
}
