/**
 * Scores all heads of a model while it learns, and now and then looks at it as a whole, into `heads.jsonl` of its run
 * folder.
 *
 * The heads' text is the standard one for it: random tokens that come twice, the same at every look and in every run that learns
 * the same tokens (Olsson et al., 2022), so that a score tells what a head does and not what the corpus is like.
 */
import { openForLines } from '../../runs/ownFiles';
import { explainWriteError } from '../../files/systemErrors';
import { longestRow } from '../../model/rowRunner';
import type { OpenProbe } from '../../training/probe';
import { allTokens, repeatedTexts } from '../repeatedScores';
import { HeadScorer } from '../scores/headScorer';
import { scoredRows } from '../scores/scoreProgram';
import { firstOfKinds, formationsOf } from './formations';
import { ModelLook, lookedRows } from './modelLook';
import { chooseProbedTokens } from './probedTokens';
import { pointOf } from './scoreTimeline';
import { TimelineTail } from './timelineTail';

/** Follows the heads of a training. */
export const headProbe: OpenProbe = async ({ folder, engine, model, vocabulary, weights, texts: ofRun }) => {
  const learned = ofRun();
  const scorer = new HeadScorer(engine, model);
  // One batch: a look takes about a third of a training step.
  const longest = longestRow(model);
  const tokens = await chooseProbedTokens(folder, vocabulary, learned);
  const all = repeatedTexts(tokens ?? allTokens(vocabulary.size), longest);
  const texts = all.slice(0, scoredRows(longest));
  const whole = new ModelLook(engine, model, lookedRows(learned, vocabulary, longest));
  const watch = new Stopwatch();
  const file = await openForLines(folder.heads);
  const written = new TimelineTail(folder);
  return {
    look: async ({ step }) => {
      const store = await weights(step);
      const heads = await watch.timed('heads', () => scorer.mean(store, texts));
      // When heads become what they are has a step, so they are looked at at least as often.
      const late = watch.spent('model') <= watch.spent('heads');
      const looked = late ? { model: await watch.timed('model', () => whole.at(store)) } : {};
      const point = { ...pointOf({ step, heads }), ...looked };
      await file.appendFile(`${JSON.stringify(point)}\n`).catch((error: unknown) => {
        throw explainWriteError(folder.heads, error);
      });
    },
    moments: async () => {
      await written.read();
      return firstOfKinds(formationsOf(written.points)).map(({ around }) => around);
    },
    dispose: async () => {
      await file.close();
      await scorer.dispose();
      await whole.dispose();
    },
  };
};

/** Adds up what parts of a work take; the first time of each, which also compiles, does not count. */
class Stopwatch {
  private readonly milliseconds = new Map<string, number>();

  spent(part: string): number {
    return this.milliseconds.get(part) ?? 0;
  }

  async timed<Result>(part: string, work: () => Promise<Result>): Promise<Result> {
    const began = performance.now();
    const result = await work();
    const known = this.milliseconds.get(part);
    this.milliseconds.set(part, known === undefined ? 0 : known + performance.now() - began);
    return result;
  }
}
